using System.Collections.Immutable;
using LazAI.Protocol.Api;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Ownership;
using LazAI.Protocol.Settlements;
using LazAI.Protocol.Tests.Ownership;

namespace LazAI.Protocol.Tests.Settlements;

/// <summary>What a use has cost follows from the signed history, whatever the service says.</summary>
public sealed class UseCheckTests
{
    private static readonly IReadOnlyList<OwnershipEvent> s_history = OwnershipHistoryTests.History;
    private static readonly int s_request = s_history.ToList().FindIndex(one => one is OwnershipEvent.KeyRequested);
    private static readonly OwnershipEvent.KeyRequested s_asked = (OwnershipEvent.KeyRequested)s_history[s_request];
    private static readonly Escrow s_escrow = LicenceUse.ReservationOf(s_asked.Order)! with { Number = 7 };
    private static readonly Settlement s_payment = LicenceUse.Pay(s_escrow, OwnershipSamples.Owner, new Amount(5));

    private static readonly UseView s_paid = new(
        LicenceUse.IdOf(s_asked.Order), OwnershipSamples.Content, OwnershipSamples.Licensee, Samples.SessionId, LicenceScope.Inference,
        OwnershipSamples.GrantId, new Amount(5), new Amount(9), Samples.Now, OwnershipSamples.Deadline, s_request + 1, OwnershipSamples.Owner,
        Samples.Now, s_request + 2, new UsePayment(new Amount(5), new Amount(4), 1_000));

    private static readonly UseView s_ended = s_paid with { Payee = null, Payment = new UsePayment(Amount.Zero, new Amount(9), 1_000) };

    public static TheoryData<string, UseView> Lies { get; } = new()
    {
        { "account", s_paid with { Account = OwnershipSamples.Stranger } },
        { "licence", s_paid with { Licence = null } },
        { "price", s_paid with { Price = new Amount(4) } },
        { "maximum", s_paid with { PriceMaximum = new Amount(8) } },
        { "payee", s_paid with { Payee = OwnershipSamples.Stranger } },
        { "not decided", s_paid with { Payee = null, DecidedAt = null, DecisionVersion = null } },
        { "decided by another event", s_paid with { DecisionVersion = s_request + 3 } },
        { "paid more", s_paid with { Payment = new UsePayment(new Amount(6), new Amount(3), 1_000) } },
        { "another use", s_paid with { Use = new UseId(Samples.Hash("another use")) } },
    };

    [Fact]
    public void Check_OfWhatHasHappened_Holds()
    {
        Assert.All(Check(s_paid, s_history, s_payment), finding => Assert.True(finding.Holds, finding.Detail));
        Assert.Null(Check(s_paid with { Payment = null }, s_history, null)[^1].Holds);
    }

    [Fact]
    public void Check_OfWhatATransferHasEnded_Holds()
    {
        // The same life without the release.
        OwnershipEvent[] history = [.. s_history.Where(one => one is not OwnershipEvent.KeyReleased)];
        var ended = s_ended with { DecisionVersion = history.Length };
        Assert.IsType<OwnershipEvent.Transferred>(history[^1]);
        Assert.All(Check(ended, history, LedgerAggregate.Release(s_escrow)), finding => Assert.True(finding.Holds, finding.Detail));
        Assert.False(Check(ended, history, s_payment)[^1].Holds);
    }

    [Theory]
    [MemberData(nameof(Lies))]
    public void Check_OfAnythingElse_Fails(string what, UseView lie)
    {
        Assert.Contains(Check(lie, s_history, s_payment), finding => finding.Holds == false);
        Assert.NotEmpty(what);
    }

    [Fact]
    public void Check_LedgerOrHistoryThatSaysOtherwise_Fails()
    {
        Assert.False(Check(s_paid, s_history, LedgerAggregate.Release(s_escrow))[^1].Holds);
        Assert.False(Check(s_paid, s_history, null)[^1].Holds);
        Assert.False(Check(s_paid, s_history, LicenceUse.Pay(s_escrow, OwnershipSamples.Stranger, new Amount(5)))[^1].Holds);
        Assert.False(Check(s_paid, [.. s_history.Skip(1)], s_payment)[0].Holds);
    }

    private static ImmutableArray<SettlementFinding> Check(UseView use, IReadOnlyList<OwnershipEvent> history, Settlement? posted) =>
        UseCheck.Check(use, Samples.Domain, Samples.Rules, history, posted);
}
