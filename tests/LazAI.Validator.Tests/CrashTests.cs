using LazAI.Protocol;
using LazAI.Protocol.Challenges;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Ledger;

namespace LazAI.Validator.Tests;

/// <summary>A validator that is killed between finding a fault and hearing that its challenge was taken files it, and files it once.</summary>
public sealed class CrashTests(SlowNetwork disputes) : IClassFixture<SlowNetwork>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lazai-validator-tests").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Process_KilledBeforeItsChallengeHasArrived_FilesItAfterItsRestart() => await KillAsync(ChallengePath.CutBefore);

    [Fact]
    public async Task Process_KilledBeforeItHasHeardOfItsChallenge_FilesNoSecondOne() => await KillAsync(ChallengePath.CutAfter);

    private async Task KillAsync(ChallengePath path)
    {
        await using var proxy = await GatewayProxy.StartAsync(disputes.Network.Address);
        proxy.Challenges = path;
        var arguments = ValidatorUnderTest.Arguments(proxy.Address, _folder, disputes.Challenger);
        var challenger = LedgerAccount.User(disputes.Challenger.Address);
        var before = await disputes.BalanceAsync(challenger);

        using (var first = ValidatorProcess.Start(arguments))
        {
            // So that nothing of the window goes into its start.
            await WaitAsync(() => first.Output.Contains("Validator 0x", StringComparison.Ordinal), () => first.Output);
            var (worker, work) = await disputes.AssignAsync(VerifyMode.Optimistic);
            using var _ = worker;
            Assert.True((await disputes.HandInAsync(worker, work, disputes.Lie(work, 4))).Accepted);
            await proxy.Stuck.Task.WaitAsync(TimeSpan.FromSeconds(60));
            await first.KillAsync();

            proxy.Challenges = ChallengePath.Open;
            using var second = ValidatorProcess.Start(arguments);
            await disputes.WaitAsync(work.TaskId, ComputeTaskStatus.Invalid);
            await disputes.WaitForBalanceAsync(LedgerAccount.Stake(worker.Account.Address), Amount.FromTokens(120_000));
            await disputes.WaitForBalanceAsync(challenger, before + Amount.FromTokens(15_000));
            var challenge = Assert.Single((await disputes.Client.GetChallengesAsync(work.TaskId)).Challenges);
            Assert.Equal(ChallengeOutcome.Upheld, challenge.Outcome);
            Assert.Equal(1, proxy.Delivered);
            await second.KillAsync();
        }
    }

    [Fact]
    public async Task Process_WithOptionsThatCannotWork_SaysWhichAndEnds()
    {
        using var process = ValidatorProcess.Start("--key", Path.Combine(_folder, "none.json"), "--gateway", "ftp://nowhere", "--parallelism", "0", "--trace-odds-minimum", "2");
        Assert.Equal(2, await process.WaitForExitAsync());
        Assert.Contains("Validator:Key names no file", process.Output, StringComparison.Ordinal);
        Assert.Contains("Validator:Gateway is an http:// or https:// address.", process.Output, StringComparison.Ordinal);
        Assert.Contains("Validator:TraceOddsMinimum is from 0 to 1.", process.Output, StringComparison.Ordinal);
        Assert.Contains("Validator:Parallelism", process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled", process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Process_WithAKeyFileThatIsNone_SaysSoAndEnds()
    {
        var file = Path.Combine(_folder, "damaged.json");
        await File.WriteAllTextAsync(file, """{"address":"0x00","insecurePrivateKey":"2222"}""");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead);
        }

        using var process = ValidatorProcess.Start("--key", file);
        Assert.Equal(2, await process.WaitForExitAsync());
        Assert.Contains("damaged.json", process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("2222", process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", process.Output, StringComparison.Ordinal);
    }

    private static async Task WaitAsync(Func<bool> holds, Func<string> otherwise)
    {
        for (var tries = 0; !holds(); tries++)
        {
            Assert.True(tries < 3_000, otherwise());
            await Task.Delay(20);
        }
    }
}
