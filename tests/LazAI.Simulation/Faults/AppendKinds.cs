using LazAI.Grains.EventLog;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Ledger;

namespace LazAI.Simulation.Faults;

/// <summary>What an append can be, as far as a crash at it makes a difference: the type of its event, and for money and verdicts what they are for.</summary>
public static class AppendKinds
{
    /// <summary>What every run has.</summary>
    public static IReadOnlyList<string> Common { get; } =
    [
        "account.authorized", "coordinator.roster-published", "slot-clock.ticked", "worker.challenge-issued", "worker.session-opened",
        "worker.results-accepted", "worker.verified-recorded", "worker.failure-recorded", "worker.seen", "task.submitted", "task.assigned",
        "task.verified", "task.finalized", "task.settled", "ledger.reserved", "ledger.settled: payment",
    ];

    /// <summary>What comes of lies, challenges, silence and stakes on their way out.</summary>
    public static IReadOnlyList<string> Rare { get; } =
    [
        "worker.offence-recorded", "task.attempt-failed", "task.lease-extended", "task.result-rejected",
        "task.result-rejected: false proof", "task.proof-submitted", "task.expired", "task.challenge-filed", "task.challenge-decided: Upheld", "task.challenge-decided: Rejected",
        "ledger.posted: bond", "ledger.posted: bond-return", "ledger.posted: bond-forfeit", "ledger.settled: refund",
        "challengers.applied", "challengers.elected", "challengers.results-checked", "challengers.activity-recorded", "coordinator.panel-published",
        "ledger.slashed", "ledger.unbonding-began", "ledger.unbondings-released",
    ];

    /// <summary>What takes several challenges at the same time, or a party of a kind.</summary>
    public static IReadOnlyList<string> Rarest { get; } =
        ["worker.found-down", "task.challenge-decided: Moot", "task.challenge-decided: Dropped", "worker.session-closed", "challengers.dismissed", "challengers.withdrawn",
        "challengers.found-negligent"];

    public static IEnumerable<string> All => Common.Concat(Rare).Concat(Rarest);

    /// <summary>All kinds of one append.</summary>
    public static IEnumerable<string> Of(IEnumerable<EventData> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        return events.SelectMany(Of);
    }

    /// <summary>Whether an append is a step from a challenge to its verdict.</summary>
    public static bool IsVerdict(string kind) => kind == "ledger.posted: bond" || kind.StartsWith("task.challenge-decided", StringComparison.Ordinal);

    private static IEnumerable<string> Of(EventData data) => data.Type switch
    {
        // These are written together with a verdict, and with it or not at all.
        "task.executed" or "task.invalidated" => [],
        "task.result-rejected" when ((ComputeTaskEvent.ResultRejected)ComputeTaskEvent.Codec.Decode(data.Type, data.Payload.Span)).Reason
            == ComputeTaskErrors.ProofInvalid => [$"{data.Type}: false proof"],
        "task.challenge-decided" =>
            [$"{data.Type}: {((ComputeTaskEvent.ChallengeDecided)ComputeTaskEvent.Codec.Decode(data.Type, data.Payload.Span)).Outcome}"],
        "ledger.posted" =>
            ((LedgerEvent.Posted)LedgerEvent.Codec.Decode(data.Type, data.Payload.Span)).Transfers.Select(transfer => $"{data.Type}: {transfer.Memo}"),
        "ledger.settled" => ((LedgerEvent.Settled)LedgerEvent.Codec.Decode(data.Type, data.Payload.Span)).Settlements
            .Select(settlement => $"{data.Type}: {(settlement.Legs is [{ Purpose: "refund" }] ? "refund" : "payment")}"),
        _ => [data.Type],
    };
}
