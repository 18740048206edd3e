using System.Collections.Immutable;

namespace LazAI.Protocol.Ledger;

/// <summary>Balances with the movements of one batch on top. Keeps the one rule of double entry: what leaves arrives, in an account or in an escrow.</summary>
internal sealed class BalanceSheet(ImmutableDictionary<LedgerAccount, Amount> balances)
{
    private readonly ImmutableDictionary<LedgerAccount, Amount>.Builder _balances = balances.ToBuilder();

    public Amount BalanceOf(LedgerAccount account) => _balances.GetValueOrDefault(account);

    public bool TryMove(LedgerAccount debit, LedgerAccount credit, Amount amount)
    {
        if (!TryTake(debit, amount))
        {
            return false;
        }

        Give(credit, amount);
        return true;
    }

    public void Move(LedgerAccount debit, LedgerAccount credit, Amount amount) =>
        Invariant.Require(TryMove(debit, credit, amount), "a recorded movement was covered when it was decided");

    /// <summary>Takes what an escrow is to hold.</summary>
    public bool TryTake(LedgerAccount debit, Amount amount)
    {
        var held = BalanceOf(debit);
        if (held < amount)
        {
            return false;
        }

        Set(debit, held - amount);
        return true;
    }

    /// <summary>Gives what an escrow has held.</summary>
    public void Give(LedgerAccount credit, Amount amount) => Set(credit, BalanceOf(credit) + amount);

    public ImmutableDictionary<LedgerAccount, Amount> ToImmutable() => _balances.ToImmutable();

    private void Set(LedgerAccount account, Amount amount)
    {
        if (amount.IsZero)
        {
            _balances.Remove(account);
        }
        else
        {
            _balances[account] = amount;
        }
    }
}
