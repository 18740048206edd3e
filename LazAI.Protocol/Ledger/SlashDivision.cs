using System.Collections.Immutable;

namespace LazAI.Protocol.Ledger;

/// <summary>What a slash comes to, and out of which accounts (PROTOCOL §11).</summary>
/// <param name="Owed">The share of the stake that counts.</param>
/// <param name="Taken">What of that was still there.</param>
/// <param name="Reward">The reporter's part of what was taken.</param>
public sealed record SlashDivision(Amount Owed, Amount Taken, Amount Reward, ImmutableArray<Movement> Movements)
{
    /// <summary>What is still at stake goes first, what is on its way out after it; what is slashed before what the reporter gets.</summary>
    /// <param name="stake">What the offender has at stake.</param>
    /// <param name="unbonding">What of its stake is on its way out.</param>
    public static SlashDivision Divide(LedgerCommand.Slash slash, Amount stake, Amount unbonding)
    {
        ArgumentNullException.ThrowIfNull(slash);
        var held = stake + unbonding;
        var owed = (slash.StakeThen ?? held).ShareFloor(slash.Share);
        var taken = owed < held ? owed : held;
        var reward = slash.Reporter is null ? Amount.Zero : taken.ShareFloor(slash.ReporterShare);
        (LedgerAccount Account, Amount Left)[] sources =
            [(LedgerAccount.Stake(slash.Offender), stake), (LedgerAccount.Unbonding(slash.Offender), unbonding)];
        var movements = ImmutableArray.CreateBuilder<Movement>();
        Take(LedgerAccount.Slashed, taken - reward);
        if (slash.Reporter is { } reporter)
        {
            Take(LedgerAccount.User(reporter), reward);
        }

        return new SlashDivision(owed, taken, reward, movements.ToImmutable());

        void Take(LedgerAccount credit, Amount amount)
        {
            foreach (ref var source in sources.AsSpan())
            {
                var part = source.Left < amount ? source.Left : amount;
                if (!part.IsZero)
                {
                    movements.Add(new Movement(source.Account, credit, part));
                    source.Left -= part;
                    amount -= part;
                }
            }
        }
    }
}
