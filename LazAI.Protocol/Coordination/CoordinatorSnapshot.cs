using System.Collections.Immutable;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Models;

namespace LazAI.Protocol.Coordination;

/// <summary>The coordinator's memory at a position of the log, so that a restart reads only what came after.</summary>
/// <param name="Tasks">In their order.</param>
/// <param name="Failures">Those that are not yet in the workers' records, as they came.</param>
/// <param name="OwedEscrows">Escrows that are to leave the ledger without a task's settlement and have not yet done so, in their order.</param>
/// <param name="Uses">Uses of data sets that wait for their keys.</param>
/// <param name="Challenges">Those that wait for a verdict, as they were filed.</param>
/// <param name="Offences">Those that are not yet in the workers' records, as they came.</param>
/// <param name="Debts">What the ledger owes, as it became due.</param>
/// <param name="Unbondings">Parts of stakes that are on their way out.</param>
/// <param name="Challengers">Their registry, and what it has to be told.</param>
/// <param name="LogSlot">The slot that the log had reached.</param>
/// <param name="Position">The last event of the log that is taken in.</param>
/// <param name="LastOrder">The last order number given.</param>
public sealed record CoordinatorSnapshot(
    ImmutableArray<TrackedTask> Tasks,
    ImmutableArray<ModelDescription> Models,
    ImmutableArray<TrackedSession> Sessions,
    ImmutableArray<TrackedWorker> Workers,
    ImmutableArray<TrackedFailure> Failures,
    ImmutableArray<Allocation> Stakes,
    ImmutableArray<Escrow> Escrows,
    ImmutableArray<OwedEscrow> OwedEscrows,
    ImmutableArray<TrackedUse> Uses,
    ImmutableArray<TrackedChallenge> Challenges,
    ImmutableArray<TrackedOffence> Offences,
    ImmutableArray<TrackedDebt> Debts,
    ImmutableArray<Unbonding> Unbondings,
    TrackedChallengers Challengers,
    Slot LogSlot,
    long Position,
    long LastOrder)
{
    /// <summary>Version of this shape.</summary>
    public const int Schema = 8;
}
