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

    [Alias("Slash")]
    Task<Rejection?> SlashAsync(OperationId id, Address offender, BasisPoints share);

    [Alias("Reserve")]
    Task<Rejection?> ReserveAsync(ImmutableArray<Escrow> escrows);

    [Alias("Settle")]
    Task<Rejection?> SettleAsync(ImmutableArray<Settlement> settlements);

    [ReadOnly]
    [Alias("GetBalance")]
    Task<Amount> GetBalanceAsync(LedgerAccount account);

    [ReadOnly]
    [Alias("GetTotals")]
    Task<LedgerTotals> GetTotalsAsync();
}
