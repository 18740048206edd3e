using LazAI.Protocol.Performance;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Protocol.Tests.Performance;

public class SequentialTestTests(ITestOutputHelper output)
{
    private const double Unit = 4_294_967_296;

    /// <summary>p0, p1, α, β in basis points: the rules' own first.</summary>
    public static TheoryData<int, int, int, int> Plans { get; } = new()
    {
        { 100, 1_000, 10, 100 },
        { 500, 2_000, 500, 500 },
        { 100, 200, 100, 1_000 },
        { 2_000, 5_000, 1, 1 },
    };

    [Theory]
    [MemberData(nameof(Plans))]
    public void Create_AnyPlan_HasWaldsIncrementsAndBounds(int acceptable, int unacceptable, int falseAlarm, int overlooked)
    {
        var test = Plan(acceptable, unacceptable, falseAlarm, overlooked);
        var (p0, p1, alpha, beta) = (acceptable / 1e4, unacceptable / 1e4, falseAlarm / 1e4, overlooked / 1e4);
        Assert.Equal(Math.Log(p1 / p0), test.MissedIncrement / Unit, 9);
        Assert.Equal(Math.Log((1 - p1) / (1 - p0)), test.DoneIncrement / Unit, 9);
        Assert.Equal(Math.Log((1 - beta) / alpha), test.UnacceptableBound / Unit, 9);
        Assert.Equal(Math.Log(beta / (1 - alpha)), test.AcceptableBound / Unit, 9);
    }

    /// <summary>Wald 1945: α' ≤ α / (1 - β), β' ≤ β / (1 - α) and α' + β' ≤ α + β. The probabilities are computed, not sampled.</summary>
    [Theory]
    [MemberData(nameof(Plans))]
    public void Observe_MissesAtEitherRate_ErrsNoMoreOftenThanStated(int acceptable, int unacceptable, int falseAlarm, int overlooked)
    {
        var test = Plan(acceptable, unacceptable, falseAlarm, overlooked);
        var (alpha, beta) = (falseAlarm / 1e4, overlooked / 1e4);
        var falseAlarms = Course.Of(test, acceptable / 1e4).Unacceptable;
        var oversights = 1 - Course.Of(test, unacceptable / 1e4).Unacceptable;
        output.WriteLine($"false alarms {falseAlarms:e3} of {alpha:e3}, oversights {oversights:e3} of {beta:e3}");
        Assert.InRange(falseAlarms, 0, alpha / (1 - beta));
        Assert.InRange(oversights, 0, beta / (1 - alpha));
        Assert.InRange(falseAlarms + oversights, 0, alpha + beta);
    }

    /// <summary>
    /// E[N] = E[S_N] / E[increment]. Wald's approximation puts the bounds for S_N; the sum ends beyond them by less than one increment,
    /// which gives an interval that the exact E[N] lies in.
    /// </summary>
    [Theory]
    [MemberData(nameof(Plans))]
    public void Observe_MissesAtEitherRate_NeedsAsManyOutcomesAsWaldsFormulaSays(int acceptable, int unacceptable, int falseAlarm, int overlooked)
    {
        var test = Plan(acceptable, unacceptable, falseAlarm, overlooked);
        foreach (var rate in (double[])[acceptable / 1e4, unacceptable / 1e4])
        {
            var course = Course.Of(test, rate);
            var step = (rate * test.MissedIncrement) + ((1 - rate) * test.DoneIncrement);
            var found = course.Unacceptable;
            var least = (found * test.UnacceptableBound) + ((1 - found) * (test.AcceptableBound + test.DoneIncrement));
            var most = (found * (test.UnacceptableBound + test.MissedIncrement)) + ((1 - found) * test.AcceptableBound);
            output.WriteLine($"miss rate {rate}: {course.Outcomes:f1} outcomes, Wald's {Wald(test, found) / step:f1}");
            Assert.InRange(course.Outcomes, Math.Min(least / step, most / step), Math.Max(least / step, most / step));
        }

        static double Wald(SequentialTest test, double found) => (found * test.UnacceptableBound) + ((1 - found) * test.AcceptableBound);
    }

    /// <summary>The same by running it: 100,000 tests at each rate, within five standard deviations of the computed probabilities.</summary>
    [Theory]
    [MemberData(nameof(Plans))]
    public void Observe_RandomOutcomes_FollowTheComputedCourse(int acceptable, int unacceptable, int falseAlarm, int overlooked)
    {
        const int Tests = 100_000;
        var random = TestSeed.Create(output);
        var test = Plan(acceptable, unacceptable, falseAlarm, overlooked);
        foreach (var rate in (double[])[acceptable / 1e4, unacceptable / 1e4])
        {
            var course = Course.Of(test, rate);
            var (found, outcomes) = (0, 0L);
            for (var i = 0; i < Tests; i++)
            {
                var (state, verdict) = (SequentialTestState.Initial, SequentialVerdict.Undecided);
                while (verdict == SequentialVerdict.Undecided)
                {
                    (state, verdict) = test.Observe(state, random.NextDouble() < rate);
                }

                found += verdict == SequentialVerdict.Unacceptable ? 1 : 0;
                outcomes += state.Done + state.Missed;
            }

            var deviation = Math.Sqrt(course.Unacceptable * (1 - course.Unacceptable) / Tests);
            output.WriteLine($"miss rate {rate}: found {found} of {Tests}, {(double)outcomes / Tests:f1} outcomes");
            Assert.InRange((double)found / Tests, course.Unacceptable - (5 * deviation) - 1e-4, course.Unacceptable + (5 * deviation) + 1e-4);
            Assert.InRange((double)outcomes / Tests, course.Outcomes * 0.97, course.Outcomes * 1.03);
        }
    }

    [Fact]
    public void Observe_Outcomes_AreCounted()
    {
        var test = Plan(100, 1_000, 10, 100);
        var (first, verdict) = test.Observe(SequentialTestState.Initial, missed: true);
        Assert.Equal((new SequentialTestState(test.MissedIncrement, 0, 1), SequentialVerdict.Undecided), (first, verdict));
        Assert.Equal(
            (new SequentialTestState(test.MissedIncrement + test.DoneIncrement, 1, 1), SequentialVerdict.Undecided),
            test.Observe(first, missed: false));
    }

    [Theory]
    [InlineData(0, 1_000, 10, 10)]
    [InlineData(1_000, 1_000, 10, 10)]
    [InlineData(100, 10_000, 10, 10)]
    [InlineData(100, 1_000, 0, 10)]
    [InlineData(100, 1_000, 10, 0)]
    [InlineData(100, 1_000, 5_000, 5_000)]
    public void Create_RatesThatTellNothingApart_Throws(int acceptable, int unacceptable, int falseAlarm, int overlooked) =>
        Assert.Throws<InvariantViolatedException>(() => Plan(acceptable, unacceptable, falseAlarm, overlooked));

    private static SequentialTest Plan(int acceptable, int unacceptable, int falseAlarm, int overlooked) =>
        new(new BasisPoints(acceptable), new BasisPoints(unacceptable), new BasisPoints(falseAlarm), new BasisPoints(overlooked));

    /// <summary>Probability of the verdict and mean number of outcomes, from the distribution of misses among the tests still going on.</summary>
    private sealed record Course(double Unacceptable, double Outcomes)
    {
        public static Course Of(SequentialTest test, double rate)
        {
            var (going, found, outcomes) = (new Dictionary<SequentialTestState, double> { [SequentialTestState.Initial] = 1 }, 0d, 0d);
            while (going.Count > 0)
            {
                var next = new Dictionary<SequentialTestState, double>();
                foreach (var (state, probability) in going)
                {
                    outcomes += probability;
                    foreach (var missed in (bool[])[true, false])
                    {
                        var (after, verdict) = test.Observe(state, missed);
                        var share = probability * (missed ? rate : 1 - rate);
                        if (verdict == SequentialVerdict.Unacceptable)
                        {
                            found += share;
                        }
                        else if (verdict == SequentialVerdict.Undecided && share > 1e-15)
                        {
                            next[after] = next.GetValueOrDefault(after) + share;
                        }
                    }
                }

                going = next;
            }

            return new Course(found, outcomes);
        }
    }
}
