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

    [Alias("Slash")]
    Task<Rejection?> SlashAsync(OperationId id, Address offender, BasisPoints share);

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
