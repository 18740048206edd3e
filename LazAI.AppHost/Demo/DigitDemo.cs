using System.Collections.Immutable;
using System.Globalization;
using LazAI.AppHost.Demo.Liars;
using LazAI.AppHost.Hosting;
using LazAI.Client;
using LazAI.Protocol;
using LazAI.Protocol.Ledger;
using Spectre.Console;

namespace LazAI.AppHost.Demo;

/// <summary>The main job once: genuine digits that no model was trained on go through the whole system in all three modes, then a worker lies in
/// each; and everything that the system promises about that is checked from outside.</summary>
internal sealed class DigitDemo(LocalSystem system, IAnsiConsole console)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan SettlementTimeout = TimeSpan.FromMinutes(3);

    /// <summary>Runs it; every promise that it could look at is in the outcome.</summary>
    public async Task<DemoOutcome> RunAsync(CancellationToken cancellationToken)
    {
        DigitRun[] runs =
        [
            new(system, new DigitLoad(VerifyMode.Tee, "TEE", system.Digits, 500, 0.95)),
            new(system, new DigitLoad(VerifyMode.TeeZk, "TEE_ZK", system.SmallDigits, 100, 0.9)),
            new(system, new DigitLoad(VerifyMode.Optimistic, "OP", system.Digits, 100, 0.95)),
        ];
        var payer = LedgerAccount.User(system.Network.Submitter.Address);
        var before = (await system.Client.GetBalanceAsync(payer, cancellationToken)).Balance;
        Introduce(runs);

        await ProgressDisplay.RunAsync(console, runs, show => FollowAsync(runs, show, cancellationToken));
        var checks = new List<DemoCheck>();
        foreach (var run in runs)
        {
            checks.AddRange(await run.CheckAsync(cancellationToken));
        }

        if (runs[0].Counts.Settled > 0)
        {
            checks.AddRange(await new ReceiptDemo(system, console).RunAsync(runs[0].Tasks[0], cancellationToken));
        }

        var (liars, tasks) = await new LiarDemo(system, console).RunAsync(cancellationToken);
        checks.AddRange(liars);
        ImmutableArray<TaskId> all = [.. runs.SelectMany(run => run.Tasks), .. tasks];
        checks.AddRange(await LedgerDemo.RunAsync(system, payer, before, all, cancellationToken));
        return new DemoOutcome(checks);
    }

    private void Introduce(IEnumerable<DigitRun> runs)
    {
        var rules = system.Network.Genesis.Rules;
        console.WriteLine("Sending handwritten digits that the models have not seen, in signed batches:");
        foreach (var load in runs.Select(run => run.Load))
        {
            var how = load.Mode switch
            {
                VerifyMode.Tee => "a signature under an attested key; anyone may show it false for a few slots",
                VerifyMode.TeeZk => "the signature, and a Groth16 proof of each inference",
                _ => string.Create(CultureInfo.InvariantCulture, $"the signature, and a trace that challengers have {load.Model.Description.ChallengeWindowSlots} slots to refute"),
            };
            console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {load.Name,-6} {load.Count} of {load.Model.Description.Name}: {how}"));
        }

        console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"A slot is {rules.SlotMilliseconds / 1_000.0:0.#} s here."));
    }

    private async Task FollowAsync(DigitRun[] runs, Action show, CancellationToken cancellationToken)
    {
        var status = await system.Client.GetStatusAsync(cancellationToken);
        using var key = system.Network.Submitter.ReadKey();
        var requests = new SignedRequests(key, status.ChainId, new NetworkClock(status));
        foreach (var run in runs)
        {
            await run.SubmitAsync(requests, cancellationToken);
            await run.LookAsync(cancellationToken);
            show();
        }

        var begun = TimeProvider.System.GetTimestamp();
        while (runs.Any(run => !run.Counts.IsFinal) && TimeProvider.System.GetElapsedTime(begun) < SettlementTimeout)
        {
            foreach (var run in runs)
            {
                await run.LookAsync(cancellationToken);
            }

            show();
            await Task.Delay(PollInterval, cancellationToken);
        }
    }
}
