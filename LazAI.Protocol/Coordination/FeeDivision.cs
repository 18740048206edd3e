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
        var portions = Apportion(charge, shares);
        var legs = ImmutableArray.CreateBuilder<SettlementLeg>(5);
        Add(legs, LedgerAccount.User(worker), portions[0].Amount, "worker");
        Add(legs, LedgerAccount.ValidatorPool, portions[1].Amount, "validators");
        Add(legs, LedgerAccount.User(owner), portions[2].Amount, "owner");
        Add(legs, LedgerAccount.Treasury, portions[3].Amount, "treasury");
        Add(legs, escrow.Payer, escrow.Amount - charge, "refund");
        return new Settlement(escrow.TaskId, escrow.Number, legs.ToImmutable());
    }

    /// <summary>Splits <paramref name="total"/> by shares that add up to 10,000 basis points, by largest remainder.</summary>
    public static Portion[] Apportion(Amount total, ReadOnlySpan<BasisPoints> shares)
    {
        var portions = new Portion[shares.Length];
        var left = total;
        var totalRemainder = (uint)(total.BaseUnits % BasisPoints.Whole);
        for (var i = 0; i < shares.Length; i++)
        {
            var floor = total.ShareFloor(shares[i]);
            portions[i] = new Portion(floor, (int)(totalRemainder * (uint)shares[i].Value % BasisPoints.Whole), false);
            left -= floor;
        }

        foreach (var index in Enumerable.Range(0, shares.Length).OrderByDescending(i => portions[i].Remainder).ThenBy(i => i).ToArray())
        {
            if (left.IsZero)
            {
                break;
            }

            portions[index] = portions[index] with { RoundedUp = true };
            left -= new Amount(1);
        }

        Invariant.Require(left.IsZero, "the shares add up to the whole");
        return portions;
    }

    private static void Add(ImmutableArray<SettlementLeg>.Builder legs, LedgerAccount account, Amount amount, string purpose)
    {
        if (!amount.IsZero)
        {
            legs.Add(new SettlementLeg(account, amount, purpose));
        }
    }
}

/// <summary>One share of a division, with how it was rounded.</summary>
/// <param name="Floor">The exact share, rounded down.</param>
/// <param name="Remainder">What that has cut off, in 10,000ths of a unit.</param>
/// <param name="RoundedUp">Whether it has got one of the units that were left over.</param>
public readonly record struct Portion(Amount Floor, int Remainder, bool RoundedUp)
{
    public Amount Amount => RoundedUp ? Floor + new Amount(1) : Floor;
}
