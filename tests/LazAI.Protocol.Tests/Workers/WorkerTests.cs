using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Tests.Deciding;
using LazAI.Protocol.Workers;

namespace LazAI.Protocol.Tests.Workers;

public class WorkerTests
{
    [Fact]
    public void Refusals_ScenariosWithoutFault_AreAccepted()
    {
        WorkerRefusals.Challenge.RequireAccepted();
        WorkerRefusals.Open.RequireAccepted();
        WorkerRefusals.OpenAgain.RequireAccepted();
        WorkerRefusals.Accept.RequireAccepted();
        WorkerRefusals.Verify.RequireAccepted();
    }

    /// <summary>PROTOCOL §5: the nonce is at most 5 minutes old when it is used, to the end of its last slot.</summary>
    [Fact]
    public void IssueChallenge_Nonce_IsGoodForFiveMinutesAtMost()
    {
        var issued = Assert.IsType<WorkerEvent.ChallengeIssued>(Events(WorkerState.Initial, new WorkerCommand.IssueChallenge(default))[0]);
        var slots = issued.Until - Samples.Now + 1;
        Assert.Equal(300_000, slots * Samples.Rules.SlotMilliseconds);
    }

    /// <summary>PROTOCOL §5: a session lasts at most 24 hours, to the end of its last slot.</summary>
    [Fact]
    public void OpenSession_Session_LastsADayAtMost()
    {
        var opened = Assert.IsType<WorkerEvent.SessionOpened>(
            Events(WorkerStates.Challenged, new WorkerCommand.OpenSession(Samples.Session, default))[0]);
        Assert.Equal(Samples.Now, opened.Session.OpenedAt);
        var slots = opened.Session.Until - opened.Session.OpenedAt + 1;
        Assert.Equal(24 * 3_600_000, slots * Samples.Rules.SlotMilliseconds);
    }

    [Fact]
    public void OpenSession_NonceOfAnOpenSession_CannotBeUsedAgain()
    {
        var second = Samples.Session with { Id = Samples.OtherSessionId };
        Assert.Equal(
            WorkerErrors.ChallengeUnknown,
            Refusal.Of(Decide(WorkerStates.Online, new WorkerCommand.OpenSession(second, default)))?.Code);
    }

    [Theory]
    [InlineData(-300, true)]
    [InlineData(-301, false)]
    [InlineData(300, true)]
    [InlineData(301, false)]
    public void OpenSession_TimestampOfTheEvidence_IsNearTheSlotsTime(int seconds, bool accepted)
    {
        var refusal = Refusal.Of(Decide(
            WorkerStates.Challenged, new WorkerCommand.OpenSession(
                Samples.Session with { VerifiedAt = (ulong)((long)Samples.Session.Timestamp + seconds) }, default)));
        Assert.Equal(accepted ? null : WorkerErrors.EvidenceExpired, refusal?.Code);
    }

    [Fact]
    public void OpenSession_WhileAnotherIsOpen_LetsBothWork()
    {
        var renewed = WorkerStates.Fold(
            WorkerStates.Online, new WorkerEvent.SessionOpened(Samples.Session with { Id = Samples.OtherSessionId }, default, Samples.Now));
        Assert.Null(WorkerAggregate.RefuseSession(renewed, Samples.SessionId, Samples.Now));
        Assert.Null(WorkerAggregate.RefuseSession(renewed, Samples.OtherSessionId, Samples.Now));
    }

    [Fact]
    public void OpenSession_ExpiredOnesInTheState_AreForgottenWithTheirBatches()
    {
        var expired = WorkerStates.WithBatch with { Sessions = WorkerStates.Expired.Sessions };
        var renewed = WorkerStates.Fold(
            expired, new WorkerEvent.SessionOpened(Samples.Session with { Id = Samples.OtherSessionId }, default, Samples.Now));
        Assert.Equal([Samples.OtherSessionId], renewed.Sessions.Keys);
        Assert.Empty(renewed.Batches);
    }

    /// <summary>A receipt finds the evidence by this number, whatever the worker has recorded in between.</summary>
    [Fact]
    public void AcceptResults_OfEitherSession_NameTheEventThatOpenedIt()
    {
        var renewed = WorkerStates.Fold(
            WorkerStates.Failing, new WorkerEvent.SessionOpened(Samples.Session with { Id = Samples.OtherSessionId }, default, Samples.Now));
        Assert.Equal(2, VersionNamedBy(renewed, Samples.SessionId));
        Assert.Equal(4, VersionNamedBy(renewed, Samples.OtherSessionId));
        var closed = WorkerStates.Fold(renewed, new WorkerEvent.SessionClosed(Samples.SessionId, Samples.Now));
        Assert.Equal([Samples.OtherSessionId], closed.SessionVersions.Keys);

        static long VersionNamedBy(WorkerState state, SessionId session) => Assert.IsType<WorkerEvent.ResultsAccepted>(Assert.Single(Events(
            state, new WorkerCommand.AcceptResults(Samples.Batch([Samples.Result(Samples.Request, 5)], session: session))))).SessionVersion;
    }

    [Fact]
    public void AcceptResults_LastBatchAgain_IsAnsweredAsTheFirstTime()
    {
        var batch = Samples.Batch([Samples.Result(Samples.Request, 5)]);
        Assert.Empty(Events(WorkerStates.WithBatch, new WorkerCommand.AcceptResults(batch)));
    }

    /// <summary>Junk that no task takes does not polish a record: only what was verified counts.</summary>
    [Fact]
    public void AcceptResults_AnyNumber_DoNotRaiseTheReputation()
    {
        var failing = WorkerStates.Failing;
        var after = WorkerStates.Accepted(failing, Samples.Batch([.. Enumerable.Range(5, 100).Select(i => Samples.Result(Samples.Request, (ulong)i))]));
        Assert.Equal(failing.Record, after.Record);
    }

    [Fact]
    public void RecordFailure_SameAttemptAgain_CountsOnce()
    {
        var command = new WorkerCommand.RecordFailure(Samples.Request.ComputeTaskId(), 1, new ErrorCode("task/lease-lapsed"));
        Assert.Empty(Events(WorkerStates.Failing, command));
        Assert.Equal(1, WorkerStates.Failing.Record.Failed);
    }

    [Fact]
    public void RecordFailure_VeryMany_RemembersTheNewestOnly()
    {
        var state = WorkerState.Initial;
        for (var i = 0; i < 2_000; i++)
        {
            state = WorkerStates.Fold(
                state, new WorkerEvent.FailureRecorded(new TaskId(Samples.Hash("t" + i)), 1, new ErrorCode("task/lease-lapsed"), Samples.Now));
        }

        Assert.Equal(1_024, state.Failures.Count());
        Assert.Equal(2_000, state.Record.Failed);
    }

    /// <summary>Signs of life are recorded now and then; an hour of silence is counted from the last one that may not have been.</summary>
    [Fact]
    public void JudgeLiveness_HeartbeatsUpToAMoment_SlashAfterAFullHourFromThere()
    {
        var state = WorkerStates.Online;
        var lastHeartbeat = Samples.Now + 1_000;
        for (var now = Samples.Now; now <= lastHeartbeat; now += 1)
        {
            Assert.Empty(Events(state, new WorkerCommand.JudgeLiveness(new Slot(0)), now));
            state = Events(state, new WorkerCommand.Heartbeat(), now).Aggregate(state, WorkerAggregate.Apply);
        }

        var found = Enumerable.Range(1, 2_000).First(slots =>
            Events(state, new WorkerCommand.JudgeLiveness(new Slot(0)), lastHeartbeat + slots).Length > 0);
        Assert.InRange(found, Samples.Rules.WorkerDownSlots + 1, (Samples.Rules.WorkerDownSlots * 9 / 8) + 1);
    }

    [Fact]
    public void JudgeLiveness_ServiceItselfWasAway_CountsFromItsReturn()
    {
        var back = Samples.Now + 10_000;
        var state = WorkerStates.Silent with
        {
            Sessions = WorkerStates.Silent.Sessions.SetItem(Samples.SessionId, Samples.Session with { Until = back + 10_000 }),
        };
        Assert.Empty(Events(state, new WorkerCommand.JudgeLiveness(back), back + Samples.Rules.WorkerDownSlots));
        Assert.Single(Events(state, new WorkerCommand.JudgeLiveness(back), back + (2 * Samples.Rules.WorkerDownSlots)));
    }

    [Fact]
    public void JudgeLiveness_OneOutage_IsOneOffence()
    {
        var down = Events(WorkerStates.Silent, new WorkerCommand.JudgeLiveness(new Slot(0))).Aggregate(WorkerStates.Silent, WorkerAggregate.Apply);
        Assert.Empty(down.Sessions);
        Assert.Empty(Events(down, new WorkerCommand.JudgeLiveness(new Slot(0)), Samples.Now + 10_000));
    }

    [Fact]
    public void RecordOffence_SameAttempt_IsPunishedOnce()
    {
        var offence = new WorkerCommand.RecordOffence(
            new TaskId(Samples.Hash("task")), 2, ComputeTaskErrors.ProofInvalid, Amount.FromTokens(150_000), Samples.Submitter);
        var recorded = Assert.IsType<WorkerEvent.OffenceRecorded>(Assert.Single(Events(WorkerStates.Online, offence)));
        Assert.Equal(Samples.Rules.FalseResultSlash, recorded.Slash);
        Assert.Equal(Samples.Rules.ReporterShare, recorded.ReporterShare);
        Assert.Equal(Samples.Now + Samples.Rules.JailSlots, recorded.JailedUntil);

        var jailed = WorkerAggregate.Apply(WorkerStates.Online, recorded);
        Assert.Empty(jailed.Sessions);
        Assert.Empty(Events(jailed, offence));
        Assert.NotEqual(recorded.Id, Assert.IsType<WorkerEvent.OffenceRecorded>(Assert.Single(Events(jailed, offence with { Attempt = 3 }))).Id);
    }

    [Fact]
    public void RecordOffence_NobodyHasReportedIt_SharesNothing() =>
        Assert.Equal(default, Assert.IsType<WorkerEvent.OffenceRecorded>(Assert.Single(Events(
            WorkerStates.Online,
            new WorkerCommand.RecordOffence(new TaskId(Samples.Hash("task")), 1, ComputeTaskErrors.ProofInvalid, new Amount(1), null)))).ReporterShare);

    [Theory]
    [InlineData(0, 0, 10_000)]
    [InlineData(0, 1, 6_666)]
    [InlineData(100, 1, 8_000)]
    [InlineData(0, 100, 196)]
    [InlineData(1_000_000, 0, 10_000)]
    [InlineData(0, long.MaxValue, 1)]
    [InlineData(long.MaxValue, long.MaxValue, 196)]
    public void Reputation_OfARecord_WeighsFailuresFiftyfold(long accepted, long failed, int reputation) =>
        Assert.Equal(reputation, new WorkerRecord(accepted, failed).ReputationUnder(Samples.Rules));

    [Theory]
    [InlineData(1, 1, 5_000)]
    [InlineData(1, 3, 7_500)]
    [InlineData(1_000_000, 1, 1)]
    public void Reputation_UnderOtherRules_FollowsThem(int failureWeight, int prior, int reputation) => Assert.Equal(
        reputation,
        new WorkerRecord(0, 1).ReputationUnder(Samples.Rules with { ReputationFailureWeight = failureWeight, ReputationPrior = prior }));

    [Theory]
    [InlineData(10, true)]
    [InlineData(11, false)]
    public void OpenSession_OfferingMoreThanTheRulesAllow_IsRefused(int capacity, bool opens)
    {
        var open = new WorkerCommand.OpenSession(
            Samples.Session with { Capacity = capacity }, "evidence"u8.ToArray());
        var decision = WorkerAggregate.Decide(WorkerStates.Challenged, open, Samples.Rules with { SessionCapacityMaximum = 10 }, Samples.Now);
        Assert.Equal(opens ? null : WorkerErrors.CapacityInvalid, Refusal.Of(decision)?.Code);
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(1, false)]
    public void IssueChallenge_WithOneOpen_IsRefusedWhereTheRulesAllowNoMore(int allowed, bool issues)
    {
        var decision = WorkerAggregate.Decide(
            WorkerStates.Challenged,
            new WorkerCommand.IssueChallenge(Samples.Hash("another challenge")),
            Samples.Rules with { ChallengesPerWorkerMaximum = allowed },
            Samples.Now);
        Assert.Equal(issues ? null : WorkerErrors.TooManyChallenges, Refusal.Of(decision)?.Code);
    }

    [Fact]
    public void Snapshot_OfEveryGridState_IsReadBackAsItWas() =>
        Assert.All(WorkerGridTests.States, entry =>
        {
            var read = CanonicalJson.Deserialize<WorkerState>(CanonicalJson.Serialize(entry.State));
            Assert.Equal(entry.State.Sessions, read.Sessions);
            Assert.Equal(entry.State.Challenges, read.Challenges);
            Assert.Equal(entry.State.SessionVersions, read.SessionVersions);
            Assert.Equal(entry.State.Batches, read.Batches);
            Assert.Equal(entry.State.Failures, read.Failures);
            Assert.Equal(entry.State.Offences, read.Offences);
            Assert.Equal(
                entry.State with
                {
                    Sessions = read.Sessions,
                    SessionVersions = read.SessionVersions,
                    Challenges = read.Challenges,
                    Batches = read.Batches,
                    Failures = read.Failures,
                    Offences = read.Offences,
                },
                read);
        });

    private static System.Collections.Immutable.ImmutableArray<WorkerEvent> Events(WorkerState state, WorkerCommand command, Slot? now = null) =>
        Assert.IsType<Accepted<WorkerEvent, WorkerEffect>>(Decide(state, command, now)).Events;

    private static Decision<WorkerEvent, WorkerEffect> Decide(WorkerState state, WorkerCommand command, Slot? now = null) =>
        WorkerAggregate.Decide(state, command, Samples.Rules, now ?? Samples.Now);
}
