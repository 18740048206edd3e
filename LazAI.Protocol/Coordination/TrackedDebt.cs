using LazAI.Cryptography;
using LazAI.Protocol.Ledger;

namespace LazAI.Protocol.Coordination;

/// <summary>A challenge that is not decided.</summary>
/// <param name="Worker">Whose result it is.</param>
public sealed record TrackedChallenge(ChallengeId Id, TaskId TaskId, Address Challenger, Address Worker);

/// <summary>A false result that is not yet in the worker's record.</summary>
/// <param name="StakeThen">What the worker had at stake when it was given the task.</param>
/// <param name="Reporter">Who has shown it; null where the result itself did.</param>
public sealed record TrackedOffence(Address Worker, TaskId TaskId, int Attempt, ErrorCode Reason, Amount StakeThen, Address? Reporter);

/// <summary>Something that the ledger owes, by the id that makes it happen once: a slash, or a transfer.</summary>
public sealed record TrackedDebt(OperationId Id, LedgerCommand.Slash? Slash, Transfer? Transfer)
{
    public static TrackedDebt Of(LedgerCommand.Slash slash)
    {
        ArgumentNullException.ThrowIfNull(slash);
        return new TrackedDebt(slash.Id, slash, null);
    }

    public static TrackedDebt Of(Transfer transfer)
    {
        ArgumentNullException.ThrowIfNull(transfer);
        return new TrackedDebt(transfer.Id, null, transfer);
    }
}
