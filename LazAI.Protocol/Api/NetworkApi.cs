using System.Collections.Immutable;
using System.Runtime.InteropServices;
using LazAI.Cryptography;
using LazAI.Protocol.Ledger;

namespace LazAI.Protocol.Api;

/// <summary><c>GET /v1/status</c>: what a client must know before it signs anything.</summary>
/// <param name="Slot">The slot that the service is in.</param>
/// <param name="GenesisTime">Seconds since 1970.</param>
public sealed record NetworkStatus(
    ulong ChainId, Bytes32 GenesisHash, long GenesisTime, Slot Slot, ProtocolRules Rules, string SoftwareVersion, string GrainRuntime);

/// <summary><c>GET /v1/ledger/accounts/{account}</c>.</summary>
public sealed record AccountBalance(LedgerAccount Account, string Asset, Amount Balance);

/// <summary><c>GET /v1/ledger</c>: totals by kind of account; they add up to the supply or the service says so.</summary>
public sealed record LedgerTotals(string Asset, Amount Supply, ImmutableArray<KindTotal> Kinds, int OpenEscrows, bool Balanced)
{
    /// <summary>Adds up a ledger, account by account; of escrows, which may be many, the ledger keeps the sum.</summary>
    public static LedgerTotals Of(string asset, LedgerState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var kinds = new Dictionary<LedgerAccountKind, (Amount Total, int Accounts)>();
        foreach (var (account, balance) in state.Balances)
        {
            ref var kind = ref CollectionsMarshal.GetValueRefOrAddDefault(kinds, account.Kind, out _);
            kind = (kind.Total + balance, kind.Accounts + 1);
        }

        if (!state.Escrows.IsEmpty)
        {
            kinds[LedgerAccountKind.Escrow] = (state.Escrowed, state.Escrows.Count);
        }

        var total = kinds.Values.Aggregate(Amount.Zero, (sum, kind) => sum + kind.Total);
        return new LedgerTotals(
            asset,
            state.Supply,
            [.. kinds.OrderBy(kind => kind.Key).Select(kind => new KindTotal(kind.Key, kind.Value.Total, kind.Value.Accounts))],
            state.Escrows.Count,
            total == state.Supply);
    }
}

public sealed record KindTotal(LedgerAccountKind Kind, Amount Total, int Accounts);

/// <summary><c>POST /v1/ledger/transfers</c>: a signed <see cref="Encoding.TransferOrder"/>.</summary>
public sealed record TransferRequest(
    ulong ChainId, Address Payer, LedgerAccount Credit, Amount Amount, ulong Nonce, Slot DeadlineSlot, RecoverableSignature Signature);

/// <summary>Answer to a transfer.</summary>
public sealed record TransferAccepted(OperationId TransferId, AccountBalance Payer);

/// <summary><c>POST /v1/ledger/unbondings</c>: a signed <see cref="Encoding.UnbondOrder"/>.</summary>
public sealed record UnbondRequest(ulong ChainId, Address Owner, Amount Amount, ulong Nonce, Slot DeadlineSlot, RecoverableSignature Signature);

/// <summary>What of a stake is on its way out, the oldest first.</summary>
public sealed record StakeUnbondings(Address Owner, ImmutableArray<Unbonding> Unbondings);

/// <summary>A page of a list; <paramref name="NextCursor"/> is absent on the last.</summary>
public sealed record Page<T>(ImmutableArray<T> Items, string? NextCursor);
