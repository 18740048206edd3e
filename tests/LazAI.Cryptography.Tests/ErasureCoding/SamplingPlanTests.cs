using LazAI.Cryptography.ErasureCoding;

namespace LazAI.Cryptography.Tests.ErasureCoding;

public class SamplingPlanTests
{
    [Fact]
    public void Limits_AreThoseOfTheSquare()
    {
        Assert.Equal(4_225, SamplingPlan.UnrecoverableMinimum);
        Assert.Equal(12_160, SamplingPlan.SufficientChunks);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    [InlineData(100, 16)]
    [InlineData(10_000, 31)]
    [InlineData(1_000_000, 47)]
    [InlineData(ulong.MaxValue, 148)]
    public void Samples_IsTheLeastNumberBelowTheBound(ulong oneIn, int samples)
    {
        Assert.Equal(samples, SamplingPlan.Samples(oneIn));
        Assert.True(Miss(samples) * oneIn < 1);
        Assert.True(samples == 1 || Miss(samples - 1) * oneIn >= 1);
    }

    [Fact]
    public void MissChance_IsTheHypergeometricOneRoundedUp()
    {
        Assert.Equal(1_000_000_000_000_000_000UL, SamplingPlan.MissChance(0));
        Assert.Equal(742_126_464_843_750_000UL, SamplingPlan.MissChance(1));
        for (var samples = 0; samples < 200; samples++)
        {
            Assert.InRange(SamplingPlan.MissChance(samples) - Miss(samples) * 1e18, -1e4, 1e4);
            Assert.True(SamplingPlan.MissChance(samples + 1) <= SamplingPlan.MissChance(samples));
        }

        // 99.2 % and 99.98 %.
        Assert.InRange(SamplingPlan.MissChance(16), 8_000_000_000_000_000UL, 8_500_000_000_000_000UL);
        Assert.InRange(SamplingPlan.MissChance(30), 100_000_000_000_000UL, 135_000_000_000_000UL);
        Assert.Equal(0UL, SamplingPlan.MissChance(12_160));
        Assert.Equal(1UL, SamplingPlan.MissChance(12_159));
    }

    private static double Miss(int samples)
    {
        var chance = 1.0;
        for (var i = 0; i < samples; i++)
        {
            chance *= (16_384.0 - 4_225 - i) / (16_384 - i);
        }

        return chance;
    }
}
