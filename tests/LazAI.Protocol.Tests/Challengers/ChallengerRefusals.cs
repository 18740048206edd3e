using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Protocol.Challengers;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Tests.Deciding;

namespace LazAI.Protocol.Tests.Challengers;

internal static class ChallengerRefusals
{
    public static IEnumerable<RefusalCase> Cases =>
    [
        .. Apply.Cases, .. Withdraw.Cases, .. Elect.Cases, .. Dismiss.Cases, .. Certify.Cases, .. Verify.Cases, .. Report.Cases, .. Record.Cases,
    ];

    public static RefusalChain<Scenario> Apply { get; } =
        new RefusalChain<Scenario>(
            "apply",
            () => new Scenario { State = ChallengerState.Initial },
            it => it.Decide(new ChallengerCommand.Apply(ChallengerStates.Application, it.Stake)))
            .Then(ChallengerErrors.StakeTooLow, it => it.Stake = new Amount(it.Stake.BaseUnits - 1))
            .Then(ChallengerErrors.RegistryFull, it => it.State = Many(Samples.Rules.ChallengersMaximum));

    public static RefusalChain<Scenario> Withdraw { get; } =
        new RefusalChain<Scenario>(
            "withdraw",
            () => new Scenario { State = ChallengerStates.Standing },
            it => it.Decide(new ChallengerCommand.Withdraw(ChallengerStates.Withdrawal)))
            .Then(ChallengerErrors.NotFound, it => it.State = ChallengerState.Initial);

    public static RefusalChain<Scenario> Elect { get; } =
        new RefusalChain<Scenario>(
            "elect",
            () => new Scenario { State = ChallengerStates.Standing },
            it => it.Decide(ChallengerStates.Elect(it.Election, it.Stake)))
            .Then(ChallengerErrors.DecisionReplayed, it => it.State = it.State with { LastDecision = new LastDecision(2, default) })
            .Then(
                ChallengerErrors.NotFound,
                it => it.State = it.State with { Challengers = it.State.Challengers.Remove(ChallengerStates.Challenger) })
            .Then(
                ChallengerErrors.NotStanding,
                it => it.Change(record => record with { LeftAt = Samples.Now }))
            .Then(ChallengerErrors.TermInvalid, it => it.Election = it.Election with { Until = Samples.Now })
            .Then(ChallengerErrors.StakeTooLow, it => it.Stake = Amount.Zero)
            .Then(ChallengerErrors.SeatsTaken, it => it.State = InOffice(Samples.Rules.ChallengerSeatsMaximum, it.State));

    public static RefusalChain<Scenario> Dismiss { get; } =
        new RefusalChain<Scenario>(
            "dismiss",
            () => new Scenario { State = ChallengerStates.Standing, Election = ChallengerStates.Election(ChallengerStates.Challenger, 1, false) },
            it => it.Decide(ChallengerStates.Elect(it.Election)))
            .Then(ChallengerErrors.DecisionReplayed, it => it.State = it.State with { LastDecision = new LastDecision(1, default) })
            .Then(ChallengerErrors.NotFound, it => it.State = ChallengerState.Initial);

    public static RefusalChain<Certificate> Certify { get; } =
        new RefusalChain<Certificate>("certify election", () => new Certificate(), it => it.Certify())
            .Then(ChallengerErrors.DecisionUncertified, it => it.Key = Samples.OtherKey);

    /// <summary>Size, then signature.</summary>
    public static RefusalChain<Checks> Verify { get; } =
        new RefusalChain<Checks>("verify report", () => new Checks(), it => it.Verify())
            .Then(
                ChallengerErrors.ReportSize,
                it => it.Results = [.. Enumerable.Repeat(it.Results[0], ChallengerAggregate.BatchItemsMaximum + 1)])
            .Then(ChallengerErrors.ReportSignatureInvalid, it => it.Key = Samples.OtherKey);

    public static RefusalChain<Scenario> Report { get; } =
        new RefusalChain<Scenario>(
            "accept report",
            () => new Scenario { State = ChallengerStates.InOffice },
            it => it.Decide(new ChallengerCommand.AcceptReport(ChallengerStates.Report(5))))
            .Then(
                ChallengerErrors.NotFound,
                it => it.State = it.State with { Challengers = it.State.Challengers.Remove(ChallengerStates.Challenger) })
            .Then(ChallengerErrors.NotElected, it => it.Change(record => record with { LeftAt = Samples.Now }))
            .Then(ChallengerErrors.ReportReplayed, it => it.Change(record => record with { LastReport = new LastReport(5, default) }));

    public static RefusalChain<Scenario> Record { get; } =
        new RefusalChain<Scenario>(
            "record activity",
            () => new Scenario { State = ChallengerStates.Counted },
            it => it.Decide(new ChallengerCommand.RecordActivity(it.After, it.Activities)))
            .Then(ChallengerErrors.ActivityUnordered, it => it.Activities = [it.Activities[0], it.Activities[0]])
            .Then(ChallengerErrors.ActivityGap, it => it.After = new ActivityMark(10, 1));

    private static ChallengerState Many(int count) => Enumerable.Range(0, count).Aggregate(
        ChallengerState.Initial,
        (state, i) => ChallengerStates.Fold(state, ChallengerStates.Applied(Samples.Key("candidate " + i).Address)));

    private static ChallengerState InOffice(int count, ChallengerState state) => Enumerable.Range(0, count).Aggregate(
        state,
        (before, i) =>
        {
            var address = Samples.Key("candidate " + i).Address;
            return ChallengerStates.Fold(before, ChallengerStates.Applied(address), ChallengerStates.Elected(address, 0));
        });

    internal sealed class Scenario
    {
        public required ChallengerState State { get; set; }

        public Amount Stake { get; set; } = ChallengerStates.Stake;

        public ChallengerElection Election { get; set; } = ChallengerStates.Election(ChallengerStates.Challenger, 1);

        public ActivityMark? After { get; set; } = new(10, 0);

        public ImmutableArray<ChallengerActivity> Activities { get; set; } =
            [ChallengerStates.Activity(20, ChallengerActivityKind.DutyDone)];

        /// <summary>Changes the challenger's record, where there still is one.</summary>
        public void Change(Func<ChallengerRecord, ChallengerRecord> change)
        {
            if (State.Challengers.TryGetValue(ChallengerStates.Challenger, out var record))
            {
                State = State with { Challengers = State.Challengers.SetItem(ChallengerStates.Challenger, change(record)) };
            }
        }

        public Rejection? Decide(ChallengerCommand command) =>
            Refusal.Of(ChallengerAggregate.Decide(State, command, Samples.Rules, Samples.Now));
    }

    internal sealed class Certificate
    {
        public Secp256k1PrivateKey Key { get; set; } = ChallengerStates.ElectorKey;

        public Rejection? Certify()
        {
            var election = ChallengerStates.Election(ChallengerStates.Challenger, 1);
            var holds = CertifiedElection.TryCertify(
                ChallengerStates.Authority, election, ChallengerStates.Certificate(election.StructHash(), Key), out var certified, out var refusal);
            Assert.Equal(holds, certified is not null);
            return refusal;
        }
    }

    internal sealed class Checks
    {
        public ImmutableArray<CheckedResult> Results { get; set; } = ChallengerStates.Checks;

        public Secp256k1PrivateKey Key { get; set; } = ChallengerStates.ChallengerKey;

        public Rejection? Verify()
        {
            var holds = VerifiedCheckReport.TryVerify(
                Samples.Domain, ChallengerStates.Challenger, 5, Results,
                ChallengerStates.Sign(ChallengerStates.Challenger, 5, Results, Key), out var report, out var refusal);
            Assert.Equal(holds, report is not null);
            return refusal;
        }
    }
}
