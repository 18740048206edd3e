namespace LazAI.Storage.Tests;

public sealed class ServerAccountTests
{
    [Fact]
    public async Task Choose_GivesAnAccountThatIsNotRoot()
    {
        var account = ServerAccount.Choose();
        var (exitCode, output) = await SystemPrograms.RunAsync(account.Command(["/bin/sh", "-c", "id -u; pwd; echo \"$1\"", "sh", "two words"]), default);
        var lines = output.Split('\n');
        Assert.Equal(0, exitCode);
        Assert.NotEqual("0", lines[0]);
        Assert.Equal("/", lines[1]);
        Assert.Equal("two words", lines[2]);
        Assert.Equal(Environment.IsPrivilegedProcess, account.User is not null);
    }

    [Theory]
    [InlineData("setpriv")]
    [InlineData("runuser")]
    [InlineData("su")]
    public async Task ChangeUser_WithAnyOfThePrograms_RunsTheCommandAsTheUser(string program)
    {
        var prefix = ServerAccount.ChangeUser("nobody", "65534", wanted => wanted == program ? SystemPrograms.Find(program) ?? program : null);
        Assert.EndsWith(program, prefix[0], StringComparison.Ordinal);
        if (!Environment.IsPrivilegedProcess)
        {
            return; // Only root may change the user.
        }

        var (exitCode, output) = await SystemPrograms.RunAsync(
            new ServerAccount("nobody", prefix).Command(["/bin/sh", "-c", "id -un; echo \"$2\"", "sh", "-x", "a  b"]), default);
        Assert.Equal((0, "nobody\na  b"), (exitCode, output));
    }

    [Fact]
    public void ChangeUser_WithoutAProgramForIt_SaysWhatToInstall()
    {
        var refusal = Assert.Throws<PrivatePostgresException>(() => ServerAccount.ChangeUser("nobody", "65534", _ => null));
        Assert.Contains("util-linux", refusal.Message, StringComparison.Ordinal);
    }
}
