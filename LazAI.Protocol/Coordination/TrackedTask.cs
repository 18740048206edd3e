using LazAI.Cryptography;
using LazAI.Protocol.ComputeTasks;

namespace LazAI.Protocol.Coordination;

/// <summary>What the coordinator remembers of a task that is not finished.</summary>
/// <param name="Due">Slot from which the task needs a look: deadline while it waits, end of lease while it is held, verification after.</param>
public sealed record TrackedTask(
    TaskId TaskId,
    ModelId ModelId,
    SessionId RecipientSession,
    ComputeTaskStatus Status,
    int Attempt,
    Slot Deadline,
    Slot Due,
    Address Worker,
    SessionId Session);

/// <summary>A session as the coordinator knows it.</summary>
public sealed record TrackedSession(Address Worker, Workers.WorkerSession Session);

/// <summary>A worker as the coordinator knows it.</summary>
public sealed record TrackedWorker(Address Address, Workers.WorkerRecord Record, Slot LastSeen);

/// <summary>A failed attempt that is not yet in the worker's record.</summary>
public sealed record TrackedFailure(Address Worker, TaskId TaskId, int Attempt, ErrorCode Reason);
