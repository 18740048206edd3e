using System.Numerics;
using LazAI.Protocol.Ledger;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Protocol.Tests.Ledger;

public sealed class LedgerPostingTests(ITestOutputHelper output)
{
    [Fact]
    public void Postings_OfEveryEventOfARandomLedger_MakeTheBalancesThatTheEventMakes()
    {
        var customers = new RandomCustomers(TestSeed.Create(output));
        var kinds = new HashSet<Type>();
        var state = LedgerState.Initial;
        LedgerCommand command = customers.Genesis();
        var now = new Slot(0);
        for (var i = 0; i < 3_000; i++)
        {
            if (LedgerAggregate.Decide(state, command, now) is Accepted<LedgerEvent, LedgerEffect> accepted)
            {
                foreach (var @event in accepted.Events)
                {
                    var after = LedgerAggregate.Apply(state, @event);
                    AssertMakes(state, after, @event);
                    kinds.Add(@event.GetType());
                    state = after;
                }
            }

            (command, now) = customers.NextCommand(state);
        }

        Assert.Equal(typeof(LedgerEvent).GetNestedTypes().Where(type => type.IsSubclassOf(typeof(LedgerEvent))).ToHashSet(), kinds);
    }

    private static void AssertMakes(LedgerState before, LedgerState after, LedgerEvent @event)
    {
        var changes = new Dictionary<LedgerAccount, BigInteger>();
        foreach (var posting in LedgerPosting.Of(@event))
        {
            if (posting.Debit is { } debit)
            {
                changes[debit] = changes.GetValueOrDefault(debit) - posting.Amount.BaseUnits;
            }

            changes[posting.Credit] = changes.GetValueOrDefault(posting.Credit) + posting.Amount.BaseUnits;
        }

        foreach (var account in AccountsOf(before).Concat(AccountsOf(after)).Concat(changes.Keys).Distinct())
        {
            Assert.Equal(
                (BigInteger)after.BalanceOf(account).BaseUnits - before.BalanceOf(account).BaseUnits, changes.GetValueOrDefault(account));
        }
    }

    private static IEnumerable<LedgerAccount> AccountsOf(LedgerState state) => state.Balances.Keys.Concat(state.Escrows.Keys.Select(LedgerAccount.Escrow));
}
