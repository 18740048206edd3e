using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Gateway.Ledger;
using LazAI.Gateway.Problems;
using LazAI.Grains.EventLog;
using LazAI.Grains.Models;
using LazAI.Grains.Network;
using LazAI.Grains.Queries;
using LazAI.Grains.Tasks;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Challenges;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Settlements;

namespace LazAI.Gateway.Tasks;

/// <summary>Collects what a task's settlement follows from, each value with the place where anybody reads it again.</summary>
internal sealed class SettlementExplainer(
    IClusterClient grains, INetwork network, IEventLog log, ILedgerIndex ledger, IDisputeIndex disputes, TimeProvider time)
{
    /// <summary>Entries trail the log by moments; while they are built anew, by more than anybody waits for.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    private const string RulesPath = "/v1/status#/rules/";

    private string Asset => network.Rules.NativeAsset;

    /// <summary>The explanation, or why there is none (yet).</summary>
    public async Task<(SettlementExplanation? Explanation, Rejection? Refusal)> ExplainAsync(TaskId taskId, CancellationToken cancellationToken)
    {
        var since = time.GetTimestamp();
        while (true)
        {
            var (explanation, refusal) = await TryExplainAsync(taskId, cancellationToken);
            if (refusal?.Code != GatewayErrors.Unavailable || time.GetElapsedTime(since) >= s_patience)
            {
                return (explanation, refusal);
            }

            await Task.Delay(s_pause, time, cancellationToken);
        }
    }

    private async Task<(SettlementExplanation? Explanation, Rejection? Refusal)> TryExplainAsync(TaskId taskId, CancellationToken cancellationToken)
    {
        // Before the task is read: what is posted by now belongs to what the task says then, or to something earlier.
        var complete = await ledger.ReadPositionAsync(cancellationToken);
        var offences = await disputes.ListOffencesOfAsync(taskId, cancellationToken);
        var task = await grains.GetGrain<IComputeTaskGrain>(taskId.ToString()).GetAsync();
        if (task.Request is null)
        {
            return (null, new Rejection(ComputeTaskErrors.NotFound, "There is no such task."));
        }

        if (await ReadFeeAsync(taskId, task, cancellationToken) is not { } fee)
        {
            return (null, new Rejection(GatewayErrors.Unavailable, "The ledger's entries are being read; the task's reservation is not among them yet."));
        }

        var path = $"/v1/tasks/{taskId}";
        return (
            new SettlementExplanation(
                taskId,
                new Explained<ComputeTaskStatus>(task.Status, path + "#/status"),
                new Explained<int>(task.RulesVersion, path + "#/rulesVersion"),
                fee,
                [.. await Task.WhenAll(offences.Select(it => ReadSlashAsync(taskId, it, complete, cancellationToken)))],
                [.. await Task.WhenAll(task.Challenges.Select((it, i) => ReadBondAsync(path, task, it, i, cancellationToken)))]),
            null);
    }

    /// <summary>Null while the projection has not come to the task's reservation.</summary>
    private async Task<FeeExplanation?> ReadFeeAsync(TaskId taskId, ComputeTaskState task, CancellationToken cancellationToken)
    {
        // An escrow of the same request that was orphaned may have come before.
        var entries = (await ledger.ListAsync(Asset, LedgerAccount.Escrow(taskId), null, 2, cancellationToken)).Items;
        if (entries.FirstOrDefault(entry => !entry.Credited.IsZero) is not { } reserved
            || await FindAsync(reserved.Position, cancellationToken) is not LedgerEvent.Reserved reservation)
        {
            return null;
        }

        var place = Find(reservation.Escrows, escrow => escrow.TaskId == taskId);
        var posted = entries[0].Position > reserved.Position ? await ReadSettlementAsync(taskId, entries[0].Position, cancellationToken) : null;
        var model = (await grains.GetGrain<IModelGrain>(task.Request!.ModelId.ToString()).GetAsync()).Description;
        Invariant.Require(model is not null, "a task's model is registered");
        var (rules, modelPath) = (network.Rules, $"/v1/models/{task.Request.ModelId}#/description/");
        var inputs = new FeeInputs(
            new Explained<Escrow>(reservation.Escrows[place], $"{EventPath(reserved.Position)}escrows/{place}"),
            new Explained<Amount>(model.Price, modelPath + "price"),
            task is { Execution: not null, Assignment: { } assignment }
                ? new Explained<Address>(assignment.Worker, $"/v1/tasks/{taskId}#/assignment/worker")
                : null,
            new Explained<Address>(model.Publisher, modelPath + "publisher"),
            new Explained<BasisPoints>(rules.WorkerFeeShare, RulesPath + "workerFeeShare"),
            new Explained<BasisPoints>(rules.ValidatorFeeShare, RulesPath + "validatorFeeShare"),
            new Explained<BasisPoints>(rules.OwnerFeeShare, RulesPath + "ownerFeeShare"),
            new Explained<BasisPoints>(rules.TreasuryFeeShare, RulesPath + "treasuryFeeShare"));
        return SettlementRules.Fee(task.Status, inputs, posted);
    }

    private async Task<Explained<Settlement>?> ReadSettlementAsync(TaskId taskId, long position, CancellationToken cancellationToken)
    {
        if (await FindAsync(position, cancellationToken) is not LedgerEvent.Settled settled)
        {
            return null;
        }

        var place = Find(settled.Settlements, settlement => settlement.TaskId == taskId);
        return new Explained<Settlement>(settled.Settlements[place], $"{EventPath(position)}settlements/{place}");
    }

    private async Task<SlashExplanation> ReadSlashAsync(TaskId taskId, OffenceView offence, long complete, CancellationToken cancellationToken)
    {
        var path = $"/v1/offences/{offence.Id}#/";
        var (stake, unbonding, posted) = ((Explained<Amount>?)null, (Explained<Amount>?)null, (Explained<ImmutableArray<Movement>>?)null);
        if (offence.SlashedPosition is { } position && position <= complete
            && await FindAsync(position, cancellationToken) is LedgerEvent.Slashed slashed)
        {
            stake = await ReadBalanceAsync(LedgerAccount.Stake(offence.Worker), position - 1, cancellationToken);
            unbonding = await ReadBalanceAsync(LedgerAccount.Unbonding(offence.Worker), position - 1, cancellationToken);
            posted = new Explained<ImmutableArray<Movement>>(slashed.Movements, EventPath(position) + "movements");
        }

        return SettlementRules.Slash(taskId, new SlashExplanation(
            offence.Id,
            new Explained<Address>(offence.Worker, path + "worker"),
            new Explained<int>(offence.Attempt!.Value, path + "attempt"),
            new Explained<ErrorCode>(offence.Reason!.Value, path + "reason"),
            new Explained<Amount>(offence.StakeThen!.Value, path + "stakeThen"),
            new Explained<BasisPoints>(offence.Slash, path + "slash"),
            offence.Reporter is { } reporter ? new Explained<Address>(reporter, path + "reporter") : null,
            offence.ReporterShare is { } share ? new Explained<BasisPoints>(share, path + "reporterShare") : null,
            stake,
            unbonding,
            Amount.Zero,
            null,
            null,
            "",
            [],
            posted));
    }

    private async Task<BondExplanation> ReadBondAsync(
        string taskPath, ComputeTaskState task, TaskChallenge challenge, int index, CancellationToken cancellationToken)
    {
        var path = $"{taskPath}/challenges#/challenges/{index}/";
        var account = LedgerAccount.Bond(challenge.Id);
        var entries = (await ledger.ListAsync(Asset, account, null, 2, cancellationToken)).Items;
        return SettlementRules.Bond(new BondExplanation(
            challenge.Id,
            new Explained<Address>(challenge.Challenger, path + "challenger"),
            new Explained<Address>(task.Assignment!.Worker, taskPath + "#/assignment/worker"),
            new Explained<ChallengeOutcome>(challenge.Outcome, path + "outcome"),
            new Explained<Amount>(network.Rules.ChallengeBond, RulesPath + "challengeBond"),
            "",
            null,
            null,
            await ReadTransferAsync(entries.FirstOrDefault(entry => !entry.Credited.IsZero), it => it.Credit == account, cancellationToken),
            await ReadTransferAsync(entries.FirstOrDefault(entry => !entry.Debited.IsZero), it => it.Debit == account, cancellationToken)));
    }

    private async Task<Explained<Transfer>?> ReadTransferAsync(LedgerEntry? entry, Func<Transfer, bool> isIt, CancellationToken cancellationToken)
    {
        if (entry is null || await FindAsync(entry.Position, cancellationToken) is not LedgerEvent.Posted posted)
        {
            return null;
        }

        var place = Find(posted.Transfers, isIt);
        return new Explained<Transfer>(posted.Transfers[place], $"{EventPath(entry.Position)}transfers/{place}");
    }

    private async Task<Explained<Amount>> ReadBalanceAsync(LedgerAccount account, long position, CancellationToken cancellationToken) => new(
        (await ledger.FindAsync(Asset, account, position, cancellationToken))?.Balance ?? Amount.Zero,
        FormattableString.Invariant($"/v1/ledger/accounts/{account}?position={position}#/balance"));

    private async Task<LedgerEvent?> FindAsync(long position, CancellationToken cancellationToken) =>
        await LedgerEvents.FindAsync(log, Asset, position, cancellationToken) is { } recorded
            ? LedgerEvent.Codec.Read(recorded)
            : null;

    private static int Find<T>(ImmutableArray<T> items, Func<T, bool> isIt)
    {
        for (var i = 0; i < items.Length; i++)
        {
            if (isIt(items[i]))
            {
                return i;
            }
        }

        throw new InvalidOperationException("The ledger's entries name an event that does not touch the account.");
    }

    private static string EventPath(long position) => FormattableString.Invariant($"/v1/ledger/events/{position}#/event/");
}
