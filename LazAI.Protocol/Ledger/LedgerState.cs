using System.Collections.Immutable;

namespace LazAI.Protocol.Ledger;

/// <summary>Balances of one asset. Accounts at zero are absent.</summary>
/// <param name="Supply">Minted minus burnt; balances and escrows add up to it, always.</param>
/// <param name="Balances">What each account holds, but escrows.</param>
/// <param name="Escrows">The escrows that are open. Each holds the amount of its terms.</param>
/// <param name="Escrowed">What they hold together.</param>
/// <param name="Reservations">How many escrows there have been.</param>
/// <param name="Transfers">Transfers that are remembered so that none is posted twice.</param>
/// <param name="TransferExpiries">Which of them to forget when.</param>
/// <param name="Slashes">The offences that have been punished, with the slot.</param>
/// <param name="Unbondings">Parts of stakes that are on their way out.</param>
/// <param name="UnbondingCount">How many of these there have been.</param>
public sealed record LedgerState(
    Amount Supply,
    ImmutableDictionary<LedgerAccount, Amount> Balances,
    ImmutableDictionary<TaskId, Escrow> Escrows,
    Amount Escrowed,
    long Reservations,
    ImmutableDictionary<OperationId, Transfer> Transfers,
    ImmutableSortedDictionary<Slot, ImmutableList<OperationId>> TransferExpiries,
    ImmutableDictionary<OperationId, Slot> Slashes,
    ImmutableDictionary<OperationId, Unbonding> Unbondings,
    long UnbondingCount)
{
    public static LedgerState Initial { get; } = new(
        Amount.Zero,
        ImmutableDictionary<LedgerAccount, Amount>.Empty,
        ImmutableDictionary<TaskId, Escrow>.Empty,
        Amount.Zero,
        0,
        ImmutableDictionary<OperationId, Transfer>.Empty,
        ImmutableSortedDictionary<Slot, ImmutableList<OperationId>>.Empty,
        ImmutableDictionary<OperationId, Slot>.Empty,
        ImmutableDictionary<OperationId, Unbonding>.Empty,
        0);

    public bool IsAllocated => !Supply.IsZero;

    public Amount BalanceOf(LedgerAccount account) =>
        account.Kind != LedgerAccountKind.Escrow ? Balances.GetValueOrDefault(account)
        : Escrows.TryGetValue(new TaskId(account.Owner), out var escrow) ? escrow.Amount
        : Amount.Zero;
}
