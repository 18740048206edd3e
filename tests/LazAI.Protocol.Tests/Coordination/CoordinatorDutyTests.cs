using LazAI.Cryptography;
using LazAI.Protocol.Challengers;
using LazAI.Protocol.Challenges;
using LazAI.Protocol.Coordination;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Performance;
using LazAI.Protocol.Workers;
using LazAI.Testing;
using Xunit.Abstractions;
using static LazAI.Protocol.Tests.Challengers.ChallengerStates;

namespace LazAI.Protocol.Tests.Coordination;

/// <summary>Duties and their outcomes follow from the log alone; the registry counts each once, whatever becomes of the coordinator.</summary>
public sealed class CoordinatorDutyTests(ITestOutputHelper output)
{
    private static readonly Slot s_until = Samples.Now + 24;

    /// <summary>From this slot on nothing that was filed in the window is still on its way.</summary>
    private static readonly Slot s_told = s_until + (Samples.Rules.OrphanMarginSlots + 1);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Plan_PanelChanged_IsPublishedOnceASlot(bool restarted)
    {
        var log = new ChallengerLog();
        Assert.Empty(Panels(log, Samples.Now));
        log.Tell(Applied(Challenger));
        Assert.Empty(Panels(log, Samples.Now + 1));
        log.Tell(Elected(Challenger, 1));
        Assert.Empty(Panels(log, Samples.Now + 1));
        var published = Assert.Single(Panels(log, Samples.Now + 2));
        Assert.Equal((published.Panel.ComputeHash(), Challenger), (published.Hash, Assert.Single(published.Panel.Entries).Challenger));

        // Under way it is not planned again, but for a coordinator that knows nothing of it.
        Assert.Empty(Panels(log, Samples.Now + 3));
        if (restarted)
        {
            log.Restart(fromSnapshot: true);
            Assert.Equal(published.Hash, Assert.Single(Panels(log, Samples.Now + 3)).Hash);
        }

        log.Tell(new CoordinatorEvent.PanelPublished(published));
        Assert.Equal(published.Hash, log.Coordinator.Panel?.Hash);
        Assert.Empty(Panels(log, Samples.Now + 4));

        // Nobody is in office any more: that is published, too.
        log.Tell(new ChallengerEvent.Withdrawn(Challenger, default, Samples.Now + 4));
        if (restarted)
        {
            log.Restart(fromSnapshot: true);
        }

        Assert.Empty(Assert.Single(Panels(log, Samples.Now + 5)).Panel.Entries);
    }

    [Fact]
    public void DutiesOf_OptimisticResult_AreWhoeverWasDrawnFromTheLastPanel()
    {
        var log = new ChallengerLog();
        var before = log.Verify(s_until);
        log.Elect(Challenger, Other);
        var result = log.Verify(s_until, 2);
        var drawn = ChallengerDuty.Draw(Samples.GenesisHash, result.TaskId, 1, Samples.Worker, s_until, log.Panel().Panel)!.Value;
        var duty = Assert.Single(Duties(log, drawn));
        Assert.Equal((result, log.Panel().Hash, Samples.Worker), (duty.Result, duty.PanelHash, duty.Worker));
        Assert.Empty(Duties(log, drawn == Challenger ? Other : Challenger));

        // Before there was a panel nobody was drawn, and a closed window is nobody's duty.
        Assert.NotEqual(before.TaskId, duty.Result.TaskId);
        Assert.Single(log.Coordinator.DutiesOf(drawn, s_until));
        Assert.Empty(log.Coordinator.DutiesOf(drawn, s_until + 1));
    }

    [Fact]
    public void DutiesOf_ReportOfAnotherResultOrByAnother_StayToBeDone()
    {
        var log = new ChallengerLog().Elect(Challenger);
        log.Tell(Applied(Other));
        var result = log.Verify(s_until);
        log.Report(Other, Samples.Now, result);
        log.Report(Challenger, Samples.Now, result with { TraceRoot = Samples.Hash("another trace") });
        log.Report(Challenger, Samples.Now, result with { ResultHash = default });
        log.Report(Challenger, Samples.Now, result.WithoutTrace with { ResultHash = default });
        Assert.Single(Duties(log, Challenger));
        log.Report(Challenger, Samples.Now, result);
        Assert.Empty(Duties(log, Challenger));
    }

    [Fact]
    public void Capture_ReportOfTheResultAlone_AnswersForNoMoreWhateverIsReportedLater()
    {
        var log = new ChallengerLog().Elect(Challenger);
        var result = log.Verify(s_until);
        log.Report(Challenger, Samples.Now, result.WithoutTrace);
        log.Report(Challenger, Samples.Now + 1, result);
        var duty = Assert.Single(log.Coordinator.Capture().Challengers.Duties);
        Assert.Equal((Samples.Now, false, result), (duty.ReportedAt!.Value, duty.ReportsTrace, duty.Result));
        Assert.Empty(Duties(log, Challenger));
    }

    [Theory]
    [InlineData("nothing", ChallengerActivityKind.DutyMissed)]
    [InlineData("report", ChallengerActivityKind.DutyDone)]
    [InlineData("report in the last slot", ChallengerActivityKind.DutyDone)]
    [InlineData("report too late", ChallengerActivityKind.DutyMissed)]
    [InlineData("report of another result", ChallengerActivityKind.DutyMissed)]
    [InlineData("proof", ChallengerActivityKind.DutyDone)]
    [InlineData("report of a false result", ChallengerActivityKind.DutyMissed)]
    [InlineData("report of a false result, then a proof", ChallengerActivityKind.DutyDone)]
    [InlineData("report of the result alone", ChallengerActivityKind.DutyDone)]
    [InlineData("report of the result alone, which is false", ChallengerActivityKind.DutyMissed)]
    [InlineData("report of the result alone, whose trace is false", ChallengerActivityKind.DutyDone)]
    [InlineData("report of the result alone too late, whose trace is false", null)]
    [InlineData("report of a trace that is false", ChallengerActivityKind.DutyMissed)]
    [InlineData("report of a trace that is false too late", ChallengerActivityKind.DutyMissed)]
    [InlineData("another was faster", null)]
    [InlineData("service stood still", null)]
    [InlineData("service stood still, report", null)]
    [InlineData("service hesitated", ChallengerActivityKind.DutyMissed)]
    [InlineData("service stood still afterwards", ChallengerActivityKind.DutyMissed)]
    public void Plan_WindowClosed_TellsWhatBecameOfTheDuty(string story, ChallengerActivityKind? outcome)
    {
        foreach (var restarted in (bool?[])[null, true, false])
        {
            var log = new ChallengerLog().Elect(Challenger);
            var result = log.Verify(s_until);
            var margin = Samples.Rules.OrphanMarginSlots;
            switch (story)
            {
                case "report" or "service stood still, report":
                    log.Report(Challenger, Samples.Now + 3, result);
                    break;
                case "report in the last slot":
                    // It may come later in the log than the clock's next slots.
                    log.Tick(s_until + 1);
                    log.Tick(s_until + margin);
                    log.Report(Challenger, s_until, result);
                    break;
                case "report too late":
                    log.Report(Challenger, s_until + 1, result);
                    break;
                case "report of another result":
                    log.Report(Challenger, Samples.Now, result with { TraceRoot = Samples.Hash("another trace") });
                    break;
                case "report of the result alone":
                    log.Report(Challenger, Samples.Now, result.WithoutTrace);
                    break;
                case "report of the result alone, which is false" or "report of the result alone, whose trace is false"
                    or "report of the result alone too late, whose trace is false" or "report of a trace that is false"
                    or "report of a trace that is false too late":
                    var at = story.Contains("too late", StringComparison.Ordinal) ? s_until + 1 : Samples.Now;
                    log.Report(Challenger, at, story.Contains("alone", StringComparison.Ordinal) ? result.WithoutTrace : result);
                    log.Decide(
                        result.TaskId, log.File(result.TaskId, Other, s_until), ChallengeOutcome.Upheld,
                        traceOnly: story.Contains("trace", StringComparison.Ordinal));
                    break;
                case "proof":
                    log.File(result.TaskId, Challenger, s_until);
                    break;
                case "report of a false result" or "another was faster" or "report of a false result, then a proof":
                    if (story != "another was faster")
                    {
                        log.Report(Challenger, Samples.Now, result);
                    }

                    var prover = story.EndsWith("proof", StringComparison.Ordinal) ? Challenger : Other;
                    log.Decide(result.TaskId, log.File(result.TaskId, prover, s_until), ChallengeOutcome.Upheld);
                    break;
            }

            switch (story)
            {
                case "service stood still" or "service stood still, report":
                    log.Tick(s_until, s_until + margin);
                    break;
                case "service hesitated":
                    log.Tick(s_until, s_until + (margin - 1));
                    break;
                case "service stood still afterwards":
                    log.Tick(s_until);
                    log.Tick(s_until + 1, s_told + 100);
                    break;
            }

            if (restarted is { } fromSnapshot)
            {
                log.Restart(fromSnapshot);
            }

            if (!story.EndsWith("afterwards", StringComparison.Ordinal))
            {
                Assert.Null(Activities(log, s_until + margin));
                log.Tick(s_told);
            }

            var told = Activities(log, s_told);
            Assert.Equal(outcome, told?.Activities.Single().Kind);
            Assert.Equal(outcome is null ? null : new ActivityMark(log.Position, 0), told?.Activities[0].Mark);
            Assert.Equal(outcome is null ? null : s_until, told?.Activities[0].At);
        }
    }

    [Fact]
    public void Plan_SeveralWindowsCloseAtOnce_AreToldByWindowThenTask()
    {
        var log = new ChallengerLog().Elect(Challenger);
        var late = log.Verify(s_until + 1, 1);
        var others = Enumerable.Range(2, 5).Select(nonce => log.Verify(s_until, (ulong)nonce)).ToArray();
        log.Report(Challenger, Samples.Now, others[2], others[4]);
        log.Tick(s_told, s_told + 2);
        var told = Activities(log, s_told)!;
        Assert.Equal([.. others.Select(result => result.TaskId).Order(), late.TaskId], told.Activities.Select(activity => activity.TaskId));
        Assert.Equal(Enumerable.Range(0, 6).Select(i => new ActivityMark(log.Position, i)), told.Activities.Select(activity => activity.Mark));
        Assert.Equal(2, told.Activities.Count(activity => activity.Kind == ChallengerActivityKind.DutyDone));
    }

    [Fact]
    public void Plan_ActivityNotSeenInTheLog_IsToldAgainWhenPatienceIsOver()
    {
        var log = new ChallengerLog().Elect(Challenger);
        log.Verify(s_until);
        log.Tick(s_told);
        var told = Activities(log, s_told)!;
        Assert.Null(Activities(log, s_told + (Samples.Rules.SettlementPatienceSlots - 1)));
        var later = s_told + Samples.Rules.SettlementPatienceSlots;
        Assert.Equal(told.Activities.AsEnumerable(), Activities(log, later)!.Activities);
        log.Record(told, later);
        log.Record(told, later);
        Assert.Null(Activities(log, later + 100));
        Assert.Equal(1, log.Registry.Challengers[Challenger].Totals.DutiesMissed);
    }

    [Fact]
    public void Plan_ChallengeDecided_TellsBondAndReward()
    {
        var log = new ChallengerLog().Elect(Challenger);
        var (right, wrong) = (log.Verify(s_until, 1), log.Verify(s_until, 2));
        log.Decide(right.TaskId, log.File(right.TaskId, Challenger, Samples.Now, "a"), ChallengeOutcome.Rejected);
        var rejected = Assert.Single(Activities(log, Samples.Now)!.Activities);
        Assert.Equal(
            (ChallengerActivityKind.ChallengeRejected, Samples.Rules.ChallengeBond, (Bytes32?)Samples.Hash("a")),
            (rejected.Kind, rejected.Amount, rejected.Challenge));

        // A stranger's proof is nobody's activity; the reward is what the ledger has paid, once it has.
        log.Decide(right.TaskId, log.File(right.TaskId, Samples.Submitter, Samples.Now, "b"), ChallengeOutcome.Rejected);
        var upheld = log.File(wrong.TaskId, Challenger, Samples.Now, "c");
        var behind = log.File(wrong.TaskId, Challenger, Samples.Now, "d");
        var unbonded = log.File(wrong.TaskId, Challenger, Samples.Now, "e");
        log.Decide(wrong.TaskId, upheld, ChallengeOutcome.Upheld);
        log.Decide(wrong.TaskId, behind, ChallengeOutcome.Moot);
        log.Decide(wrong.TaskId, unbonded, ChallengeOutcome.Dropped);
        log.Restart(fromSnapshot: true);
        Assert.Equal(
            [ChallengerActivityKind.ChallengeRejected, ChallengerActivityKind.ChallengeMoot],
            Activities(log, Samples.Now)!.Activities.Select(activity => activity.Kind));
        var (stake, user) = (LedgerAccount.Stake(Samples.Worker), LedgerAccount.User(Challenger));
        log.Tell(new LedgerEvent.Allocated([new Allocation(stake, new Amount(20))]));
        log.Tell(new LedgerEvent.Slashed(
            WorkerAggregate.OffenceId(wrong.TaskId, 1),
            Samples.Worker,
            [new(stake, LedgerAccount.Slashed, new Amount(9)), new(stake, user, new Amount(7)), new(LedgerAccount.Unbonding(Samples.Worker), user, new Amount(1))],
            Samples.Now));
        log.Restart(fromSnapshot: false);
        var activity = Activities(log, Samples.Now)!.Activities[^1];
        Assert.Equal(
            (ChallengerActivityKind.ChallengeUpheld, new Amount(8), (Bytes32?)upheld.Id.Value), (activity.Kind, activity.Amount, activity.Challenge));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Plan_FoundNegligent_IsSlashedOnce(bool restarted)
    {
        var log = new ChallengerLog().Elect(Challenger);
        var id = new OperationId(Samples.Hash("negligent"));
        log.Tell(new ChallengerEvent.FoundNegligent(id, Challenger, new SequentialTestState(1, 2, 3), new BasisPoints(100), Samples.Now));
        if (restarted)
        {
            log.Restart(fromSnapshot: true);
        }

        var debt = Assert.Single(log.Coordinator.Plan(Samples.Now).OfType<CoordinatorAction.PayDebt>()).Debt;
        Assert.Equal(new LedgerCommand.Slash(id, Challenger, new BasisPoints(100)), debt.Slash);
        log.Tell(new LedgerEvent.Slashed(id, Challenger, [], Samples.Now));
        Assert.Empty(log.Coordinator.Plan(Samples.Now + 1_000).OfType<CoordinatorAction.PayDebt>());
    }

    /// <summary>Actions get lost, come late and come twice, and the coordinator is replaced again and again: at the end every duty is counted once.</summary>
    [Fact]
    public void Activities_CoordinatorReplacedAgainAndAgain_AreCountedOnce()
    {
        var random = TestSeed.Create(output);
        for (var run = 0; run < 8; run++)
        {
            // Tests that never end, so that nobody leaves office and every duty counts.
            var log = new ChallengerLog(Samples.Rules with { ChallengerMissPauseSlots = 1_000_000 }).Elect(Challenger, Other);
            var late = new List<ChallengerCommand.RecordActivity>();
            var (done, missed) = (0, 0);
            var now = Samples.Now;
            for (ulong step = 1; step < 150; step++)
            {
                now += random.Next(2);
                log.Tick(now);
                if (step < 100)
                {
                    var result = log.Verify(now + random.Next(1, 20), step);
                    var challenger = Duties(log, Challenger).Any(duty => duty.Result == result) ? Challenger : Other;
                    var does = random.Next(3) > 0;
                    (done, missed) = does ? (done + 1, missed) : (done, missed + 1);
                    if (does)
                    {
                        log.Report(challenger, now, result);
                    }
                }

                foreach (var action in log.Coordinator.Plan(now).OfType<CoordinatorAction.RecordActivity>())
                {
                    late.AddRange(Enumerable.Repeat(action.Activity, random.Next(3)));
                }

                if (late.Count > 0 && random.Next(2) == 0)
                {
                    log.Record(late[random.Next(late.Count)], now);
                }

                if (random.Next(6) == 0)
                {
                    log.Restart(fromSnapshot: random.Next(2) == 0);
                }
            }

            log.Tick(now += 100);
            while (Activities(log, now += 100) is { } rest)
            {
                log.Record(rest, now);
            }

            var totals = log.Registry.Challengers.Values.Select(record => record.Totals).ToArray();
            Assert.Equal((done, missed), (totals.Sum(total => total.DutiesDone), totals.Sum(total => total.DutiesMissed)));
        }
    }

    private static PublishedPanel[] Panels(ChallengerLog log, Slot now) =>
        [.. log.Coordinator.Plan(now).OfType<CoordinatorAction.PublishPanel>().Select(action => action.Panel)];

    private static TrackedDuty[] Duties(ChallengerLog log, Address challenger) => [.. log.Coordinator.DutiesOf(challenger, Samples.Now)];

    private static ChallengerCommand.RecordActivity? Activities(ChallengerLog log, Slot now) =>
        log.Coordinator.Plan(now).OfType<CoordinatorAction.RecordActivity>().SingleOrDefault()?.Activity;
}
