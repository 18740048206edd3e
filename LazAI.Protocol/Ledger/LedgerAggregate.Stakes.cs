using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Protocol.Encoding;
using LedgerDecision = LazAI.Protocol.Decision<LazAI.Protocol.Ledger.LedgerEvent, LazAI.Protocol.Ledger.LedgerEffect>;

namespace LazAI.Protocol.Ledger;

/// <summary>Stakes: how they are slashed, and how they leave (PROTOCOL §10, §11).</summary>
public static partial class LedgerAggregate
{
    /// <summary>Unbonding stakes that one account may have under way.</summary>
    public const int UnbondingsPerOwnerMaximum = 64;

    /// <summary>What a signed order tells the ledger: the stake is released when the time that the rules say is over.</summary>
    /// <param name="digest">What was signed; it names the unbonding.</param>
    public static LedgerCommand.Unbond UnbondingOf(UnbondOrder order, Bytes32 digest, ProtocolRules rules)
    {
        ArgumentNullException.ThrowIfNull(order);
        ArgumentNullException.ThrowIfNull(rules);
        return new(new OperationId(digest), order.Signer, order.Amount, rules.UnbondingSlots, order.DeadlineSlot);
    }

    private static LedgerDecision DecideSlash(LedgerState state, LedgerCommand.Slash command, Slot now)
    {
        if (state.Slashes.ContainsKey(command.Id))
        {
            return Accept();
        }

        var division = SlashDivision.Divide(
            command, state.BalanceOf(LedgerAccount.Stake(command.Offender)), state.BalanceOf(LedgerAccount.Unbonding(command.Offender)));
        return Accept(new LedgerEvent.Slashed(command.Id, command.Offender, division.Movements, now));
    }

    private static LedgerDecision DecideUnbond(LedgerState state, LedgerCommand.Unbond command, Slot now)
    {
        if (command.ValidUntil < now)
        {
            return Reject(LedgerErrors.CommandExpired, $"Valid until slot {command.ValidUntil}, now is slot {now}.");
        }

        if (command.Amount.IsZero)
        {
            return Reject(LedgerErrors.ZeroAmount, $"Unbonding {command.Id} moves nothing.");
        }

        if (state.Unbondings.TryGetValue(command.Id, out var known))
        {
            return known.Owner == command.Owner ? Accept() : Reject(LedgerErrors.TransferIdReused, $"Unbonding {command.Id} is another's.");
        }

        if (state.Unbondings.Values.Count(entry => entry.Owner == command.Owner) >= UnbondingsPerOwnerMaximum)
        {
            return Reject(
                LedgerErrors.TooManyUnbondings, $"{UnbondingsPerOwnerMaximum} parts of the stake are on their way out; wait for the first.");
        }

        var stake = LedgerAccount.Stake(command.Owner);
        return state.BalanceOf(stake) < command.Amount
            ? Reject(LedgerErrors.InsufficientFunds, $"{stake} holds {state.BalanceOf(stake)}, {command.Amount} is needed.")
            : Accept(new LedgerEvent.UnbondingBegan(
                new Unbonding(command.Id, state.UnbondingCount + 1, command.Owner, command.Amount, now + command.Slots), now));
    }

    /// <summary>Who may leave is the coordinator's to know: the ledger has no part in disputes, and releases nobody who is not named.</summary>
    private static LedgerDecision DecideRelease(LedgerState state, LedgerCommand.ReleaseUnbondings command, Slot now)
    {
        if (RefuseBatch(command.Ids.IsDefault ? 0 : command.Ids.Length) is { } refusal)
        {
            return refusal;
        }

        var due = command.Ids.Distinct()
            .Select(id => state.Unbondings.GetValueOrDefault(id))
            .OfType<Unbonding>()
            .Where(entry => entry.ReleaseAt <= now)
            .OrderBy(entry => entry.Number)
            .ToImmutableArray();
        return due.IsEmpty ? Accept() : Accept(new LedgerEvent.UnbondingsReleased(due, now, command.ReadTo));
    }

    private static LedgerState ApplySlashed(LedgerState state, LedgerEvent.Slashed slashed)
    {
        var balances = new BalanceSheet(state.Balances);
        foreach (var movement in slashed.Movements)
        {
            balances.Move(movement.Debit, movement.Credit, movement.Amount);
        }

        return state with
        {
            Balances = balances.ToImmutable(),
            Slashes = state.Slashes.Add(slashed.Id, slashed.At),
            Unbondings = CutUnbondings(state.Unbondings, slashed.Offender, balances.BalanceOf(LedgerAccount.Unbonding(slashed.Offender))),
        };
    }

    private static LedgerState ApplyUnbondingBegan(LedgerState state, LedgerEvent.UnbondingBegan began)
    {
        var entry = began.Entry;
        var balances = new BalanceSheet(state.Balances);
        balances.Move(LedgerAccount.Stake(entry.Owner), LedgerAccount.Unbonding(entry.Owner), entry.Amount);
        return state with
        {
            Balances = balances.ToImmutable(),
            Unbondings = state.Unbondings.Add(entry.Id, entry),
            UnbondingCount = entry.Number,
        };
    }

    private static LedgerState ApplyReleased(LedgerState state, LedgerEvent.UnbondingsReleased released)
    {
        var balances = new BalanceSheet(state.Balances);
        foreach (var entry in released.Entries)
        {
            balances.Move(LedgerAccount.Unbonding(entry.Owner), LedgerAccount.User(entry.Owner), entry.Amount);
        }

        return state with
        {
            Balances = balances.ToImmutable(),
            Unbondings = state.Unbondings.RemoveRange(released.Entries.Select(entry => entry.Id)),
        };
    }

    /// <summary>Takes what a slash has taken out of the entries, the oldest first, until they add up to what is left.</summary>
    private static ImmutableDictionary<OperationId, Unbonding> CutUnbondings(
        ImmutableDictionary<OperationId, Unbonding> unbondings, Address owner, Amount left)
    {
        var entries = unbondings.Values.Where(entry => entry.Owner == owner).ToArray();
        foreach (var cut in Cut(entries, entries.Aggregate(Amount.Zero, (sum, entry) => sum + entry.Amount) - left))
        {
            unbondings = cut.Amount.IsZero ? unbondings.Remove(cut.Id) : unbondings.SetItem(cut.Id, cut);
        }

        return unbondings;
    }

    /// <summary>Takes so much out of one owner's entries, the oldest first.</summary>
    /// <returns>Those that it takes from, with what is left of them.</returns>
    internal static IEnumerable<Unbonding> Cut(IEnumerable<Unbonding> entries, Amount taken)
    {
        foreach (var entry in entries.OrderBy(entry => entry.Number))
        {
            if (taken.IsZero)
            {
                yield break;
            }

            var cut = entry.Amount < taken ? entry.Amount : taken;
            taken -= cut;
            yield return entry with { Amount = entry.Amount - cut };
        }
    }
}
