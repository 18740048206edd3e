using System.Security.Cryptography;
using LazAI.Testing;
using LazAI.Validator.Checking;
using Xunit.Abstractions;

namespace LazAI.Validator.Tests;

/// <summary>Traces are drawn with odds at which they cost what they may.</summary>
public sealed class TraceSampleTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1.3, 4.6, 0.4, 0.001, 0.4 * 1.3 / 3.3)]
    [InlineData(24, 1_336, 0.4, 0.001, 0.4 * 24 / 1_312)]
    [InlineData(53, 62, 0.4, 0.001, 1)]
    [InlineData(10, 14, 0.4, 0.001, 1)]
    [InlineData(10, 9, 0.4, 0.001, 1)]
    [InlineData(1, 10_001, 0.4, 0.001, 0.001)]
    [InlineData(1, 10_001, 0, 0.001, 0.001)]
    [InlineData(1, 10_001, 0, 0, 0)]
    [InlineData(1, 10_001, 0.4, 1, 1)]
    [InlineData(1, 11, 100, 0.001, 1)]
    public void Odds_CostsKnown_KeepTheShareBetweenFloorAndOne(double plain, double traced, double share, double minimum, double odds) =>
        Assert.Equal(odds, Known(share, minimum, plain, traced).Odds, 1e-12);

    [Fact]
    public void Odds_CostsUnknown_AreOneInTen()
    {
        var sample = Create(0.4, 0.001);
        Assert.Equal(0.1, sample.Odds);
        for (var i = 0; i < 3; i++)
        {
            sample.RecordPlain(10, Microseconds(10));
            Assert.Equal(0.1, sample.Odds);
        }

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(0.1, sample.Odds);
            sample.RecordTraced(10, Microseconds(90));
        }

        Assert.Equal(0.05, sample.Odds, 1e-12);
    }

    /// <summary>The first batch waits for the compiler, and some for whatever else the machine does.</summary>
    [Fact]
    public void Odds_SomeBatchesInterrupted_StayAsTheyAre()
    {
        var sample = Create(0.4, 0.001);
        for (var i = 0; i < 200; i++)
        {
            sample.RecordPlain(10, Microseconds(i % 5 == 0 ? 100_000 : 10));
            sample.RecordTraced(10, Microseconds(i % 7 == 0 ? 100_000 : 90));
            if (i >= 2)
            {
                Assert.Equal(0.05, sample.Odds, 1e-12);
            }
        }
    }

    [Fact]
    public void Odds_CostsChange_FollowThem()
    {
        var sample = Known(0.4, 0.001, 1, 9);
        for (var i = 0; i < 200; i++)
        {
            sample.RecordTraced(10, Microseconds(30));
        }

        Assert.Equal(0.2, sample.Odds, 1e-3);
    }

    /// <summary>Whatever a model costs, and however results come: plain re-execution of all and the traces drawn take no more than 1.5 times the former.</summary>
    [Theory]
    [InlineData(1.3, 4.6)]
    [InlineData(115, 443)]
    [InlineData(53, 62)]
    [InlineData(1_137, 1_652)]
    [InlineData(10.8, 23)]
    [InlineData(24, 1_336)]
    public void Draw_ManyResults_KeepsToTheBudget(double plain, double traced)
    {
        var random = TestSeed.Create(output);
        var sample = Known(0.4, 0.001, plain, traced, random);
        var (results, spent, checks) = (0, 0d, 0);
        for (var batch = 0; batch < 1_000; batch++)
        {
            var drawn = sample.Draw(random.Next(1, 400));
            var traces = drawn.Count(it => it);
            results += drawn.Length;
            checks += traces;
            if (traces < drawn.Length)
            {
                sample.RecordPlain(drawn.Length - traces, Microseconds((drawn.Length - traces) * plain));
            }

            if (traces > 0)
            {
                if (sample.IsComparisonDue)
                {
                    sample.RecordPlain(traces, Microseconds(traces * plain));
                    spent += traces * plain;
                }

                sample.RecordTraced(traces, Microseconds(traces * traced));
            }

            spent += ((drawn.Length - traces) * plain) + (traces * traced);
        }

        var odds = Math.Min(1, 0.4 * plain / (traced - plain));
        var tolerance = 6 * Math.Sqrt(odds * (1 - odds) / results);
        Assert.InRange((double)checks / results, odds - tolerance, odds + tolerance);
        Assert.InRange(spent / (results * plain), 1, 1.5);
    }

    [Fact]
    public void IsComparisonDue_EveryTraceIsChecked_ComesBack()
    {
        var sample = Known(0.4, 0.001, 10, 12);
        Assert.Equal(1, sample.Odds);
        var batches = 0;
        for (; !sample.IsComparisonDue; batches++)
        {
            sample.RecordTraced(10, Microseconds(120));
        }

        Assert.InRange(batches, 10, 20);

        // It was not so cheap after all.
        for (var i = 0; i < 100; i++)
        {
            sample.RecordPlain(10, Microseconds(30));
        }

        Assert.InRange(sample.Odds, 0.13, 0.14);
        Assert.False(sample.IsComparisonDue);
        Assert.False(Create(0.4, 1).IsComparisonDue);
    }

    [Fact]
    public void Draw_OneAndNothing_AreCertain()
    {
        Assert.All(Create(0.4, 1).Draw(1_000), Assert.True);
        Assert.All(Create(0, 0).Draw(1_000), Assert.False);
        Assert.Empty(Create(0.4, 1).Draw(0));
    }

    /// <summary>A sample that knows both costs, in microseconds a result.</summary>
    private static TraceSample Known(double share, double minimum, double plain, double traced, Random? random = null)
    {
        var sample = Create(share, minimum, random);
        for (var i = 0; i < 3; i++)
        {
            sample.RecordTraced(10, Microseconds(10 * traced));
            sample.RecordPlain(10, Microseconds(10 * plain));
        }

        return sample;
    }

    private static TraceSample Create(double share, double minimum, Random? random = null) =>
        new(share, minimum, new Numbers(random ?? new Random(1)));

    private static TimeSpan Microseconds(double duration) => TimeSpan.FromTicks((long)Math.Round(duration * TimeSpan.TicksPerMicrosecond));

    private sealed class Numbers(Random random) : RandomNumberGenerator
    {
        public override void GetBytes(byte[] data) => random.NextBytes(data);
    }
}
