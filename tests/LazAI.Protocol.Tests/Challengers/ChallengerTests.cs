using LazAI.Cryptography;
using LazAI.Protocol.Challengers;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Tests.Deciding;
using static LazAI.Protocol.Tests.Challengers.ChallengerStates;

namespace LazAI.Protocol.Tests.Challengers;

public class ChallengerTests
{
    public static TheoryData<string, Func<ChallengerElection, ChallengerElection>> Changes { get; } = new()
    {
        { nameof(ChallengerElection.Decision), election => election with { Decision = default } },
        { nameof(ChallengerElection.Challenger), election => election with { Challenger = Other } },
        { nameof(ChallengerElection.Elected), election => election with { Elected = false } },
        { nameof(ChallengerElection.Until), election => election with { Until = TermUntil + 1 } },
        { nameof(ChallengerElection.Nonce), election => election with { Nonce = 2 } },
    };

    [Fact]
    public void Refusals_ScenariosWithoutFault_AreAccepted()
    {
        ChallengerRefusals.Apply.RequireAccepted();
        ChallengerRefusals.Withdraw.RequireAccepted();
        ChallengerRefusals.Elect.RequireAccepted();
        ChallengerRefusals.Dismiss.RequireAccepted();
        ChallengerRefusals.Certify.RequireAccepted();
        ChallengerRefusals.Verify.RequireAccepted();
        ChallengerRefusals.Report.RequireAccepted();
        ChallengerRefusals.Record.RequireAccepted();
    }

    [Fact]
    public void Apply_RegistryFull_DisplacesWhoeverLeftLongestAgo()
    {
        var rules = Samples.Rules with { ChallengersMaximum = 3 };
        var (early, late, here) = (Samples.Key("early").Address, Samples.Key("late").Address, Samples.Key("here").Address);
        var full = Fold(
            ChallengerState.Initial,
            Applied(late), Applied(here), Applied(early),
            new ChallengerEvent.Withdrawn(early, default, Samples.Now + 1),
            new ChallengerEvent.Withdrawn(late, default, Samples.Now + 2));
        var applied = Assert.IsType<ChallengerEvent.Applied>(
            Assert.Single(Accepted(full, new ChallengerCommand.Apply(Application, Stake), rules).Events));
        Assert.Equal(early, applied.Displaced);
        Assert.Equal(new[] { late, here, Challenger }.Order(), Fold(full, applied).Challengers.Keys.Order());
    }

    [Fact]
    public void Apply_AfterWithdrawing_StandsAgainWithItsRecordButWithoutTerm()
    {
        var left = Fold(Counted, new ChallengerEvent.Withdrawn(Challenger, Withdrawal.StructHash(), Samples.Now));
        Assert.Empty(Accepted(left, new ChallengerCommand.Apply(Application, Stake)).Events);
        var again = Fold(left, [.. Accepted(left, new ChallengerCommand.Apply(Reapplication, Stake)).Events]).Challengers[Challenger];
        Assert.Equal((true, false), (again.Stands, again.IsElectedAt(Samples.Now)));
        Assert.Equal(Counted.Challengers[Challenger].Totals, again.Totals);
        Assert.Equal(Counted.Challengers[Challenger].Conduct, again.Conduct);
    }

    [Fact]
    public void Withdraw_RetryAfterApplyingAgain_ChangesNothing()
    {
        var again = Fold(Withdrawn, new ChallengerEvent.Applied(Challenger, Reapplication.StructHash(), null, Samples.Now));
        Assert.Empty(Accepted(again, new ChallengerCommand.Withdraw(Withdrawal)).Events);
        Assert.NotEmpty(Accepted(again, new ChallengerCommand.Withdraw(Withdrawal with { Nonce = 4 })).Events);
    }

    [Fact]
    public void Elect_InOffice_MovesTheEndOfTheTerm()
    {
        var reelected = Fold(InOffice, Elected(Challenger, 2, TermUntil + 100, Samples.Now + 7)).Challengers[Challenger];
        Assert.Equal(new ChallengerTerm(Samples.Now, TermUntil + 100), reelected.Term);
    }

    [Fact]
    public void Elect_TermEnded_BeginsAnotherOne()
    {
        Assert.False(TermEnded.Challengers[Challenger].IsElectedAt(Samples.Now));
        var reelected = Fold(TermEnded, Elected(Challenger, 2)).Challengers[Challenger];
        Assert.Equal(new ChallengerTerm(Samples.Now, TermUntil), reelected.Term);
    }

    [Fact]
    public void Elect_LastSeat_GoesToOneOnlyButReelectionIsFree()
    {
        var rules = Samples.Rules with { ChallengerSeatsMaximum = 1 };
        var state = Fold(InOffice, Applied(Other));
        Assert.Equal(
            ChallengerErrors.SeatsTaken,
            Refusal.Of(ChallengerAggregate.Decide(state, Elect(Election(Other, 2)), rules, Samples.Now))?.Code);
        Assert.Single(Accepted(state, Elect(Election(Challenger, 2)), rules).Events);
        Assert.IsType<Accepted<ChallengerEvent, ChallengerEffect>>(
            ChallengerAggregate.Decide(state, Elect(Election(Other, 2, until: TermUntil + 10)), rules, TermUntil + 1));
    }

    [Fact]
    public void Elect_Terms_LastAsLongAsTheRulesAllow()
    {
        var longest = Election(Challenger, 1, until: Samples.Now + Samples.Rules.ChallengerTermSlotsMaximum);
        Assert.Single(Accepted(Standing, Elect(longest)).Events);
        Assert.Equal(
            ChallengerErrors.TermInvalid,
            Refusal.Of(ChallengerAggregate.Decide(
                Standing, Elect(longest with { Until = longest.Until + 1 }), Samples.Rules, Samples.Now))?.Code);
    }

    [Theory]
    [MemberData(nameof(Changes), DisableDiscoveryEnumeration = true)]
    public void TryCertify_OneMemberChanged_IsRefused(string member, Func<ChallengerElection, ChallengerElection> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        var election = Election(Challenger, 1);
        var certificate = Certificate(election.StructHash());
        Assert.Null(Authority.Refuse(election.StructHash(), certificate));
        Assert.Equal(ChallengerErrors.DecisionUncertified, Authority.Refuse(change(election).StructHash(), certificate)?.Code);
        Assert.NotEmpty(member);
    }

    [Fact]
    public void TryCertify_OtherKindChainOrBytesOrNobodyDecides_IsRefused()
    {
        var election = Election(Challenger, 1).StructHash();
        var certificate = Certificate(election);
        Assert.NotNull(Authority.Refuse(election, certificate with { Kind = "quorum" }));
        Assert.NotNull(Authority.Refuse(election, certificate with { Proof = certificate.Proof[1..] }));
        Assert.NotNull(Authority.Refuse(election, certificate with { Proof = default }));
        Assert.NotNull(new OperatorAuthority(new Eip712Domain(1), ElectorKey.Address).Refuse(election, certificate));
        Assert.NotNull(new OperatorAuthority(Samples.Domain, Address.Zero).Refuse(election, certificate));
    }

    [Fact]
    public void TryVerify_ReportChangedInAnything_IsRefused()
    {
        var signature = Report(5).Signature;
        Assert.Null(Verify(Challenger, 5, signature));
        Assert.Equal(ChallengerErrors.ReportSignatureInvalid, Verify(Other, 5, signature)?.Code);
        Assert.Equal(ChallengerErrors.ReportSignatureInvalid, Verify(Challenger, 6, signature)?.Code);
        Assert.Equal(ChallengerErrors.ReportSignatureInvalid, Verify(Challenger, 5, default)?.Code);
        foreach (var changed in (CheckedResult[])[
            Checks[0] with { TaskId = default }, Checks[0] with { ResultHash = default }, Checks[0] with { TraceRoot = default }])
        {
            VerifiedCheckReport.TryVerify(Samples.Domain, Challenger, 5, [changed, Checks[1]], signature, out _, out var refusal);
            Assert.Equal(ChallengerErrors.ReportSignatureInvalid, refusal?.Code);
        }

        Assert.False(VerifiedCheckReport.TryVerify(Samples.Domain, Challenger, 5, [], signature, out _, out var empty));
        Assert.Equal(ChallengerErrors.ReportSize, empty?.Code);

        static Rejection? Verify(Address challenger, ulong sequence, RecoverableSignature signature)
        {
            VerifiedCheckReport.TryVerify(Samples.Domain, challenger, sequence, Checks, signature, out _, out var refusal);
            return refusal;
        }
    }

    [Theory]
    [InlineData(0, 0, 0, 0, 10_000)]
    [InlineData(900, 1, 100, 0, 9_565)]
    [InlineData(0, 1, 0, 1, 5_000)]
    [InlineData(0, 100, 0, 0, 196)]
    [InlineData(0, long.MaxValue, 0, long.MaxValue, 1)]
    [InlineData(long.MaxValue, long.MaxValue, long.MaxValue, 0, 384)]
    public void Reputation_OfTotals_IsTheShareOfGoodWork(long done, long missed, long upheld, long rejected, int reputation) =>
        Assert.Equal(
            reputation,
            (ChallengerTotals.None with
            {
                DutiesDone = done,
                DutiesMissed = missed,
                ChallengesUpheld = upheld,
                ChallengesRejected = rejected,
                Checked = 1_000_000,
            }).ReputationUnder(Samples.Rules));

    /// <summary>Snapshots hold the state in this form.</summary>
    [Fact]
    public void State_AsCanonicalJson_RoundTrips()
    {
        foreach (var (_, state) in ChallengerGridTests.States)
        {
            var json = CanonicalJson.Serialize(state);
            var read = CanonicalJson.Deserialize<ChallengerState>(json);
            Assert.Equal(state.Challengers, read.Challengers);
            Assert.Equal((state.LastDecision, state.LastActivity), (read.LastDecision, read.LastActivity));
            Assert.Equal(json, CanonicalJson.Serialize(read));
        }
    }
}
