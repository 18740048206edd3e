using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LazAI.Cryptography.Fields;
using LazAI.Testing;
using Xunit.Abstractions;
using BlsBase = LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>;
using BlsScalar = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bls12381.ScalarModulus>;
using BnBase = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>;
using BnScalar = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.ScalarModulus>;
using Edwards25519 = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.HashToCurve.Edwards25519Modulus>;

namespace LazAI.Cryptography.Tests.Fields;

/// <summary>
/// The limbs themselves, at the ends of what the kernels allow and of what the remarks on reduction say: a column of products that did
/// not fit into 64 bits, or an element that was reduced too little, would show here.
/// </summary>
public class MontgomeryKernelTests(ITestOutputHelper output)
{
    [Fact]
    public void BlsBase_LongestLimbs_MultiplyExactly() => Products<BlsBase>(56, 58);

    [Fact]
    public void BlsScalar_LongestLimbs_MultiplyExactly() => Products<BlsScalar>(52, 56);

    [Fact]
    public void BnBase_LongestLimbs_MultiplyExactly() => Products<BnBase>(52, 56);

    [Fact]
    public void BnScalar_LongestLimbs_MultiplyExactly() => Products<BnScalar>(52, 56);

    // All limbs of this modulus are nearly all ones.
    [Fact]
    public void Edwards25519_LongestLimbs_MultiplyExactly() => Products<Edwards25519>(52, 56);

    [Fact]
    public void BlsBase_LeastReducedElements_StayNearlyReduced() => Reduction<BlsBase>(56, 64);

    [Fact]
    public void BlsScalar_LeastReducedElements_StayNearlyReduced() => Reduction<BlsScalar>(52, 8);

    [Fact]
    public void BnBase_LeastReducedElements_StayNearlyReduced() => Reduction<BnBase>(52, 8);

    [Fact]
    public void BnScalar_LeastReducedElements_StayNearlyReduced() => Reduction<BnScalar>(52, 8);

    [Fact]
    public void Edwards25519_LeastReducedElements_StayNearlyReduced() => Reduction<Edwards25519>(52, 8);

    [Theory]
    [InlineData(1)]
    [InlineData(17)]
    [InlineData(64)]
    public void InnerProduct_LeastReducedElements_StayNearlyReduced(int length)
    {
        const int Bits = 52;
        var (p, count) = (BnScalar.Modulus, Unsafe.SizeOf<BnScalar>() / sizeof(ulong));
        BigInteger[] edges = [0, p - 1, p, p + p / 16 - 1];
        foreach (var (a, b, c) in from a in edges from b in edges from c in edges select (a, b, c))
        {
            var elements = new[] { a, b, c }.Select(number => Element<BnScalar>(Limbs(number, Bits, count))).ToArray();
            var sum = BnScalar.InnerProduct(
                [.. Enumerable.Repeat(elements[0], length)], [.. Enumerable.Repeat(elements[1], length)], in elements[2]);
            var number = Number(Limbs(in sum), Bits);
            Assert.True((((number - c) << (Bits * count)) - length * a * b) % p == 0);
            Assert.True(number < p + p / 16);
        }
    }

    private void Products<T>(int bits, int factorBits)
        where T : unmanaged, IPrimeField<T>
    {
        var random = TestSeed.Create(output);
        var count = Unsafe.SizeOf<T>() / sizeof(ulong);
        for (var i = 0; i < 500; i++)
        {
            var (a, b, c, d) = (Factor(), Factor(), Factor(), Factor());
            var (x, y) = (Element<T>(a), Element<T>(b));
            Same(Number(a, bits) * Number(b, bits), x * y);
            Same(Number(a, bits) * Number(a, bits), T.Square(in x));
            Same(
                Number(a, bits) * Number(b, bits) + Number(c, bits) * Number(d, bits),
                T.MultiplyAdd(in x, in y, Element<T>(c), Element<T>(d)));
        }

        // All ones in all limbs or in some.
        ulong[] Factor()
        {
            var kind = random.Next(3);
            return [.. Enumerable.Range(0, count).Select(_ => kind == 0 || (kind == 1 && random.Next(2) == 0)
                ? (1UL << factorBits) - 1
                : (ulong)random.NextInt64(1L << factorBits))];
        }

        // (product + m p) / 2^(bits * count) with some m below that power, in limbs of which all but the last are short.
        void Same(BigInteger product, T actual)
        {
            var limbs = Limbs(in actual);
            Assert.All(limbs[..^1], limb => Assert.Equal(0UL, limb >> bits));
            var multiple = (Number(limbs, bits) << (bits * count)) - product;
            Assert.True((multiple % T.Modulus).IsZero);
            Assert.InRange(multiple / T.Modulus, BigInteger.Zero, (BigInteger.One << (bits * count)) - 1);
        }
    }

    // Elements up to p + p / slack come out of every operation as elements up to that again.
    private static void Reduction<T>(int bits, int slack)
        where T : unmanaged, IPrimeField<T>
    {
        var (p, count) = (T.Modulus, Unsafe.SizeOf<T>() / sizeof(ulong));
        var inverseRadix = BigInteger.ModPow(BigInteger.One << (bits * count), p - 2, p);
        var top = BigInteger.One << (bits * (count - 1));
        BigInteger[] edges = [0, 1, top - 1, top, p / 2, p - top, p - 1, p, p + 1, p + top, p + p / slack - 1];
        foreach (var (a, b) in edges.SelectMany(a => edges.Select(b => (a, b))))
        {
            var (x, y) = (Element<T>(Limbs(a, bits, count)), Element<T>(Limbs(b, bits, count)));
            Same(a + b, x + y);
            Same(a - b, x - y);
            Same(-a, -x);
            Same(2 * a, T.Double(in x));
            Same(a * b * inverseRadix, x * y);
            Same((a * b + b * b) * inverseRadix, T.MultiplyAdd(in x, in y, in y, in y));
            Same((a * a - b * b) * inverseRadix, T.MultiplySubtract(in x, in x, in y, in y));
            Same((a + b) * (a - b) * inverseRadix, T.AddUnreduced(in x, in y) * T.SubtractUnreduced(in x, in y));
            Assert.Equal((a % p).IsZero, x.IsZero);
            Assert.Equal(((a - b) % p).IsZero, x.Equals(y));

            // Out of Montgomery's form, in bytes below p.
            var bytes = new byte[T.Size];
            x.Write(bytes);
            Assert.Equal(a * inverseRadix % p, new BigInteger(bytes, isUnsigned: true, isBigEndian: true));
        }

        void Same(BigInteger expected, T actual)
        {
            var limbs = Limbs(in actual);
            Assert.All(limbs, limb => Assert.Equal(0UL, limb >> bits));
            var number = Number(limbs, bits);
            Assert.True(((number - expected) % p).IsZero);
            Assert.True(number < p + p / slack);
        }
    }

    private static T Element<T>(ulong[] limbs)
        where T : unmanaged => MemoryMarshal.Cast<ulong, T>(limbs)[0];

    private static ulong[] Limbs<T>(in T element)
        where T : unmanaged => MemoryMarshal.Cast<T, ulong>(new ReadOnlySpan<T>(in element)).ToArray();

    private static ulong[] Limbs(BigInteger number, int bits, int count) =>
        [.. Enumerable.Range(0, count).Select(i => (ulong)((number >> (bits * i)) & ((1UL << bits) - 1)))];

    private static BigInteger Number(ulong[] limbs, int bits) =>
        limbs.Reverse().Aggregate(BigInteger.Zero, (number, limb) => (number << bits) + limb);
}
