using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Grains.EventLog;
using LazAI.Protocol;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Coordination;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Time;
using LazAI.Protocol.Workers;
using LazAI.Simulation.Faults;

namespace LazAI.Simulation.Tests;

/// <summary>Systems that are broken in one place each, and what an inspector must say of it.</summary>
internal static partial class Sabotages
{
    /// <summary>What is broken, and what is said of it; where it depends on the seed what is seen first, one of several things.</summary>
    public static IReadOnlyDictionary<string, (Func<Sabotage> Create, string Complaint)> All { get; } =
        new Dictionary<string, (Func<Sabotage>, string)>(Disputes.Concat(Proofs).Concat(Duties))
        {
            ["an acceptance is acknowledged and not written"] = (() => Writing("task.submitted", _ => []), "acknowledged, is in the log"),
            ["a fee is not reserved"] = (() => Writing("ledger.reserved", _ => []), "is reserved before it is accepted"),
            ["a task is accepted twice"] = (() => Writing("task.submitted", Twice), "is accepted once"),
            ["an attempt has two verdicts"] = (() => Writing("task.verified", Twice), "a verdict follows a result"),
            ["a wrong result is verified"] = (VerifyingEverything, "a wrong result is not verified"),
            ["a right result is rejected"] = (RejectingEverything, "a right result is not rejected|a false result that fits is not rejected without a challenge"),
            ["a lease is longer than the rules say"] = (
                () => Writing("task.assigned", data => [Change(ComputeTaskEvent.Codec, data, (ComputeTaskEvent.Assigned assigned) =>
                    assigned with { Assignment = assigned.Assignment with { Until = assigned.Assignment.Until + 1 } })]),
                "a lease has the length"),
            ["a task is given to a session that is not open"] = (
                () => Writing("task.assigned", data => [Change(ComputeTaskEvent.Codec, data, (ComputeTaskEvent.Assigned assigned) =>
                    assigned with { Assignment = assigned.Assignment with { Session = new SessionId(Keccak256.Hash("a session that has ended"u8)) } })]),
                "a lease is given to a session that outlasts it"),
            ["a task is final without a verdict"] = (
                () => Writing("task.executed", data => [data, Encode(ComputeTaskEvent.Codec, new ComputeTaskEvent.Finalized(new Slot(1_000)))]),
                "what is verified becomes final"),
            ["a worker is paid twice"] = (() => Writing("ledger.settled", Twice), "has something to settle"),
            ["another is paid"] = (
                () => Writing("ledger.settled", data => [Change(LedgerEvent.Codec, data, (LedgerEvent.Settled settled) => settled with
                {
                    Settlements = [.. settled.Settlements.Select(settlement => settlement with
                    {
                        Legs = [.. settlement.Legs.Select(leg => leg.Purpose == "worker" ? leg with { Account = LedgerAccount.Treasury } : leg)],
                    })],
                })]),
                "the worker of task"),
            ["money is made"] = (
                () => Writing("ledger.reserved", data => [Change(LedgerEvent.Codec, data, (LedgerEvent.Reserved reserved) => reserved with
                {
                    Escrows = [.. reserved.Escrows.Select(escrow => escrow with { Payer = LedgerAccount.Treasury })],
                })]),
                "Audit: treasury holds"),
            ["fees are not paid"] = (() => Swallowing("SettleAsync", IsPayment), "is Final"),
            ["fees are not returned"] = (() => Swallowing("SettleAsync", call => !IsPayment(call)), "escrows are open"),
            ["settled tasks are not marked"] = (() => Swallowing("MarkSettledAsync"), "is Final"),
            ["deadlines are not watched"] = (() => Swallowing("CheckDeadlinesAsync"), "tasks are not finished"),
            ["verified tasks are not concluded"] = (() => Swallowing("ConcludeAsync"), "is Verified"),
            ["tasks are not offered"] = (() => Swallowing("OfferAsync"), "submitted when nothing went wrong, is settled"),
            ["verified results are not recorded"] = (() => Swallowing("RecordVerifiedAsync"), "its record says"),
            ["failures are not recorded"] = (() => Swallowing("RecordFailureAsync"), "are in no record"),
            ["failures are recorded twice"] = (() => Writing("worker.failure-recorded", Twice), "a failure is recorded once"),
            ["silence is not judged"] = (() => Swallowing("JudgeLivenessAsync"), "was not found down"),
            ["a slash is forgotten"] = (() => Swallowing("SlashAsync"), "is not slashed|no stake leaves before"),
            ["a slash takes too much"] = (
                () => Writing("ledger.slashed", data => [Change(LedgerEvent.Codec, data, (LedgerEvent.Slashed slashed) => slashed with
                {
                    Movements = [.. slashed.Movements.Select(movement => movement with { Amount = movement.Amount + new Amount(1) })],
                })]),
                "a slash takes the share"),
            ["an honest worker is slashed"] = (
                () => Writing("worker.seen", data => [data, Encode(WorkerEvent.Codec, new WorkerEvent.FoundDown(
                    new OperationId(Keccak256.Hash("no offence"u8)), new Slot(0), new BasisPoints(200), new Slot(6)))]),
                "is not found down"),
            ["a sequence is taken twice"] = (() => Writing("worker.results-accepted", Twice), "no sequence comes twice"),
            ["a nonce is used twice"] = (() => Writing("account.authorized", Twice), "a nonce is used once"),
            ["a slot is left out"] = (
                () => Writing("slot-clock.ticked", data => [Change(SlotClockEvent.Codec, data, (SlotClockEvent.Ticked ticked) =>
                    ticked.First.Number > 5 ? ticked with { First = ticked.First + 1, Last = ticked.Last + 1 } : ticked)]),
                "every slot ticks once"),
            ["the clock stops"] = (
                () => new Sabotage { SwallowsCall = call => call.MethodName == "StartAsync" && call.TargetId.Type.ToString() == "slot-clock" },
                "the clock ticks"),
            ["a roster is not what it says"] = (
                () => Writing("coordinator.roster-published", data => [Change(CoordinatorEvent.Codec, data, (CoordinatorEvent.RosterPublished published) =>
                    published with { Hash = Keccak256.Hash("another"u8) })]),
                "a roster has the hash"),
            ["the coordinator misses events"] = (
                () => new Sabotage { HidesFromFollowers = recorded => recorded.Type == "task.submitted" && recorded.Position % 3 == 0 },
                "holds what the log says"),
            ["a snapshot forgets a task"] = (ForgettingTasks, "holds what the log says"),
        };

    /// <summary>Puts something else in the place of each event of a type.</summary>
    private static Sabotage Writing(string type, Func<EventData, IEnumerable<EventData>> change) => new()
    {
        Append = (_, events) => [.. events.SelectMany(data => data.Type == type ? change(data) : [data])],
    };

    private static Sabotage Swallowing(string method, Func<IOutgoingGrainCallContext, bool>? which = null) => new()
    {
        SwallowsCall = call => call.MethodName == method && which?.Invoke(call) != false,
    };

    private static bool IsPayment(IOutgoingGrainCallContext call) =>
        ((ImmutableArray<Settlement>)call.Request.GetArgument(0)!).Any(settlement => settlement.Legs.Any(leg => leg.Purpose == "worker"));

    private static Sabotage VerifyingEverything() => Judging(
        "task.result-rejected", assigned => new ComputeTaskEvent.Verified(assigned.Assignment.Session, null, new Slot(1_000)));

    private static Sabotage RejectingEverything() => Judging("task.verified", assigned => new ComputeTaskEvent.ResultRejected(
        assigned.Assignment.Worker, assigned.Attempt, ComputeTaskErrors.ObjectiveMismatch, "So it says.", new Slot(1_000)));

    /// <summary>Puts another verdict in the place of one.</summary>
    private static Sabotage Judging(string verdict, Func<ComputeTaskEvent.Assigned, ComputeTaskEvent> instead) =>
        Judging(verdict, (_, assigned) => [instead(assigned)]);

    /// <summary>Puts other events in the place of those of a type, but where it is null.</summary>
    private static Sabotage Judging(string type, Func<EventData, ComputeTaskEvent.Assigned, ComputeTaskEvent[]?> instead)
    {
        var held = new Dictionary<string, ComputeTaskEvent.Assigned>();
        return new Sabotage
        {
            Append = (stream, events) =>
            {
                foreach (var data in events.Where(data => data.Type == "task.assigned"))
                {
                    held[stream.Value] = (ComputeTaskEvent.Assigned)ComputeTaskEvent.Codec.Decode(data.Type, data.Payload.Span);
                }

                return [.. events.SelectMany(data => (data.Type == type ? instead(data, held[stream.Value]) : null) is { } others
                    ? others.Select(other => Encode(ComputeTaskEvent.Codec, other))
                    : [data])];
            },
        };
    }

    private static Sabotage ForgettingTasks() => new()
    {
        Snapshot = (stream, snapshot) =>
        {
            if (stream.Value != "coordinator/vsc")
            {
                return snapshot;
            }

            var state = CanonicalJson.Deserialize<CoordinatorSnapshot>(snapshot.State.Span);
            return snapshot with { State = CanonicalJson.Serialize(state with { Tasks = state.Tasks.IsEmpty ? state.Tasks : state.Tasks.RemoveAt(0) }) };
        },
    };

    private static IEnumerable<EventData> Twice(EventData data) => [data, data];

    private static EventData Change<TEvent, TConcrete>(EventCodec<TEvent> codec, EventData data, Func<TConcrete, TEvent> change)
        where TEvent : class
        where TConcrete : class, TEvent => Encode(codec, change((TConcrete)codec.Decode(data.Type, data.Payload.Span)));

    private static EventData Encode<TEvent>(EventCodec<TEvent> codec, TEvent @event)
        where TEvent : class
    {
        var (type, payload) = codec.Encode(@event);
        return new EventData(type, payload);
    }
}
