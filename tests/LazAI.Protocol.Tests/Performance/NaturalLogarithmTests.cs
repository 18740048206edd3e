using System.Numerics;
using LazAI.Protocol.Performance;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Protocol.Tests.Performance;

public class NaturalLogarithmTests(ITestOutputHelper output)
{
    /// <summary>ln 2, ln 10 and the default rules' ln(0.9 / 0.99), from 40 digits, times 2^32.</summary>
    [Theory]
    [InlineData(1, 1, 0)]
    [InlineData(2, 1, 2_977_044_472)]
    [InlineData(1, 2, -2_977_044_472)]
    [InlineData(10, 1, 9_889_527_671)]
    [InlineData(9_000, 9_900, -409_354_105)]
    public void OfRatio_KnownLogarithms_AreThose(long numerator, long denominator, long expected) =>
        Assert.Equal(expected, NaturalLogarithm.OfRatio(numerator, denominator));

    [Fact]
    public void OfRatio_AnyNumbers_IsWithinTheStatedError()
    {
        var random = TestSeed.Create(output);
        for (var i = 0; i < 2_000; i++)
        {
            var (numerator, denominator) = (Any(random), Any(random));
            var difference = (new BigInteger(NaturalLogarithm.OfRatio(numerator, denominator)) << 96)
                - (Reference.Ln(numerator) - Reference.Ln(denominator));
            Assert.True(
                100 * BigInteger.Abs(difference) < 51 * (BigInteger.One << 96), $"ln({numerator}/{denominator}) is off by {difference} × 2^-128.");
        }
    }

    [Fact]
    public void OfRatio_Largest_DoesNotOverflow()
    {
        Assert.Equal(-NaturalLogarithm.OfRatio(1, long.MaxValue), NaturalLogarithm.OfRatio(long.MaxValue, 1));
        Assert.Equal(0, NaturalLogarithm.OfRatio(long.MaxValue, long.MaxValue));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(-1, 1)]
    public void OfRatio_NothingOrLess_Throws(long numerator, long denominator) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => NaturalLogarithm.OfRatio(numerator, denominator));

    private static long Any(Random random) => (random.NextInt64() >> random.Next(63)) + 1;

    /// <summary>ln n × 2^128 by another way: n = 2^k x, ln x = 2 artanh((x - 1) / (x + 1)) by its power series.</summary>
    private static class Reference
    {
        private const int Bits = 128;

        private static readonly BigInteger s_ln2 = Series(2, 1);

        public static BigInteger Ln(long number)
        {
            var power = BitOperations.Log2((ulong)number);
            return (power * s_ln2) + Series(number, 1L << power);
        }

        /// <summary>ln(a / b) for 1 ≤ a/b ≤ 2: the terms shrink by 9 each time.</summary>
        private static BigInteger Series(long a, long b)
        {
            var (difference, sum) = (new BigInteger(a) - b, new BigInteger(a) + b);
            var (term, total) = ((difference << (Bits + 1)) / sum, BigInteger.Zero);
            for (var i = 1; !term.IsZero; i += 2)
            {
                total += term / i;
                term = term * difference * difference / (sum * sum);
            }

            return total;
        }
    }
}
