using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Models;

namespace LazAI.Protocol.Coordination;

/// <summary>The coordinator's memory at a position of the log, so that a restart reads only what came after.</summary>
public sealed record CoordinatorSnapshot(
    ImmutableArray<TrackedTask> Tasks,
    ImmutableArray<ModelDescription> Models,
    ImmutableArray<TrackedSession> Sessions,
    ImmutableArray<TrackedWorker> Workers,
    ImmutableArray<TrackedFailure> Failures,
    ImmutableArray<Allocation> Stakes,
    ImmutableArray<Escrow> Escrows,
    Bytes32 RosterHash)
{
    /// <summary>Version of this shape.</summary>
    public const int Schema = 1;
}
