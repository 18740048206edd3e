using System.Numerics;
using System.Runtime.Intrinsics;
using LazAI.Cryptography.Fields;
using LazAI.Cryptography.Fields.Lanes;
using BlsModulus = LazAI.Cryptography.Bls12381.BaseModulus;
using BnModulus = LazAI.Cryptography.Bn254.BaseModulus;

namespace LazAI.Cryptography.Tests.Fields.Lanes;

/// <summary>Rows at the longest sums that reductions and products take: what the tower's formulas reach only by chance, if at all.</summary>
public class RowSumTests
{
    [Fact]
    public void BlsBase_LongestSums_AreReducedAndMultiplied()
    {
        if (LanePaths.IsSupported(LanePath.Avx2))
        {
            Check<LaneField384<Vector256<double>, LaneVector256, BlsModulus>, MontgomeryField384<BlsModulus>>(15, (1L << 48) + 32);
        }

        if (LanePaths.IsSupported(LanePath.Avx512))
        {
            Check<LaneField384<Vector512<double>, LaneVector512, BlsModulus>, MontgomeryField384<BlsModulus>>(15, (1L << 48) + 32);
        }
    }

    // The tower of BN254 counts on longer sums: tenfold ones of what a product in Fp6 adds up.
    [Fact]
    public void BnBase_LongestSums_AreReducedAndMultiplied()
    {
        if (LanePaths.IsSupported(LanePath.Avx2))
        {
            Check<LaneField256<Vector256<double>, LaneVector256, BnModulus>, MontgomeryField256<BnModulus>>(100, (1L << 43) + 256);
        }

        if (LanePaths.IsSupported(LanePath.Avx512))
        {
            Check<LaneField256<Vector512<double>, LaneVector512, BnModulus>, MontgomeryField256<BnModulus>>(100, (1L << 43) + 256);
        }
    }

    private static void Check<TLane, TBase>(int reduced, long longest)
        where TLane : unmanaged, ILaneField<TLane, TBase>
        where TBase : unmanaged, IPrimeField<TBase>
    {
        const int Factor = 16;
        var p = TBase.Modulus;
        var inverseRadix = BigInteger.ModPow(BigInteger.One << (TLane.RowLimbs * TLane.RowBits), p - 2, p);
        int[] signs = [0, -1, 0b0101_0101, 0b0011_0011, 0b0000_1111];
        foreach (var (first, second) in signs.SelectMany(first => signs.Select(second => (first, second))))
        {
            // Of elements below p, as products are.
            var (x, y) = (Row(first, reduced, 1), Row(second, reduced, 1));
            var sum = RowReduction<TLane, TBase>.Reduce(new RowPair(x, y));
            Same(Number(x), sum.C0, p / 2 + (p >> 20));
            Same(Number(y), sum.C1, p / 2 + (p >> 20));

            // Of elements of p/2, as reductions leave them.
            (x, y) = (Row(first, Factor, 0.5), Row(second, Factor, 0.5));
            var (a, b) = (new RowPair(x, y), new RowPair(y, x));
            for (var count = 1; count <= RowProducts<TLane, TBase>.CountMultiple; count++)
            {
                var (left, right, products) = (Repeat(a), Repeat(b), Repeat(default));
                RowProducts<TLane, TBase>.Multiply(left, right, products, count);
                foreach (var product in products[..count])
                {
                    Same(BigInteger.Zero, product.C0, p - 1);
                    Same((Number(x) * Number(x) + Number(y) * Number(y)) * inverseRadix, product.C1, p - 1);
                }

                RowProducts<TLane, TBase>.Multiply(left, left, products, count);
                foreach (var product in products[..count])
                {
                    Same((Number(x) * Number(x) - Number(y) * Number(y)) * inverseRadix, product.C0, p - 1);
                    Same(2 * Number(x) * Number(y) * inverseRadix, product.C1, p - 1);
                }
            }
        }

        static RowPair[] Repeat(RowPair pair) => [.. Enumerable.Repeat(pair, RowProducts<TLane, TBase>.CountMultiple)];

        // A sum of so many elements whose limbs are of the longest, negative where a bit is set, and whose last is a part of p's.
        Vector512<double> Row(int negative, int summands, double part)
        {
            var row = new double[LaneRow.Length];
            for (var i = 0; i < TLane.RowLimbs; i++)
            {
                var limb = summands * (i < TLane.RowLimbs - 1 ? longest : Math.Floor(part * (double)(p >> (TLane.RowBits * i))));
                row[i] = (negative >> i & 1) != 0 ? -limb : limb;
            }

            return Vector512.Create(row);
        }

        void Same(BigInteger expected, Vector512<double> actual, BigInteger bound)
        {
            Assert.True(((Number(actual) - expected) % p).IsZero);
            Assert.True(BigInteger.Abs(Number(actual)) <= bound);
            for (var i = 0; i < LaneRow.Length; i++)
            {
                Assert.True(Math.Abs(actual[i]) <= (i < TLane.RowLimbs ? longest : 0));
            }
        }

        static BigInteger Number(Vector512<double> row)
        {
            var number = BigInteger.Zero;
            for (var i = TLane.RowLimbs - 1; i >= 0; i--)
            {
                number = (number << TLane.RowBits) + (BigInteger)row[i];
            }

            return number;
        }
    }
}
