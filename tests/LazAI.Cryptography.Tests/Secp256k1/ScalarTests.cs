using System.Globalization;
using System.Numerics;
using LazAI.Cryptography.Secp256k1;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Cryptography.Tests.Secp256k1;

public class ScalarTests(ITestOutputHelper output)
{
    internal static readonly BigInteger N = BigInteger.Parse(
        "0fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static readonly BigInteger Lambda = BigInteger.Parse(
        "05363ad4cc05c30e0a5261c028812645a122e22ea20816678df02967c1b23bd72", NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    [Fact]
    public void Operations_RandomAndExtremeScalars_AgreeWithBigInteger()
    {
        var random = TestSeed.Create(output);
        for (var i = 0; i < 3_000; i++)
        {
            var (a, b) = (Pick(random), Pick(random));
            var (x, y) = (From(a), From(b));
            Assert.Equal(a * b % N, Value(x * y));
            Assert.Equal((a + b) % N, Value(x + y));
            Assert.Equal((a - b + N) % N, Value(x - y));
            Assert.Equal((N - a) % N, Value(-x));
            Assert.Equal(a > (N - 1) / 2, x.HighMask != 0);
            Assert.Equal(a == b, x.Equals(y));
            Assert.Equal(a.IsZero, x.IsZero);
            Assert.Equal(a, Value(Scalar.NegateWhere(in x, 0)));
            Assert.Equal((N - a) % N, Value(Scalar.NegateWhere(in x, ulong.MaxValue)));
            var position = random.Next(256);
            Assert.Equal((uint)(a >> position & 63), x.Bits(position, 6));
        }
    }

    [Fact]
    public void Invert_RandomAndExtremeScalars_AgreesWithBigInteger()
    {
        var random = TestSeed.Create(output);
        for (var i = 0; i < 1_000; i++)
        {
            var a = Pick(random);
            var x = From(a);
            var expected = BigInteger.ModPow(a, N - 2, N);
            Assert.Equal(expected, Value(Scalar.Invert(in x)));
            Assert.Equal(expected, Value(Scalar.InvertVariableTime(in x)));
        }
    }

    [Fact]
    public void TryRead_AroundTheOrder_RefusesTheOrderAndAbove()
    {
        for (var offset = -3; offset <= 3; offset++)
        {
            Assert.Equal(offset < 0, Scalar.TryRead(FieldElementTests.BigEndian(N + offset), out _));
            Assert.Equal((N + offset) % N, Value(Scalar.ReadReduced(FieldElementTests.BigEndian(N + offset), out var reduced)));
            Assert.Equal(offset >= 0, reduced);
        }

        var largest = BigInteger.Pow(2, 256) - 1;
        Assert.Equal(largest % N, Value(Scalar.ReadReduced(FieldElementTests.BigEndian(largest), out _)));
    }

    [Fact]
    public void GlvSplit_RandomAndExtremeScalars_GivesTwoHalvesThatAddUp()
    {
        var random = TestSeed.Create(output);
        for (var i = 0; i < 3_000; i++)
        {
            var k = Pick(random);
            Glv.Split(From(k), out var first, out var second);
            Assert.Equal(k, (Value(first) + Value(second) * Lambda % N + 2 * N) % N);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(12)]
    public void WindowedNaf_RandomAndExtremeHalves_HasTheValueAndTheGaps(int width)
    {
        var random = TestSeed.Create(output);
        Span<short> digits = stackalloc short[WindowedNaf.Length];
        for (var i = 0; i < 500; i++)
        {
            var half = new SignedHalf((UInt128)(Pick(random) % (BigInteger.One << 128)), random.Next(2) == 0);
            var used = WindowedNaf.Fill(digits, half, width);
            var sum = BigInteger.Zero;
            var lastNonZero = -width;
            for (var position = 0; position < digits.Length; position++)
            {
                int digit = digits[position];
                sum += new BigInteger(digit) << position;
                if (digit != 0)
                {
                    Assert.True(int.IsOddInteger(digit) && Math.Abs(digit) < 1 << (width - 1));
                    Assert.True(position - lastNonZero >= width && position < used);
                    lastNonZero = position;
                }
            }

            Assert.Equal(Value(half), sum);
        }
    }

    internal static BigInteger Pick(Random random) => random.Next(8) switch
    {
        0 => (N - 1) / 2 + random.Next(4) - 1,
        1 => N - 1 - random.Next(4),
        2 => (Lambda * random.Next(5) + N - random.Next(3)) % N,
        _ => FieldElementTests.Pick(random) % N,
    };

    internal static BigInteger Uniform(Random random)
    {
        var bytes = new byte[40];
        random.NextBytes(bytes);
        return new BigInteger(bytes, isUnsigned: true) % N;
    }

    internal static Scalar From(BigInteger value)
    {
        Assert.True(Scalar.TryRead(FieldElementTests.BigEndian(value), out var scalar));
        return scalar;
    }

    internal static BigInteger Value(Scalar scalar) => new(scalar.ToBytes32().AsSpan(), isUnsigned: true, isBigEndian: true);

    private static BigInteger Value(SignedHalf half) => half.IsNegative ? -(BigInteger)half.Magnitude : (BigInteger)half.Magnitude;
}
