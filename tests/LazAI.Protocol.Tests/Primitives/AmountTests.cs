using System.Numerics;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Protocol.Tests.Primitives;

public class AmountTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("0", true)]
    [InlineData("1", true)]
    [InlineData("340282366920938463463374607431768211455", true)]
    [InlineData("340282366920938463463374607431768211456", false)]
    [InlineData("999999999999999999999999999999999999999", false)]
    [InlineData("1000000000000000000000000000000000000000", false)]
    [InlineData("", false)]
    [InlineData("00", false)]
    [InlineData("01", false)]
    [InlineData("-1", false)]
    [InlineData("+1", false)]
    [InlineData(" 1", false)]
    [InlineData("1 ", false)]
    [InlineData("1.0", false)]
    [InlineData("1e3", false)]
    [InlineData("0x1", false)]
    [InlineData("1_000", false)]
    [InlineData("1,000", false)]
    [InlineData("1\0", false)]
    [InlineData("\u0661", false)]
    [InlineData("NaN", false)]
    public void TryParse_Text_TakesPlainDecimalsOf128BitsOnly(string text, bool valid)
    {
        Assert.Equal(valid, Amount.TryParse(text, out var amount));
        Assert.Equal(valid ? text : "0", amount.ToString());
    }

    [Fact]
    public void ShareFloor_EveryShareOfExtremesAndRandomAmounts_EqualsExactArithmetic()
    {
        var random = TestSeed.Create(output);
        UInt128[] extremes = [0, 1, 9_999, 10_000, 10_001, ulong.MaxValue, UInt128.MaxValue / 10_000, UInt128.MaxValue - 1, UInt128.MaxValue];
        foreach (var amount in extremes.Concat(Enumerable.Range(0, 200).Select(_ => Any128(random))))
        {
            for (var share = 0; share <= (int)BasisPoints.Whole; share += random.Next(1, 200))
            {
                Check(amount, share);
            }

            Check(amount, (int)BasisPoints.Whole);
        }

        static void Check(UInt128 amount, int share) =>
            Assert.Equal((BigInteger)amount * share / 10_000, (BigInteger)new Amount(amount).ShareFloor(new BasisPoints(share)).BaseUnits);
    }

    [Fact]
    public void TryAdd_SumBeyond128Bits_SaysNo()
    {
        Assert.True(Amount.TryAdd(new Amount(UInt128.MaxValue - 1), new Amount(1), out var largest));
        Assert.Equal(UInt128.MaxValue, largest.BaseUnits);
        Assert.False(Amount.TryAdd(new Amount(UInt128.MaxValue), new Amount(1), out _));
        Assert.False(Amount.TryAdd(new Amount(UInt128.MaxValue), new Amount(UInt128.MaxValue), out _));
    }

    [Fact]
    public void Operators_ResultOutOfRange_Throw()
    {
        Assert.Throws<OverflowException>(() => new Amount(UInt128.MaxValue) + new Amount(1));
        Assert.Throws<OverflowException>(() => Amount.Zero - new Amount(1));
    }

    [Fact]
    public void FromTokens_LargestCount_IsExact() =>
        Assert.Equal(
            BigInteger.Parse("18446744073709551615", System.Globalization.CultureInfo.InvariantCulture) * BigInteger.Pow(10, 18),
            (BigInteger)Amount.FromTokens(ulong.MaxValue).BaseUnits);

    private static UInt128 Any128(Random random) =>
        new UInt128((ulong)random.NextInt64(), (ulong)random.NextInt64() << 1) >> random.Next(128);
}
