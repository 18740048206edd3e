using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Encoding;

namespace LazAI.Protocol.Coordination;

/// <summary>What the coordinator remembers of a task that is not finished.</summary>
/// <param name="Due">Slot from which the task needs a look: deadline while it waits, end of lease while it is held, verification after.</param>
/// <param name="Worker">Who holds it, or has done it.</param>
/// <param name="Stake">What its worker had at stake when it was given the task.</param>
/// <param name="Failed">Who has failed it: the next attempt is another's, if there is another.</param>
/// <param name="Paid">The ledger has divided its fee; only the mark is missing.</param>
/// <param name="Result">What a challenger would report as checked: of a result in mode OP that is there.</param>
/// <param name="Order">Grows with every change that the log tells: tasks are served in this order, by a restored coordinator too.</param>
public sealed record TrackedTask(
    TaskId TaskId,
    ModelId ModelId,
    SessionId RecipientSession,
    ComputeTaskStatus Status,
    int Attempt,
    Slot Deadline,
    Slot Due,
    Address Worker,
    SessionId Session,
    Amount Stake,
    ImmutableArray<Address> Failed,
    bool Paid,
    CheckedResult? Result,
    long Order);

/// <summary>A session as the coordinator knows it.</summary>
public sealed record TrackedSession(Address Worker, Workers.WorkerSession Session);

/// <summary>A worker as the coordinator knows it.</summary>
/// <param name="Record">What its own record says.</param>
/// <param name="Verified">Results of it that were verified; the record follows once a slot.</param>
public sealed record TrackedWorker(Address Address, Workers.WorkerRecord Record, long Verified, Slot LastSeen);

/// <summary>A failed attempt that is not yet in the worker's record.</summary>
public sealed record TrackedFailure(Address Worker, TaskId TaskId, int Attempt, ErrorCode Reason);
