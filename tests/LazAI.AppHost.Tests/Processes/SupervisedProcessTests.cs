using System.Diagnostics;
using System.Globalization;
using LazAI.AppHost.Processes;

namespace LazAI.AppHost.Tests.Processes;

public sealed class SupervisedProcessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Start_ProgramIsKilled_StartsItAgain()
    {
        var reports = new Reports();
        await using var child = Start(Sleep, reports);
        var first = await child.GetProcessIdAsync();

        Kill(first);
        var report = await reports.NextAsync();
        var second = await AnotherAsync(child, first);

        Assert.Contains("signal 9", report, StringComparison.Ordinal);
        Assert.NotEqual(first, second);
        Assert.True(IsAlive(second));
        Assert.Equal(1, child.Restarts);
    }

    [Fact]
    public async Task Start_ProgramDoesNotExist_ReportsAndLogsWhy()
    {
        var reports = new Reports();
        await using var child = Start(Command("/no/such/program"), reports);

        await reports.NextAsync();

        Assert.Contains("/no/such/program", child.LogTail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DisposeAsync_ProgramStopsWhenAsked_LeavesItTheTime()
    {
        var child = Start(Shell("trap 'echo stopping kindly; exit 0' TERM; echo ready; while :; do sleep 0.05; done"), new Reports());
        await WrittenAsync(child, "ready");

        await child.DisposeAsync();

        Assert.Contains("stopping kindly", await File.ReadAllTextAsync(child.LogFile), StringComparison.Ordinal);
    }

    [Fact]
    public async Task DisposeAsync_ProgramIgnoresTheSignal_KillsIt()
    {
        var child = Start(Shell("trap '' TERM; echo ready; while :; do sleep 0.05; done"), new Reports());
        await WrittenAsync(child, "ready");
        var id = await child.GetProcessIdAsync();

        await child.DisposeAsync();

        Assert.False(IsAlive(id));
        Assert.Contains("signal 9", await File.ReadAllTextAsync(child.LogFile), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Owner_IsKilled_TakesTheProgramAlong()
    {
        using var owner = Process.Start(new ProcessStartInfo(
            ProgramFiles.DotNet, [typeof(SupervisedProcessTests).Assembly.Location, "own-child", _folder.Path])
        { RedirectStandardOutput = true })!;
        var id = int.Parse((await owner.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
        Assert.True(IsAlive(id));
        using var child = Process.GetProcessById(id);

        owner.Kill();

        await child.WaitForExitAsync();
        Assert.False(IsAlive(id));
    }

    private static ChildCommand Sleep => Command("/bin/sleep", "600");

    private static ChildCommand Shell(string script) => Command("/bin/sh", "-c", script);

    private static ChildCommand Command(string program, params string[] arguments) =>
        new("child", program, arguments, new Dictionary<string, string>(), TimeSpan.FromSeconds(1));

    private SupervisedProcess Start(ChildCommand command, Reports reports) => SupervisedProcess.Start(
        command, _folder.Path, reports.Add, TimeProvider.System,
        new RestartBackoff(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(10)));

    private static void Kill(int id)
    {
        using var process = Process.GetProcessById(id);
        process.Kill();
    }

    /// <summary>Neither gone nor a zombie that nobody has waited for.</summary>
    private static bool IsAlive(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id.ToString(CultureInfo.InvariantCulture)}/stat");
            return stat[stat.LastIndexOf(')') + 2] != 'Z';
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static async Task<int> AnotherAsync(SupervisedProcess child, int first)
    {
        while (await child.GetProcessIdAsync() is var id)
        {
            if (id != first)
            {
                return id;
            }

            await Task.Yield();
        }

        throw new InvalidOperationException();
    }

    private static async Task WrittenAsync(SupervisedProcess child, string text)
    {
        while (!child.LogTail.Contains(text, StringComparison.Ordinal))
        {
            await Task.Yield();
        }
    }

    private sealed class Reports
    {
        private readonly System.Threading.Channels.Channel<string> _lines = System.Threading.Channels.Channel.CreateUnbounded<string>();

        public void Add(string line) => _lines.Writer.TryWrite(line);

        public ValueTask<string> NextAsync() => _lines.Reader.ReadAsync();
    }
}
