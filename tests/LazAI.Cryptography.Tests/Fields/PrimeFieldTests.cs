using System.Globalization;
using System.Numerics;
using LazAI.Cryptography.Fields;
using Xunit.Abstractions;

namespace LazAI.Cryptography.Tests.Fields;

/// <summary>Each prime field against System.Numerics: numbers at the edges, numbers that leave limbs full, random ones.</summary>
public class PrimeFieldTests(ITestOutputHelper output)
{
    private const int Seed = 20261122;

    [Fact]
    public void BlsBase_AgreesWithBigInteger() => Check<MontgomeryField384<Cryptography.Bls12381.BaseModulus>>(
        "01a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab");

    [Fact]
    public void BlsScalar_AgreesWithBigInteger() => Check<MontgomeryField256<Cryptography.Bls12381.ScalarModulus>>(
        "073eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001");

    [Fact]
    public void BnBase_AgreesWithBigInteger() => Check<MontgomeryField256<Cryptography.Bn254.BaseModulus>>(
        "030644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47");

    [Fact]
    public void BnScalar_AgreesWithBigInteger() => Check<MontgomeryField256<Cryptography.Bn254.ScalarModulus>>(
        "030644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001");

    [Fact]
    public void Secp256k1Base_AgreesWithBigInteger() => Check<LazAI.Cryptography.Secp256k1.FieldElement>(
        "0fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f");

    [Fact]
    public void Secp256k1Scalar_AgreesWithBigInteger() => Check<LazAI.Cryptography.Secp256k1.Scalar>(
        "0fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");

    [Fact]
    public void Edwards25519_AgreesWithBigInteger() => Check<MontgomeryField256<Cryptography.HashToCurve.Edwards25519Modulus>>(
        "07fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed");

    private void Check<T>(string modulusInHex)
        where T : unmanaged, IPrimeField<T>
    {
        output.WriteLine($"seed {Seed}");
        var p = BigInteger.Parse(modulusInHex, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        Assert.Equal(p, T.Modulus);

        var numbers = Numbers<T>(p);
        foreach (var a in numbers)
        {
            var x = Read<T>(a);
            Same(a, x);
            Same(BigInteger.ModPow(a, 2, p), T.Square(in x));
            Same(BigInteger.ModPow(a, 16, p), T.Square(in x, 4));
            Same(BigInteger.ModPow(a, p - 2, p), T.Invert(in x));
            Same((p - a) % p, -x);
            Same(2 * a % p, T.Double(in x));
            Assert.Equal(a.IsZero, x.IsZero);
            Assert.Equal(!a.IsEven, PrimeField<T>.IsOdd(in x));
            Assert.Equal(a > (p - 1) / 2, PrimeField<T>.IsLexicographicallyLarger(in x));
            Assert.True((x - x).IsZero && (x + -x).IsZero && (-x + x).IsZero);
            foreach (var b in numbers)
            {
                var y = Read<T>(b);
                Same(a * b % p, x * y);
                Same((a + b) % p, x + y);
                Same((p + a - b) % p, x - y);
                Same((a + b) * b % p, T.AddUnreduced(in x, in y) * y);
                Same((a + b) * (p + a - b) % p, T.AddUnreduced(in x, in y) * T.SubtractUnreduced(in x, in y));
                Same((a * b + (p - a) * b * b) % p, T.MultiplyAdd(in x, in y, -x, T.Square(in y)));
                Same((a * a + (p - b) * b) % p, T.MultiplySubtract(in x, in x, in y, in y));
                Assert.Equal(a == b, x.Equals(y));
            }
        }

        // Long chains of sums and differences stay nearly reduced.
        var (sum, walked) = (BigInteger.Zero, T.Zero);
        for (var i = 0; i < 20_000; i++)
        {
            var number = numbers[i * i % numbers.Length];
            var element = Read<T>(number);
            (sum, walked) = (i % 3) switch
            {
                0 => (sum + sum, walked + walked),
                1 => (sum - number, walked - element),
                _ => (number - sum, element - walked),
            };
            sum = (sum % p + p) % p;
            Same(sum, walked);
        }

        NotReduced<T>(p);
        Same(7, T.FromUInt64(7));
        Same(ulong.MaxValue % p, T.FromUInt64(ulong.MaxValue));
    }

    private static BigInteger[] Numbers<T>(BigInteger p)
        where T : unmanaged, IPrimeField<T>
    {
        var random = new Random(Seed);
        var numbers = new List<BigInteger> { 0, 1, 2, p - 1, p - 2, (p - 1) / 2, (p + 1) / 2 };
        foreach (var bits in (int[])[52, 56, 64, 104, 112, 208, 224])
        {
            numbers.Add(BigInteger.One << bits);
            numbers.Add((BigInteger.One << bits) - 1);
            numbers.Add(p - (BigInteger.One << bits));
        }

        for (var i = 0; i < 60; i++)
        {
            var bytes = new byte[T.Size];
            random.NextBytes(bytes);
            numbers.Add(new BigInteger(bytes, isUnsigned: true) % p);
        }

        return [.. numbers];
    }

    private static void NotReduced<T>(BigInteger p)
        where T : unmanaged, IPrimeField<T>
    {
        var bytes = new byte[T.Size];
        foreach (var number in (BigInteger[])[p, p + 1, 2 * p - 1, (BigInteger.One << (8 * T.Size)) - 1])
        {
            if (number.GetByteCount(isUnsigned: true) <= T.Size)
            {
                Write(number, bytes);
                Assert.False(T.TryRead(bytes, out _));
            }
        }

        for (var length = 0; length <= 3 * T.Size; length++)
        {
            var text = new byte[length];
            new Random(length).NextBytes(text);
            Same(new BigInteger(text, isUnsigned: true, isBigEndian: true) % p, PrimeField<T>.Reduce(text));
        }
    }

    private static T Read<T>(BigInteger number)
        where T : unmanaged, IPrimeField<T>
    {
        var bytes = new byte[T.Size];
        Write(number, bytes);
        Assert.True(T.TryRead(bytes, out var value));
        return value;
    }

    private static void Same<T>(BigInteger expected, T actual)
        where T : unmanaged, IPrimeField<T>
    {
        var bytes = new byte[T.Size];
        actual.Write(bytes);
        Assert.Equal(expected, new BigInteger(bytes, isUnsigned: true, isBigEndian: true));
    }

    private static void Write(BigInteger number, byte[] destination)
    {
        destination.AsSpan().Clear();
        var bytes = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        bytes.CopyTo(destination.AsSpan(destination.Length - bytes.Length));
    }
}
