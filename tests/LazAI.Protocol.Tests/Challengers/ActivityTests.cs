using System.Collections.Immutable;
using LazAI.Protocol.Challengers;
using LazAI.Protocol.Performance;
using LazAI.Protocol.Tests.Deciding;
using LazAI.Testing;
using Xunit.Abstractions;
using static LazAI.Protocol.Tests.Challengers.ChallengerStates;

namespace LazAI.Protocol.Tests.Challengers;

public class ActivityTests(ITestOutputHelper output)
{
    private static readonly ProtocolRules s_withoutPause = Samples.Rules with { ChallengerMissPauseSlots = 0 };

    [Fact]
    public void RecordActivity_EveryKind_IsCounted()
    {
        var state = Record(
            InOffice,
            [
                Activity(1, ChallengerActivityKind.DutyDone),
                Activity(2, ChallengerActivityKind.DutyMissed),
                Activity(3, ChallengerActivityKind.ChallengeUpheld, amount: new Amount(70)),
                Activity(3, ChallengerActivityKind.ChallengeUpheld, index: 1, amount: new Amount(7)),
                Activity(4, ChallengerActivityKind.ChallengeRejected, amount: new Amount(5)),
                Activity(5, ChallengerActivityKind.ChallengeMoot),
                Activity(6, ChallengerActivityKind.DutyDone, challenger: Other),
            ]);
        Assert.Equal(
            new ChallengerTotals(1, 1, 0, 2, 1, 1, new Amount(77), new Amount(5)), state.Challengers[Challenger].Totals);
        Assert.Equal(new ActivityMark(6, 0), state.LastActivity);
        Assert.Equal([Challenger], state.Challengers.Keys);
    }

    /// <summary>What is sent may be lost, come late, twice, or overlap with what came before: each activity counts once, in order.</summary>
    [Fact]
    public void RecordActivity_BatchesLostRepeatedAndOverlapping_CountEachOnce()
    {
        var random = TestSeed.Create(output);
        for (var round = 0; round < 50; round++)
        {
            var log = AnyLog(random, 200);
            var (state, sent) = (InOffice, new List<ChallengerCommand>());
            while (state.LastActivity != log[^1].Mark)
            {
                // The follower knows some mark that the registry has reached, not always the newest one.
                var known = random.Next(3) == 0 ? null : state.LastActivity;
                var left = log.Where(activity => activity.Mark.IsAfter(known)).ToArray();
                sent.Add(new ChallengerCommand.RecordActivity(known, [.. left.Take(random.Next(1, left.Length + 1))]));
                if (random.Next(3) == 0)
                {
                    sent.Add(sent[random.Next(sent.Count)]);
                }

                foreach (var command in sent.TakeLast(random.Next(3)))
                {
                    state = Fold(state, [.. Accepted(state, command, s_withoutPause).Events]);
                }
            }

            var expected = log.Where(activity => activity.Challenger == Challenger)
                .Aggregate(ChallengerTotals.None, (totals, activity) => totals.With(activity));
            Assert.Equal(expected, state.Challengers[Challenger].Totals);
            Assert.Equal(Record(InOffice, log, s_withoutPause).Challengers, state.Challengers);
        }
    }

    [Fact]
    public void RecordActivity_BeyondWhatIsCounted_IsAGapAndChangesNothing()
    {
        var command = new ChallengerCommand.RecordActivity(new ActivityMark(10, 1), [Activity(11, ChallengerActivityKind.DutyDone)]);
        Assert.Equal(
            ChallengerErrors.ActivityGap, Refusal.Of(ChallengerAggregate.Decide(Counted, command, Samples.Rules, Samples.Now))?.Code);
        Assert.Single(Accepted(Counted, command with { After = new ActivityMark(10, 0) }).Events);
    }

    [Fact]
    public void RecordActivity_NoneOrTooManyOrNotAfterTheMark_IsRefused()
    {
        foreach (var activities in (ImmutableArray<ChallengerActivity>[])[
            default,
            [],
            [Activity(10, ChallengerActivityKind.DutyDone)],
            [Activity(12, ChallengerActivityKind.DutyDone), Activity(11, ChallengerActivityKind.DutyDone)],
            [.. Enumerable.Range(11, 1_001).Select(position => Activity(position, ChallengerActivityKind.DutyDone))]])
        {
            var command = new ChallengerCommand.RecordActivity(new ActivityMark(10, 0), activities);
            Assert.Equal(
                ChallengerErrors.ActivityUnordered,
                Refusal.Of(ChallengerAggregate.Decide(Counted, command, Samples.Rules, Samples.Now))?.Code);
        }
    }

    [Fact]
    public void RecordActivity_OutOfOffice_CountsChallengesButNoDuties()
    {
        ImmutableArray<ChallengerActivity> activities =
        [
            Activity(20, ChallengerActivityKind.DutyMissed), Activity(21, ChallengerActivityKind.DutyDone),
            Activity(22, ChallengerActivityKind.ChallengeUpheld),
        ];
        foreach (var state in (ChallengerState[])[Standing, TermEnded, Withdrawn, Dismissed, Negligent])
        {
            var record = Record(state, activities).Challengers[Challenger];
            Assert.Equal(ChallengerTotals.None with { ChallengesUpheld = 1 }, record.Totals);
            Assert.Equal(ChallengerConduct.Initial, record.Conduct);
        }
    }

    [Fact]
    public void RecordActivity_AcceptableMissRate_StartsTheTestAnew()
    {
        var test = ChallengerConduct.TestOf(Samples.Rules);
        var needed = (int)((-test.AcceptableBound / -test.DoneIncrement) + 1);
        var state = Record(InOffice, Duties(needed - 1, missed: false));
        Assert.Equal(new SequentialTestState((needed - 1) * test.DoneIncrement, needed - 1, 0), state.Challengers[Challenger].Conduct.Test);
        state = Record(state, [Activity(needed, ChallengerActivityKind.DutyDone)]);
        Assert.Equal(SequentialTestState.Initial, state.Challengers[Challenger].Conduct.Test);
        Assert.True(state.Challengers[Challenger].IsElectedAt(Samples.Now));
    }

    [Fact]
    public void RecordActivity_UnacceptableMissRate_DismissesAndSlashesOnce()
    {
        var decision = Accepted(InOffice, new ChallengerCommand.RecordActivity(null, Duties(10, missed: true)), s_withoutPause);
        var found = Assert.IsType<ChallengerEvent.FoundNegligent>(decision.Events[1]);
        Assert.Equal((2, Challenger, 0L, 3L), (decision.Events.Length, found.Challenger, found.Test.Done, found.Test.Missed));
        Assert.Equal((Samples.Rules.ChallengerMissSlash, Samples.Now), (found.Slash, found.At));

        var after = Fold(InOffice, [.. decision.Events]);
        Assert.Equal(Samples.Now, after.Challengers[Challenger].NegligentAt);
        Assert.Equal((false, SequentialTestState.Initial), (after.Challengers[Challenger].Stands, after.Challengers[Challenger].Conduct.Test));

        // Elected again it is judged again, and that is another slash.
        var again = Fold(
            after, new ChallengerEvent.Applied(Challenger, Reapplication.StructHash(), null, Samples.Now), Elected(Challenger, 2));
        var second = Accepted(
            again, new ChallengerCommand.RecordActivity(again.LastActivity, Duties(3, missed: true, first: 20)), s_withoutPause);
        Assert.NotEqual(found.Id, Assert.IsType<ChallengerEvent.FoundNegligent>(second.Events[1]).Id);
    }

    /// <summary>One outage misses all duties that fall into it: within the pause they are one miss, and what is done meanwhile counts no more.</summary>
    [Fact]
    public void RecordActivity_MissesOfOneOutage_AreOneMiss()
    {
        var pause = Samples.Rules.ChallengerMissPauseSlots;
        ImmutableArray<ChallengerActivity> outage =
        [
            Activity(1, ChallengerActivityKind.DutyMissed),
            .. Enumerable.Range(2, 500).Select(i => Activity(i, ChallengerActivityKind.DutyMissed, Samples.Now + (i % pause))),
            Activity(502, ChallengerActivityKind.DutyDone, Samples.Now + (pause - 1)),
        ];
        var state = Record(InOffice, outage);
        Assert.Equal((0, 1), Seen(state));
        Assert.Equal((1, 501), (state.Challengers[Challenger].Totals.DutiesDone, state.Challengers[Challenger].Totals.DutiesMissed));
        state = Record(state, [Activity(503, ChallengerActivityKind.DutyDone, Samples.Now + pause)]);
        Assert.Equal((1, 1), Seen(state));

        static (long Done, long Missed) Seen(ChallengerState state) =>
            (state.Challengers[Challenger].Conduct.Test.Done, state.Challengers[Challenger].Conduct.Test.Missed);
    }

    /// <summary>
    /// The registry judges as Wald's test promises, with the pause after a miss and several duties a slot: of the tests of honest
    /// challengers at most α / (1 - β) end in a penalty, and of the tests of negligent ones at least 1 - β / (1 - α), five standard deviations granted.
    /// </summary>
    [Theory]
    [InlineData(100, 1_000, 500, 500, 0)]
    [InlineData(100, 1_000, 500, 500, 10)]
    [InlineData(100, 1_000, 10, 100, 0)]
    [InlineData(1_000, 3_000, 100, 100, 3)]
    public void RecordActivity_RandomDuties_PenalisesAsOftenAsTheRulesSay(int acceptable, int unacceptable, int falseAlarm, int overlooked, int pause)
    {
        var random = TestSeed.Create(output);
        var rules = Samples.Rules with
        {
            ChallengerMissRateAcceptable = new BasisPoints(acceptable),
            ChallengerMissRateUnacceptable = new BasisPoints(unacceptable),
            ChallengerErrorRateFalseAlarm = new BasisPoints(falseAlarm),
            ChallengerErrorRateOverlooked = new BasisPoints(overlooked),
            ChallengerMissPauseSlots = pause,
        };
        var (alpha, beta) = (falseAlarm / 1e4, overlooked / 1e4);
        var (honest, negligent) = (Penalties(random, rules, acceptable / 1e4), Penalties(random, rules, unacceptable / 1e4));
        output.WriteLine($"honest: {honest}, negligent: {negligent}");
        Assert.InRange(honest.Share, 0, (alpha / (1 - beta)) + Allowance(alpha, honest.Tests));
        Assert.InRange(negligent.Share, 1 - (beta / (1 - alpha)) - Allowance(beta, negligent.Tests), 1);

        static double Allowance(double rate, int tests) => 5 * Math.Sqrt(rate * (1 - rate) / tests);
    }

    /// <summary>Runs duties of a challenger that misses at <paramref name="rate"/> through the registry, electing it again when it is dismissed.</summary>
    private static (int Penalised, int Tests, double Share) Penalties(Random random, ProtocolRules rules, double rate)
    {
        const int Batches = 300;
        var (state, position, penalised, tests) = (InOffice, 0L, 0, 0);
        for (var batch = 0; batch < Batches; batch++)
        {
            // Three duties end in each slot.
            var activities = Enumerable.Range(0, 500).Select(_ => Activity(
                ++position,
                random.NextDouble() < rate ? ChallengerActivityKind.DutyMissed : ChallengerActivityKind.DutyDone,
                Samples.Now + (position / 3))).ToImmutableArray();

            foreach (var activity in activities)
            {
                var before = state.Challengers[Challenger].Conduct.Test;
                var events = Decided(state, [activity], rules);
                state = Fold(state, events);
                if (events.Length > 1)
                {
                    penalised++;
                    state = Fold(
                        state,
                        new ChallengerEvent.Applied(Challenger, Samples.Hash("application " + position), null, Samples.Now),
                        Elected(Challenger, (ulong)position, new Slot(Slot.NumberMaximum)));
                }

                var after = state.Challengers[Challenger].Conduct.Test;
                tests += before != SequentialTestState.Initial && after == SequentialTestState.Initial ? 1 : 0;
            }
        }

        return (penalised, tests, (double)penalised / tests);
    }

    private static ImmutableArray<ChallengerActivity> Duties(int count, bool missed, int first = 1) =>
        [.. Enumerable.Range(first, count).Select(position =>
            Activity(position, missed ? ChallengerActivityKind.DutyMissed : ChallengerActivityKind.DutyDone))];

    private static ImmutableArray<ChallengerActivity> AnyLog(Random random, int count)
    {
        var (position, index) = (1L, 0);
        var log = ImmutableArray.CreateBuilder<ChallengerActivity>();
        for (var i = 0; i < count; i++)
        {
            (position, index) = random.Next(2) == 0 ? (position + random.Next(1, 9), random.Next(3)) : (position, index + random.Next(1, 3));

            // Few enough misses that it stays in office, so that every duty counts.
            var kind = random.Next(4) == 0 ? (ChallengerActivityKind)random.Next(2, 5) : ChallengerActivityKind.DutyDone;
            log.Add(Activity(position, kind, null, random.Next(4) == 0 ? Other : Challenger, index, new Amount((uint)random.Next(100))));
        }

        return log.ToImmutable();
    }

    private static ChallengerState Record(ChallengerState state, ImmutableArray<ChallengerActivity> activities, ProtocolRules? rules = null) =>
        Fold(state, Decided(state, activities, rules));
}
