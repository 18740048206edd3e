using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Protocol.Challengers;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ledger;

namespace LazAI.Protocol.Coordination;

/// <summary>What the coordinator wants done. Each is safe to do twice: the aggregate that it goes to decides.</summary>
public abstract record CoordinatorAction
{
    /// <summary>Record the roster that the following draws are made from.</summary>
    public sealed record PublishRoster(Bytes32 Hash, Roster Roster) : CoordinatorAction;

    /// <summary>Record the challengers in office among whom the following duties are drawn.</summary>
    public sealed record PublishPanel(PublishedPanel Panel) : CoordinatorAction;

    /// <summary>Tell the registry what challengers have done.</summary>
    public sealed record RecordActivity(ChallengerCommand.RecordActivity Activity) : CoordinatorAction;

    /// <summary>Give a task to the worker that was drawn.</summary>
    public sealed record AssignTask(
        TaskId TaskId,
        ModelId ModelId,
        Address Worker,
        SessionId Session,
        Slot SessionUntil,
        int Attempt,
        Bytes32 RosterHash,
        int DrawIndex,
        Amount Stake)
        : CoordinatorAction;

    /// <summary>A lease or deadline has passed.</summary>
    public sealed record CheckDeadlines(TaskId TaskId) : CoordinatorAction;

    /// <summary>Move a verified task on.</summary>
    public sealed record Conclude(TaskId TaskId) : CoordinatorAction;

    /// <summary>Divide the fees of final tasks in one ledger batch.</summary>
    public sealed record Settle(ImmutableArray<Settlement> Settlements) : CoordinatorAction;

    /// <summary>The log shows that the task's fee has been divided; mark the task settled.</summary>
    public sealed record MarkSettled(TaskId TaskId) : CoordinatorAction;

    /// <summary>Return the fees of tasks that expired or were never accepted, and pay or return the prices of uses, in one ledger batch.</summary>
    public sealed record CloseEscrows(ImmutableArray<Settlement> Settlements) : CoordinatorAction;

    /// <summary>Count a failed attempt against a worker.</summary>
    public sealed record RecordFailure(Address Worker, TaskId TaskId, int Attempt, ErrorCode Reason) : CoordinatorAction;

    /// <summary>Bring the number of a worker's verified results up to date.</summary>
    /// <param name="Total">How many there are by now.</param>
    public sealed record RecordVerified(Address Worker, long Total) : CoordinatorAction;

    /// <summary>Record that a worker's result was false.</summary>
    public sealed record RecordOffence(TrackedOffence Offence) : CoordinatorAction;

    /// <summary>Have the ledger do what something in the log has made due, such as a slash or the return of a bond.</summary>
    public sealed record PayDebt(TrackedDebt Debt) : CoordinatorAction;

    /// <summary>Give unbonding stakes back whose slot has come and whose owners nothing holds.</summary>
    public sealed record ReleaseUnbondings(LedgerCommand.ReleaseUnbondings Release) : CoordinatorAction;

    /// <summary>Have the task judge the challenge whose turn it is.</summary>
    public sealed record JudgeChallenges(TaskId TaskId) : CoordinatorAction;

    /// <summary>Ask whether a silent worker is down.</summary>
    public sealed record JudgeLiveness(Address Worker) : CoordinatorAction;
}

/// <summary>What the coordinator records itself.</summary>
public abstract record CoordinatorEvent
{
    public sealed record RosterPublished(Bytes32 Hash, Roster Roster, Slot At) : CoordinatorEvent;

    public sealed record PanelPublished(PublishedPanel Panel) : CoordinatorEvent;

    public static EventCodec<CoordinatorEvent> Codec { get; } = new("coordinator");
}
