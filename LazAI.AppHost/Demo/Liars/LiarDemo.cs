using System.Collections.Immutable;
using System.Globalization;
using LazAI.AppHost.Hosting;
using LazAI.Client;
using LazAI.Client.Proving;
using LazAI.Engines;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Challenges;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Models;
using LazAI.Protocol.Workers;
using Spectre.Console;

namespace LazAI.AppHost.Demo.Liars;

/// <summary>Starts one lying worker for each mode and watches what becomes of it: caught, slashed, its task refunded, the others unharmed.</summary>
internal sealed class LiarDemo(LocalSystem system, IAnsiConsole console)
{
    /// <summary>Workers' accounts that the system must leave for the liars.</summary>
    public const int Accounts = 3;

    private const int TasksOfOneTry = 8;
    private const int TriesMaximum = 6;
    private static readonly TimeSpan TakeTimeout = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan CatchTimeout = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan ConfidentialValidity = TimeSpan.FromSeconds(24);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);

    private readonly List<TaskId> _tasks = [];
    private readonly List<string> _honest = [];

    /// <summary>Runs it.</summary>
    /// <returns>What held, and every task that was submitted on the way.</returns>
    public async Task<(IReadOnlyList<DemoCheck> Checks, ImmutableArray<TaskId> Tasks)> RunAsync(CancellationToken cancellationToken)
    {
        console.WriteLine();
        console.WriteLine("Now three workers lie, one in each mode. Each has a session and a stake like the others.");
        var accounts = system.Network.Operators[^Accounts..];
        var checks = new List<DemoCheck>();
        var honestBefore = await HonestStakesAsync(cancellationToken);
        foreach (var (mode, account) in new[] { VerifyMode.TeeZk, VerifyMode.Tee, VerifyMode.Optimistic }.Zip(accounts))
        {
            using var liar = await LyingWorker.OpenAsync(system, account, cancellationToken);
            var convicted = await LieAsync(liar, mode, cancellationToken);
            checks.Add(convicted);
            console.WriteLine($"{ModeName(mode)}: {convicted.Found}");
        }

        checks.Add(await UnharmedAsync(honestBefore, cancellationToken));
        return (checks, [.. _tasks]);
    }

    private async Task<DemoCheck> LieAsync(LyingWorker liar, VerifyMode mode, CancellationToken cancellationToken)
    {
        var model = mode == VerifyMode.Optimistic ? system.Digits : system.SmallDigits;
        var (stake, earned) = (LedgerAccount.Stake(liar.Account.Address), LedgerAccount.User(liar.Account.Address));
        var (stakeBefore, earnedBefore) = (await BalanceAsync(stake, cancellationToken), await BalanceAsync(earned, cancellationToken));
        var what = $"liar in mode {ModeName(mode)} caught";
        if (await TakeAsync(liar, model, mode, cancellationToken) is not { } item)
        {
            return new DemoCheck(what, false, "the draw gave the liar no task");
        }

        var registered = await RegisteredAsync(model, cancellationToken);
        var lie = await MakeAsync(liar, item, model, registered.Description, mode, cancellationToken);
        var begun = TimeProvider.System.GetTimestamp();
        var outcome = await liar.HandInAsync(item, registered, lie, cancellationToken);

        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var declining = liar.DeclineAllAsync(enough.Token);
        var (caught, how) = await WaitUntilCaughtAsync(item.TaskId, mode, outcome, cancellationToken);
        var seconds = TimeProvider.System.GetElapsedTime(begun).TotalSeconds;
        var slashed = await WaitForSlashAsync(stake, stakeBefore, cancellationToken);
        var isJailed = await IsJailedAsync(liar.Account, cancellationToken);
        await enough.CancelAsync();
        await declining;

        var unpaid = await BalanceAsync(earned, cancellationToken) == earnedBefore;
        var refunded = await WaitForRefundAsync(item.TaskId, cancellationToken);
        return new DemoCheck(
            what,
            caught && slashed > Amount.Zero && isJailed && unpaid && refunded,
            string.Create(
                CultureInfo.InvariantCulture,
                $"it {lie.What}; {how} after {seconds:0.0} s; slashed {LedgerDemo.Tokens(slashed)}, {(isJailed ? "jailed" : "NOT jailed")}, {(unpaid ? "unpaid" : "PAID")}, fee {(refunded ? "refunded" : "NOT refunded")}"));
    }

    /// <summary>A task of this mode. An input that is encrypted to the liar's session can go nowhere else; plain ones are drawn, some to the liar.</summary>
    private async Task<WorkItem?> TakeAsync(LyingWorker liar, DigitModel model, VerifyMode mode, CancellationToken cancellationToken)
    {
        var digits = DigitLoad.ReadDigits(model);
        for (var attempt = 0; attempt < TriesMaximum; attempt++)
        {
            var isConfidential = mode == VerifyMode.TeeZk;
            var submitted = await SubmitAsync(
                builder =>
                {
                    for (var i = 0; i < (isConfidential ? 1 : TasksOfOneTry); i++)
                    {
                        var pixels = digits.Pixels(i).ToArray();
                        _ = isConfidential
                            ? builder.AddConfidential(model.Id, liar.Session.Id, Encrypt(pixels, liar, model), DigitModel.Price, mode: mode)
                            : builder.Add(model.Id, pixels, DigitModel.Price, mode: mode);
                    }
                },
                isConfidential ? ConfidentialValidity : TimeSpan.FromHours(1),
                cancellationToken);
            if (await liar.TakeAsync(submitted, TakeTimeout, cancellationToken) is { } item)
            {
                return item;
            }
        }

        return null;
    }

    private static byte[] Encrypt(byte[] pixels, LyingWorker liar, DigitModel model)
    {
        using var random = System.Security.Cryptography.RandomNumberGenerator.Create();
        return ConfidentialInput.Encrypt(pixels, liar.Session, model.Id, random);
    }

    private async Task<IReadOnlyCollection<TaskId>> SubmitAsync(Action<TaskSubmissionBuilder> add, TimeSpan validity, CancellationToken cancellationToken)
    {
        var status = await system.Client.GetStatusAsync(cancellationToken);
        using var key = system.Network.Submitter.ReadKey();
        var builder = new TaskSubmissionBuilder(new SignedRequests(key, status.ChainId, new NetworkClock(status))) { TaskValidity = validity };
        add(builder);
        var accepted = (await system.Client.SubmitTasksAsync(builder.Build(), cancellationToken)).TaskIds;
        _tasks.AddRange(accepted);
        return accepted;
    }

    private async Task<Lie> MakeAsync(
        LyingWorker liar, WorkItem item, DigitModel model, ModelDescription description, VerifyMode mode, CancellationToken cancellationToken)
    {
        var input = mode == VerifyMode.TeeZk ? liar.Read(item) : item.Input!.Value;
        var determinism = description.Determinism;
        if (!EngineCatalog.TryCreate(determinism.Engine, determinism.EngineVersion, model.Weights.Span, out var engine, out var refusal)
            || !engine.TryRun(item.Parameters, input.Span, out var output, out refusal)
            || !ClassificationResult.TryParse(output, out var truth))
        {
            throw new LocalSystemException($"{description.Name} does not run: {refusal}");
        }

        switch (mode)
        {
            case VerifyMode.Tee:
                return Lie.OfClass(truth);
            case VerifyMode.TeeZk:
                var proofs = description.ZeroKnowledge!;
                var key = await system.Client.GetWeightsAsync(proofs.ProvingKeyHash, proofs.ProvingKeyBytes, cancellationToken);
                return InferenceProver.TryCreate(description, model.Weights.Span, key, 1L << 30, out var prover, out refusal)
                    ? Lie.OfProof(truth, prover, input.Span, cancellationToken)
                    : throw new LocalSystemException($"{description.Name} cannot be proven: {refusal}");
            default:
                return EngineCatalog.TryCreateProgram(
                    determinism.Engine, determinism.EngineVersion, model.Weights.Span, model.Weights.Length, out var program, out refusal)
                    ? Lie.OfStep(program, model.Weights.Span, input.Span, program.StepCount / 2)
                    : throw new LocalSystemException($"{description.Name} has no program: {refusal}");
        }
    }

    /// <summary>A false proof is seen at once; the other lies are accepted, and then proven false by a challenger.</summary>
    private async Task<(bool Caught, string How)> WaitUntilCaughtAsync(
        TaskId task, VerifyMode mode, ResultOutcome outcome, CancellationToken cancellationToken)
    {
        if (mode == VerifyMode.TeeZk)
        {
            return outcome.Code == ComputeTaskErrors.ProofInvalid ? (true, "the verifier refused its proof") : (false, "its proof was ACCEPTED");
        }

        var begun = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(begun) < CatchTimeout)
        {
            var challenges = await system.Client.GetChallengesAsync(task, cancellationToken);
            if (challenges.Challenges.FirstOrDefault(challenge => challenge.Outcome == ChallengeOutcome.Upheld) is { } upheld)
            {
                return (challenges.Status == ComputeTaskStatus.Invalid, $"challenger {upheld.Challenger.ToString()[..10]}… proved it");
            }

            if (challenges.Status is ComputeTaskStatus.Final or ComputeTaskStatus.Settled)
            {
                break;
            }

            await Task.Delay(PollInterval, cancellationToken);
        }

        return (false, outcome.Accepted ? "NOBODY noticed" : $"refused with {outcome.Code}");
    }

    private async Task<Amount> WaitForSlashAsync(LedgerAccount stake, Amount before, CancellationToken cancellationToken)
    {
        var begun = TimeProvider.System.GetTimestamp();
        var after = before;
        while (after == before && TimeProvider.System.GetElapsedTime(begun) < CatchTimeout)
        {
            await Task.Delay(PollInterval, cancellationToken);
            after = await BalanceAsync(stake, cancellationToken);
        }

        return before - after;
    }

    private async Task<bool> WaitForRefundAsync(TaskId task, CancellationToken cancellationToken)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(begun) < CatchTimeout)
        {
            var view = await system.Client.GetTaskAsync(task, cancellationToken);
            if (view.Status is ComputeTaskStatus.Invalid or ComputeTaskStatus.Expired
                && await BalanceAsync(LedgerAccount.Escrow(task), cancellationToken) == Amount.Zero)
            {
                return view.Fee is null;
            }

            await Task.Delay(PollInterval, cancellationToken);
        }

        return false;
    }

    private async Task<bool> IsJailedAsync(AccountFile account, CancellationToken cancellationToken)
    {
        try
        {
            using var again = await LyingWorker.OpenAsync(system, account, cancellationToken);
            return false;
        }
        catch (LazAIException exception) when (exception.Code == WorkerErrors.Jailed)
        {
            return true;
        }
    }

    /// <summary>Every task that no liar lied about is settled, and no honest worker has lost anything.</summary>
    private async Task<DemoCheck> UnharmedAsync(ImmutableArray<Amount> stakesBefore, CancellationToken cancellationToken)
    {
        var begun = TimeProvider.System.GetTimestamp();
        TaskCounts counts;
        do
        {
            await Task.Delay(PollInterval, cancellationToken);
            counts = TaskCounts.Of(_tasks.Count, (await system.Client.QueryTasksAsync(new QueryTasksRequest([.. _tasks]), cancellationToken)).Items);
        }
        while (!counts.IsFinal && TimeProvider.System.GetElapsedTime(begun) < CatchTimeout);

        var unharmed = stakesBefore.SequenceEqual(await HonestStakesAsync(cancellationToken));
        return new DemoCheck(
            "the others unharmed",
            unharmed && counts.IsFinal && counts.Lost == Accounts,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{counts.Settled} of {counts.Submitted - Accounts} tasks beside the lies settled; honest workers' stakes {(unharmed ? "unchanged" : "CHANGED")}"));
    }

    private async Task<ImmutableArray<Amount>> HonestStakesAsync(CancellationToken cancellationToken)
    {
        var stakes = ImmutableArray.CreateBuilder<Amount>();
        foreach (var account in system.Network.Operators.Take(system.Workers.Count))
        {
            stakes.Add(await BalanceAsync(LedgerAccount.Stake(account.Address), cancellationToken));
        }

        return stakes.ToImmutable();
    }

    private async Task<RegisteredModel> RegisteredAsync(DigitModel model, CancellationToken cancellationToken) =>
        new((await system.Client.GetModelAsync(model.Id, cancellationToken)).Description);

    private async Task<Amount> BalanceAsync(LedgerAccount account, CancellationToken cancellationToken) =>
        (await system.Client.GetBalanceAsync(account, cancellationToken)).Balance;

    private static string ModeName(VerifyMode mode) => System.Text.Encoding.UTF8.GetString(CanonicalJson.Serialize(mode)).Trim('"');
}
