using System.Collections.Immutable;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Models;

namespace LazAI.Protocol.Coordination;

/// <summary>The coordinator's memory at a position of the log, so that a restart reads only what came after.</summary>
/// <param name="Refunds">Tasks that have ended and whose escrow has not yet gone back.</param>
/// <param name="LogSlot">The slot that the log had reached.</param>
public sealed record CoordinatorSnapshot(
    ImmutableArray<TrackedTask> Tasks,
    ImmutableArray<ModelDescription> Models,
    ImmutableArray<TrackedSession> Sessions,
    ImmutableArray<TrackedWorker> Workers,
    ImmutableArray<TrackedFailure> Failures,
    ImmutableArray<Allocation> Stakes,
    ImmutableArray<Escrow> Escrows,
    ImmutableArray<TaskId> Refunds,
    Slot LogSlot)
{
    /// <summary>Version of this shape.</summary>
    public const int Schema = 2;
}
