using System.Numerics;
using LazAI.Cryptography.Fields;
using LazAI.Cryptography.Fields.Lanes;
using Xunit.Abstractions;
using Fp = LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>;
using Fp12 = LazAI.Cryptography.Fields.DodecicExtension<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>, LazAI.Cryptography.Bls12381.Tower>;
using Fp2 = LazAI.Cryptography.Fields.QuadraticExtension<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>>;
using Lanes4 = LazAI.Cryptography.Fields.Lanes.LaneField384<
    System.Runtime.Intrinsics.Vector256<double>,
    LazAI.Cryptography.Fields.Lanes.LaneVector256,
    LazAI.Cryptography.Bls12381.BaseModulus>;
using Lanes8 = LazAI.Cryptography.Fields.Lanes.LaneField384<
    System.Runtime.Intrinsics.Vector512<double>,
    LazAI.Cryptography.Fields.Lanes.LaneVector512,
    LazAI.Cryptography.Bls12381.BaseModulus>;
using Tower = LazAI.Cryptography.Bls12381.Tower;

namespace LazAI.Cryptography.Tests.Fields.Lanes;

/// <summary>The tower in rows against the scalar one: random numbers, numbers whose limbs are as long as they may be, long chains.</summary>
public class RowDodecicTests(ITestOutputHelper output)
{
    private const int Seed = 20261126;
    private const int LimbBits = 49;
    private const int Limbs = 8;

    [Fact]
    public void Avx512_AgreesWithScalars()
    {
        if (LanePaths.IsSupported(LanePath.Avx512))
        {
            Check<Lanes8>();
        }
    }

    [Fact]
    public void Avx2_AgreesWithScalars()
    {
        if (LanePaths.IsSupported(LanePath.Avx2))
        {
            Check<Lanes4>();
        }
    }

    private void Check<TLane>()
        where TLane : unmanaged, ILaneField<TLane, Fp>
    {
        output.WriteLine($"seed {Seed}, {TLane.Count} lanes");
        var random = new Random(Seed);
        for (var i = 0; i < 200; i++)
        {
            var (x, y) = (Element(random, i), Element(random, i));
            var (a, b) = (new RowDodecic<TLane, Fp, Tower>(in x), new RowDodecic<TLane, Fp, Tower>(in y));
            Assert.Equal(x, a.ToScalar());
            RowDodecic<TLane, Fp, Tower>.Multiply(out var r, in a, in b);
            Assert.Equal(x * y, r.ToScalar());
            RowDodecic<TLane, Fp, Tower>.Multiply(out r, in r, in a);
            Assert.Equal(x * y * x, r.ToScalar());
            RowDodecic<TLane, Fp, Tower>.Square(out r, in a);
            Assert.Equal(x * x, r.ToScalar());
            RowDodecic<TLane, Fp, Tower>.Conjugate(out r, in a);
            Assert.Equal(x.Conjugate, r.ToScalar());
            for (var power = 1; power <= 3; power++)
            {
                RowDodecic<TLane, Fp, Tower>.Frobenius(out r, in a, power);
                Assert.Equal(Fp12.Frobenius(in x, power), r.ToScalar());
            }

            Lines<TLane>(random, x, i);
        }

        // In the subgroup, from one square to the next; any element outside shows that the formula, too, is that of the scalars.
        var f = Element(random, 1);
        var unitary = f.Conjugate * Fp12.Invert(in f);
        foreach (var start in (Fp12[])[Fp12.Frobenius(in unitary, 2) * unitary, Element(random, 0), Element(random, 1)])
        {
            var scalar = start;
            var rows = new RowDodecic<TLane, Fp, Tower>(in scalar);
            for (var i = 0; i < 500; i++)
            {
                scalar = Fp12.CyclotomicSquare(in scalar);
                RowDodecic<TLane, Fp, Tower>.CyclotomicSquare(out rows, in rows);
                Assert.Equal(scalar, rows.ToScalar());
            }
        }
    }

    private static void Lines<TLane>(Random random, Fp12 x, int kind)
        where TLane : unmanaged, ILaneField<TLane, Fp>
    {
        for (var count = 0; count <= 5; count++)
        {
            var rows = new RowDodecic<TLane, Fp, Tower>(in x);
            var (expected, lines) = (x, new RowLine[count]);
            for (var i = 0; i < count; i++)
            {
                var (u, v, slope, height) = (Two(random, kind), Two(random, kind), Two(random, kind), Two(random, kind));
                expected = Fp12.MultiplyBy014(in expected, u - v, in slope, in height);
                lines[i].Constant = Pack(u) - Pack(v);
                lines[i].Slope = Pack(slope);
                lines[i].Height = Pack(height);
            }

            RowDodecic<TLane, Fp, Tower>.MultiplyByLines(ref rows, lines);
            Assert.Equal(expected, rows.ToScalar());
        }

        static RowPair Pack(Fp2 a) => RowDodecic<TLane, Fp, Tower>.Pack(in a);
    }

    private static Fp12 Element(Random random, int kind) => new(
        new(Two(random, kind), Two(random, kind), Two(random, kind)), new(Two(random, kind), Two(random, kind), Two(random, kind)));

    private static Fp2 Two(Random random, int kind) => new(Number(random, kind), Number(random, kind));

    private static Fp Number(Random random, int kind)
    {
        if (kind % 2 == 0)
        {
            var bytes = new byte[64];
            random.NextBytes(bytes);
            return random.Next(8) switch
            {
                0 => Fp.Zero,
                1 => -Fp.One,
                _ => PrimeField<Fp>.Reduce(bytes),
            };
        }

        // In Montgomery's form nearly all limbs are as far from zero as they get, with the same or with random signs.
        var sum = BigInteger.Zero;
        for (var i = 0; i < Limbs - 1; i++)
        {
            var sign = kind % 4 == 1 ? 1 : random.Next(2) * 2 - 1;
            sum += sign * ((BigInteger.One << (LimbBits - 1)) - random.Next(2)) << (LimbBits * i);
        }

        var p = Fp.Modulus;
        var number = ((sum + (BigInteger)random.Next(1 << 20) * (BigInteger.One << 360)) * BigInteger.ModPow(BigInteger.One << (Limbs * LimbBits), p - 2, p) % p + p) % p;
        return PrimeField<Fp>.Reduce(number.ToByteArray(isUnsigned: true, isBigEndian: true));
    }
}
