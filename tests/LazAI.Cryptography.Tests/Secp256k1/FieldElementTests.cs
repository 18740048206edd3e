using System.Numerics;
using LazAI.Cryptography.Secp256k1;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Cryptography.Tests.Secp256k1;

public class FieldElementTests(ITestOutputHelper output)
{
    private static readonly BigInteger P = BigInteger.Pow(2, 256) - BigInteger.Pow(2, 32) - 977;

    [Fact]
    public void Operations_RandomAndExtremeElements_AgreeWithBigInteger()
    {
        var random = TestSeed.Create(output);
        for (var i = 0; i < 3_000; i++)
        {
            var (a, b) = (Pick(random), Pick(random));
            var (x, y) = (From(a), From(b));

            FieldElement.Multiply(out var r, in x, in y);
            Assert.Equal(a * b % P, Value(r));
            FieldElement.Square(out r, in x);
            Assert.Equal(a * a % P, Value(r));
            FieldElement.Square(out r, in x, 3);
            Assert.Equal(BigInteger.ModPow(a, 8, P), Value(r));
            FieldElement.Add(out r, in x, in y);
            Assert.Equal((a + b) % P, Value(r));
            FieldElement.Negate(out r, in x, 1);
            Assert.Equal((P - a) % P, Value(r));
            r = x;
            r.Halve();
            Assert.Equal(a, Value(r) * 2 % P);
            r = x;
            r.Scale(21);
            r.Carry();
            Assert.Equal(a * 21 % P, Value(r));
            Assert.Equal(a == b, FieldElement.EqualVariableTime(in x, in y));
        }
    }

    // The largest limbs that the bounds allow: negation yields the largest of its magnitude.
    [Fact]
    public void Multiply_LargestMagnitudes_AgreesWithBigInteger()
    {
        var random = TestSeed.Create(output);
        foreach (var (left, right) in new[] { (2u, 25u), (25u, 2u), (6u, 8u), (7u, 7u), (3u, 17u) })
        {
            for (var i = 0; i < 500; i++)
            {
                var (a, b) = (Pick(random), Pick(random));
                FieldElement.Negate(out var x, From(a), left - 1);
                FieldElement.Negate(out var y, From(b), right - 1);
                FieldElement.Multiply(out var r, in x, in y);
                Assert.Equal(a * b % P, Value(r));
                Assert.True(r.Magnitude <= 1);
                if (left <= 7)
                {
                    FieldElement.Square(out r, in x);
                    Assert.Equal(a * a % P, Value(r));
                    Assert.True(r.Magnitude <= 1);
                }

                Assert.Equal(b.IsZero, y.IsZeroVariableTime());
                FieldElement.Subtract(out r, in x, in y, right);
                Assert.Equal((b - a + P) % P, Value(r));
                y.Carry();
                Assert.True(y.Magnitude <= 1);
                Assert.Equal((P - b) % P, Value(y));
            }
        }
    }

    [Fact]
    public void Multiply_ResultIsAFactor_IsTheSame()
    {
        var random = TestSeed.Create(output);
        var (a, b) = (Pick(random), Pick(random));
        var (x, y) = (From(a), From(b));
        FieldElement.Multiply(out x, in x, in y);
        Assert.Equal(a * b % P, Value(x));
        FieldElement.Multiply(out y, in x, in y);
        Assert.Equal(a * b * b % P, Value(y));
        FieldElement.Square(out y, in y);
        Assert.Equal(BigInteger.ModPow(a * b * b, 2, P), Value(y));
    }

    [Fact]
    public void Invert_RandomAndExtremeElements_AgreesWithBigInteger()
    {
        var random = TestSeed.Create(output);
        for (var i = 0; i < 1_000; i++)
        {
            var a = Pick(random);
            var x = From(a);
            var expected = BigInteger.ModPow(a, P - 2, P);
            FieldElement.Invert(out var r, in x);
            Assert.Equal(expected, Value(r));
            FieldElement.InvertVariableTime(out r, in x);
            Assert.Equal(expected, Value(r));
        }
    }

    [Fact]
    public void TrySquareRoot_SquaresAndOthers_TellsThemApart()
    {
        var random = TestSeed.Create(output);
        for (var i = 0; i < 300; i++)
        {
            var a = Pick(random);
            var x = From(a);
            var isSquare = a.IsZero || BigInteger.ModPow(a, (P - 1) / 2, P).IsOne;
            Assert.Equal(isSquare, FieldElement.TrySquareRoot(out var r, in x));
            if (isSquare)
            {
                Assert.Equal(a, BigInteger.ModPow(Value(r), 2, P));
            }
        }
    }

    [Fact]
    public void TryRead_AroundThePrime_RefusesThePrimeAndAbove()
    {
        for (var offset = -3; offset <= 3; offset++)
        {
            Assert.Equal(offset < 0, FieldElement.TryRead(BigEndian(P + offset), out _));
        }

        Assert.False(FieldElement.TryRead(BigEndian(BigInteger.Pow(2, 256) - 1), out _));
        Assert.True(FieldElement.TryRead(new byte[32], out _));
    }

    // Mixed from uniform numbers and from those whose limbs are all ones or zeros but for a few.
    internal static BigInteger Pick(Random random)
    {
        var bytes = new byte[32];
        switch (random.Next(6))
        {
            case 0:
                return random.Next(5);
            case 1:
                return P - 1 - random.Next(5);
            case 2:
                return ((BigInteger.One << random.Next(256)) - random.Next(3) + P) % P;
            case 3:
                Array.Fill(bytes, (byte)0xff);
                bytes[random.Next(32)] = (byte)random.Next(256);
                return new BigInteger(bytes, isUnsigned: true) % P;
            default:
                random.NextBytes(bytes);
                return new BigInteger(bytes, isUnsigned: true) % P;
        }
    }

    internal static FieldElement From(BigInteger value)
    {
        Assert.True(FieldElement.TryRead(BigEndian(value), out var element));
        return element;
    }

    internal static BigInteger Value(FieldElement element)
    {
        var bytes = new byte[32];
        element.Normalize();
        element.Write(bytes);
        return new BigInteger(bytes, isUnsigned: true, isBigEndian: true);
    }

    internal static byte[] BigEndian(BigInteger value)
    {
        var bytes = new byte[32];
        var minimal = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        minimal.CopyTo(bytes, 32 - minimal.Length);
        return bytes;
    }
}
