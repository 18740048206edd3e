using LazAI.Cryptography;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Ownership;
using LazAI.Protocol.Tests.Deciding;
using static LazAI.Protocol.Tests.Ownership.OwnershipSamples;

namespace LazAI.Protocol.Tests.Ownership;

public class OwnershipTests
{
    [Fact]
    public void Refusals_ScenariosWithoutFault_AreAccepted() => Assert.All(OwnershipRefusals.RequireAccepted, require => require());

    [Fact]
    public void Of_KnownBytes_IsTheirSha256() => Assert.Equal(
        "0xba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", ContentHash.Of("abc"u8).ToString());

    [Fact]
    public void Anchor_ByASecondAccount_IsRefusedAndNamesTheFirst()
    {
        var second = OwnershipAggregate.Decide(Anchored, Anchor(FirstAnchor with { Owner = Stranger }), Samples.Rules, Samples.Now + 7);
        var refusal = Refusal.Of(second);
        Assert.Equal(OwnershipErrors.AlreadyAnchored, refusal?.Code);
        Assert.Contains(Owner.ToString(), refusal?.Detail, StringComparison.Ordinal);
        Assert.Contains($"slot {Samples.Now}", refusal?.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Transfer_KeepsLicencesAndEndsWhatTheFormerOwnerTrustedIn()
    {
        var before = After(
            Licensed, DelegateUntil(Samples.Now + 50), ConsentOf(Consent), Request(Samples.Key("licensee")), Release());
        var after = After(before, TransferTo(Stranger, nonce: 30));
        Assert.Equal(Stranger, after.Owner);
        Assert.Equal(before.Licences, after.Licences);
        Assert.Empty(after.Delegations);
        Assert.Empty(after.Consents);
        Assert.Empty(after.KeyRequests);
        Assert.Empty(after.Keys);
        Assert.IsType<AccessGranted>(Access.MayUse(after, Licensee, LicenceScope.Inference, Samples.Now));
        Assert.Equal(
            OwnershipErrors.NotLicensed,
            Assert.IsType<AccessRefused>(Access.MayUse(after, Owner, LicenceScope.Inference, Samples.Now)).Reason.Code);
    }

    /// <summary>An owner who gets the content back is not bound by what a thief of an old order repeats.</summary>
    [Fact]
    public void Order_RepeatedAfterItWasUndone_ChangesNothing()
    {
        var grant = DelegateUntil(Samples.Now + 60, nonce: 31);
        var state = After(Anchored, grant, DelegateUntil(Samples.Now, nonce: 32));
        Assert.Empty(state.Delegations);
        Assert.Empty(Events(state, grant, Samples.Now + 1));
    }

    [Fact]
    public void GrantLicence_ByADelegate_HoldsWhileTheDelegationDoesAndTheLicenceBeyond()
    {
        var delegated = After(Anchored, DelegateUntil(Samples.Now + 10));
        var grant = GrantOf(Grant with { Signer = OwnershipSamples.Delegate });
        var licensed = Fold(delegated, Events(delegated, grant, Samples.Now + 9));
        Assert.Equal(
            OwnershipErrors.NotGrantor,
            Refusal.Of(OwnershipAggregate.Decide(delegated, grant, Samples.Rules, Samples.Now + 10))?.Code);
        Assert.IsType<AccessGranted>(Access.MayUse(licensed, Licensee, LicenceScope.Inference, Samples.Now + 20));
    }

    [Fact]
    public void MayUse_LicenceOfSeveralScopes_AllowsAnyOfThemTogether()
    {
        var state = After(Anchored, GrantOf(Grant with { Scope = LicenceScope.Inference | LicenceScope.Analysis }));
        Assert.IsType<AccessGranted>(Access.MayUse(state, Licensee, LicenceScope.Inference | LicenceScope.Analysis, Samples.Now));
        Assert.IsType<AccessGranted>(Access.MayUse(state, Licensee, LicenceScope.Analysis, Samples.Now));
        Assert.IsType<AccessRefused>(Access.MayUse(state, Licensee, LicenceScope.Training, Samples.Now));
        Assert.IsType<AccessRefused>(Access.MayUse(state, Licensee, LicenceScope.Inference | LicenceScope.Training, Samples.Now));
    }

    [Fact]
    public void MayUse_SeveralLicences_TakesTheCheapestThatHolds()
    {
        var cheap = Grant with { Licensee = default, PricePerUse = new Amount(1), ExpiresAt = Samples.Now + 5, Nonce = 34 };
        var state = After(Licensed, GrantOf(cheap));
        Assert.Equal(
            new AccessGranted(LicenceRules.IdOf(cheap), new Amount(1)), Access.MayUse(state, Licensee, LicenceScope.Inference, Samples.Now));
        Assert.Equal(
            new AccessGranted(LicenceRules.IdOf(cheap), new Amount(1)), Access.MayUse(state, Stranger, LicenceScope.Inference, Samples.Now));
        Assert.Equal(
            new AccessGranted(GrantId, new Amount(5)), Access.MayUse(state, Licensee, LicenceScope.Inference, Samples.Now + 5));
        Assert.Equal(new AccessGranted(null, Amount.Zero), Access.MayUse(state, Owner, LicenceScope.Training, Samples.Now));
    }

    [Fact]
    public void RequestKey_UnderALicence_RecordsLicenceAndPrice()
    {
        var asked = Assert.IsType<OwnershipEvent.KeyRequested>(Assert.Single(Events(Licensed, Request(Samples.Key("licensee")))));
        Assert.Equal(GrantId, asked.Licence);
        Assert.Equal(new Amount(5), asked.Price);
        var own = Assert.IsType<OwnershipEvent.KeyRequested>(Assert.Single(Events(Licensed, Request(Samples.SubmitterKey))));
        Assert.Null(own.Licence);
    }

    [Fact]
    public void RequestKey_ForASessionThatHasTheKey_IsDueToTheOwnerAtOnce()
    {
        var waits = Assert.IsType<OwnershipEvent.KeyRequested>(Assert.Single(Events(Licensed, Request(Samples.Key("licensee")))));
        Assert.Null(waits.Payee);
        var released = After(Licensed, Release());
        var has = Assert.IsType<OwnershipEvent.KeyRequested>(Assert.Single(Events(released, Request(Samples.Key("licensee")))));
        Assert.Equal(Owner, has.Payee);
        var other = After(Licensed, Release(session: new SessionId(Samples.Hash("another session"))));
        Assert.Null(Assert.IsType<OwnershipEvent.KeyRequested>(Assert.Single(Events(other, Request(Samples.Key("licensee"))))).Payee);
    }

    [Theory]
    [InlineData(5, true)]
    [InlineData(6, true)]
    [InlineData(4, false)]
    [InlineData(0, false)]
    public void RequestKey_PriceMaximum_HasToCoverThePrice(ulong maximum, bool covers) => Assert.Equal(
        covers ? null : OwnershipErrors.PriceAboveMaximum,
        Refusal.Of(OwnershipAggregate.Decide(
            Licensed, Request(Samples.Key("licensee"), priceMaximum: maximum), Samples.Rules, Samples.Now))?.Code);

    [Theory]
    [InlineData(5, 9, "licence 5, refund 4")]
    [InlineData(9, 9, "licence 9")]
    [InlineData(0, 9, "refund 9")]
    public void Pay_OfAUse_GivesThePriceToTheOwnerAndTheRestBack(ulong price, ulong reserved, string expected)
    {
        var order = Request(Samples.Key("licensee"), priceMaximum: reserved).Request.Order;
        var escrow = LicenceUse.ReservationOf(order)!;
        Assert.Equal((order.StructHash(), new Amount(reserved), Deadline), (escrow.TaskId.Value, escrow.Amount, escrow.ExpiresAt));
        var settlement = LicenceUse.Pay(escrow with { Number = 3 }, Owner, new Amount(price));
        Assert.Equal((escrow.TaskId, 3L), (settlement.TaskId, settlement.EscrowNumber));
        Assert.Equal(expected, string.Join(", ", settlement.Legs.Select(leg => $"{leg.Purpose} {leg.Amount}")));
        Assert.All(settlement.Legs, leg => Assert.Equal(
            LedgerAccount.User(leg.Purpose == "refund" ? Licensee : Owner), leg.Account));
        Assert.Null(LicenceUse.ReservationOf(order with { PriceMaximum = Amount.Zero }));
    }

    [Fact]
    public void StateClaim_WithAProof_IsVerifiedOnlyByTheVerifiersValue()
    {
        var proven = After(WithRecords, Claim(SampleClaim.Content, SampleClaim.Verified));
        Assert.True(Assert.Single(proven.Claims).Value.Verified);
        var worded = After(WithRecords, Claim(SampleClaim.Unproven, null));
        Assert.False(Assert.Single(worded.Claims).Value.Verified);
    }

    [Fact]
    public void StateClaim_AboutOtherRecords_IsRefused() => Assert.Equal(
        OwnershipErrors.ClaimInvalid,
        Refusal.Of(OwnershipAggregate.Decide(
            Anchored, Claim(SampleClaim.Content, SampleClaim.Verified), Samples.Rules, Samples.Now))?.Code);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void TryVerify_OneBitOfProofOrKeyChanged_IsRefused(int which)
    {
        byte[][] files = [[.. SampleClaim.VerificationKey], [.. SampleClaim.Proof]];
        for (var i = 0; i < files[which].Length; i += 7)
        {
            files[which][i] ^= 1;
            var content = SampleClaim.Content with
            {
                VerificationKeyHash = Keccak256.Hash(files[0]),
                ProofHash = Keccak256.Hash(files[1]),
            };
            Assert.False(VerifiedClaim.TryVerify(content, files[0], files[1], out _, out var refusal));
            Assert.Equal(OwnershipErrors.ClaimUnproven, refusal.Code);
            files[which][i] ^= 1;
        }
    }

    [Fact]
    public void State_LongLife_ForgetsWhatHasEnded()
    {
        var state = Anchored;
        for (var i = 0; i < 3_000; i++)
        {
            var at = Samples.Now + (i * 10);
            var grant = Grant with { ExpiresAt = at + 5, Nonce = (ulong)(100 + i), DeadlineSlot = at + 20 };
            state = Fold(state, Events(state, GrantOf(grant), at));
            Assert.True(state.Licences.Count <= 2_000);
            Assert.InRange(state.Orders.Count, 1, 12);
        }

        Assert.Equal(
            OwnershipErrors.LicenceExpired,
            Assert.IsType<AccessRefused>(Access.MayUse(state, Licensee, LicenceScope.Inference, Samples.Now + 30_000)).Reason.Code);
    }

    [Fact]
    public void Snapshot_OfAState_IsReadBackAsItWas()
    {
        var state = After(
            WithRecords, GrantOf(Grant), DelegateUntil(Samples.Now + 50), ConsentOf(Consent), Claim(SampleClaim.Content, SampleClaim.Verified),
            Request(Samples.Key("licensee")), Release());
        var json = CanonicalJson.Serialize(state);
        Assert.Equal(json, CanonicalJson.Serialize(CanonicalJson.Deserialize<OwnershipState>(json)));
    }

    [Theory]
    [InlineData("inference", LicenceScope.Inference)]
    [InlineData("training+analysis", LicenceScope.Training | LicenceScope.Analysis)]
    [InlineData("inference+training+analysis", LicenceScope.Inference | LicenceScope.Training | LicenceScope.Analysis)]
    public void TryParse_AScopesText_IsThatScope(string text, LicenceScope scope)
    {
        Assert.True(LicenceScopeText.TryParse(text, out var parsed));
        Assert.Equal(scope, parsed);
        Assert.Equal(text, LicenceScopeText.Format(scope));
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("all")]
    [InlineData("analysis+training")]
    [InlineData("training+training")]
    [InlineData("training+")]
    [InlineData("Inference")]
    public void TryParse_AnythingElse_IsNoScope(string? text) => Assert.False(LicenceScopeText.TryParse(text, out _));
}
