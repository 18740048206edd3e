using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Ledger;

namespace LazAI.Grains.Ledger;

/// <summary>The double-entry ledger of one asset; the key is the asset. Null answers mean done.</summary>
[Alias("LazAI.ILedgerGrain")]
public interface ILedgerGrain : IGrainWithStringKey
{
    [Alias("Allocate")]
    Task<Rejection?> AllocateAsync(ImmutableArray<Allocation> allocations);

    [Alias("Post")]
    Task<Rejection?> PostAsync(ImmutableArray<Transfer> transfers, Slot validUntil);

    /// <summary>Why <see cref="PostAsync"/> would be refused now, or null. Nothing changes.</summary>
    [Alias("CheckPost")]
    Task<Rejection?> CheckPostAsync(ImmutableArray<Transfer> transfers, Slot validUntil);

    /// <summary>Takes a part of a stake, once.</summary>
    [Alias("Slash")]
    Task<Rejection?> SlashAsync(LedgerCommand.Slash slash);

    /// <summary>Begins to take a part of a stake out.</summary>
    [Alias("Unbond")]
    Task<Rejection?> UnbondAsync(LedgerCommand.Unbond unbond);

    /// <summary>Why <see cref="UnbondAsync"/> would be refused now, or null. Nothing changes.</summary>
    [Alias("CheckUnbond")]
    Task<Rejection?> CheckUnbondAsync(LedgerCommand.Unbond unbond);

    /// <summary>Gives these unbonding stakes back, if their slot has come.</summary>
    [Alias("ReleaseUnbondings")]
    Task<Rejection?> ReleaseUnbondingsAsync(LedgerCommand.ReleaseUnbondings release);

    /// <summary>The parts of this stake that are on their way out, the oldest first.</summary>
    [ReadOnly]
    [Alias("GetUnbondings")]
    Task<ImmutableArray<Unbonding>> GetUnbondingsAsync(Address owner);

    [Alias("Reserve")]
    Task<Rejection?> ReserveAsync(ImmutableArray<Escrow> escrows);

    /// <summary>Why <see cref="ReserveAsync"/> would be refused now, or null. Nothing changes.</summary>
    [Alias("CheckReserve")]
    Task<Rejection?> CheckReserveAsync(ImmutableArray<Escrow> escrows);

    [Alias("Settle")]
    Task<Rejection?> SettleAsync(ImmutableArray<Settlement> settlements);

    [ReadOnly]
    [Alias("GetBalance")]
    Task<Amount> GetBalanceAsync(LedgerAccount account);

    [ReadOnly]
    [Alias("GetTotals")]
    Task<LedgerTotals> GetTotalsAsync();
}
