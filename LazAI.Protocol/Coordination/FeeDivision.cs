using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Protocol.Ledger;

namespace LazAI.Protocol.Coordination;

/// <summary>Divides the fee of a final task (PROTOCOL §8, §11).</summary>
public static class FeeDivision
{
    /// <summary>
    /// The charge to worker, validators, owner and treasury by the rules' shares, the rest of the escrow back to the payer.
    /// Rounding by largest remainder: each share is rounded down and the units left over go, one each, to the largest
    /// remainders, earlier payees first among equals. Nothing is lost.
    /// </summary>
    /// <param name="escrow">What was reserved.</param>
    /// <param name="charge">What the task costs; at most the escrow.</param>
    /// <param name="worker">Who ran it.</param>
    /// <param name="owner">Who owns the model.</param>
    public static Settlement Divide(Escrow escrow, Amount charge, Address worker, Address owner, ProtocolRules rules)
    {
        ArgumentNullException.ThrowIfNull(escrow);
        ArgumentNullException.ThrowIfNull(rules);
        Invariant.Require(charge <= escrow.Amount, "a charge is at most what was reserved");
        ReadOnlySpan<BasisPoints> shares = [rules.WorkerFeeShare, rules.ValidatorFeeShare, rules.OwnerFeeShare, rules.TreasuryFeeShare];
        var amounts = Apportion(charge, shares);
        var legs = ImmutableArray.CreateBuilder<SettlementLeg>(5);
        Add(legs, LedgerAccount.User(worker), amounts[0], "worker");
        Add(legs, LedgerAccount.ValidatorPool, amounts[1], "validators");
        Add(legs, LedgerAccount.User(owner), amounts[2], "owner");
        Add(legs, LedgerAccount.Treasury, amounts[3], "treasury");
        Add(legs, escrow.Payer, escrow.Amount - charge, "refund");
        return new Settlement(escrow.TaskId, escrow.Number, legs.ToImmutable());
    }

    /// <summary>Splits <paramref name="total"/> by shares that add up to 10,000 basis points, by largest remainder.</summary>
    public static Amount[] Apportion(Amount total, ReadOnlySpan<BasisPoints> shares)
    {
        var amounts = new Amount[shares.Length];
        var remainders = new uint[shares.Length];
        var left = total;
        var totalRemainder = (uint)(total.BaseUnits % BasisPoints.Whole);
        for (var i = 0; i < shares.Length; i++)
        {
            amounts[i] = total.ShareFloor(shares[i]);
            remainders[i] = totalRemainder * (uint)shares[i].Value % BasisPoints.Whole;
            left -= amounts[i];
        }

        foreach (var index in Enumerable.Range(0, shares.Length).OrderByDescending(i => remainders[i]).ThenBy(i => i))
        {
            if (left.IsZero)
            {
                break;
            }

            amounts[index] += new Amount(1);
            left -= new Amount(1);
        }

        Invariant.Require(left.IsZero, "the shares add up to the whole");
        return amounts;
    }

    private static void Add(ImmutableArray<SettlementLeg>.Builder legs, LedgerAccount account, Amount amount, string purpose)
    {
        if (!amount.IsZero)
        {
            legs.Add(new SettlementLeg(account, amount, purpose));
        }
    }
}
