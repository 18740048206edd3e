using System.Numerics;
using LazAI.Cryptography.Fields;
using LazAI.Cryptography.Fields.Lanes;
using Xunit.Abstractions;
using BlsBase = LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>;
using BlsLanes4 = LazAI.Cryptography.Fields.Lanes.LaneField384<
    System.Runtime.Intrinsics.Vector256<double>,
    LazAI.Cryptography.Fields.Lanes.LaneVector256,
    LazAI.Cryptography.Bls12381.BaseModulus>;
using BlsLanes8 = LazAI.Cryptography.Fields.Lanes.LaneField384<
    System.Runtime.Intrinsics.Vector512<double>,
    LazAI.Cryptography.Fields.Lanes.LaneVector512,
    LazAI.Cryptography.Bls12381.BaseModulus>;
using BlsTower = LazAI.Cryptography.Bls12381.Tower;
using BnBase = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>;
using BnLanes4 = LazAI.Cryptography.Fields.Lanes.LaneField256<
    System.Runtime.Intrinsics.Vector256<double>,
    LazAI.Cryptography.Fields.Lanes.LaneVector256,
    LazAI.Cryptography.Bn254.BaseModulus>;
using BnLanes8 = LazAI.Cryptography.Fields.Lanes.LaneField256<
    System.Runtime.Intrinsics.Vector512<double>,
    LazAI.Cryptography.Fields.Lanes.LaneVector512,
    LazAI.Cryptography.Bn254.BaseModulus>;
using BnTower = LazAI.Cryptography.Bn254.Tower;

namespace LazAI.Cryptography.Tests.Fields.Lanes;

/// <summary>The tower in rows against the scalar one: random numbers, numbers whose limbs are as long as they may be, long chains.</summary>
public class RowDodecicTests(ITestOutputHelper output)
{
    private const int Seed = 20261126;

    [Fact]
    public void Avx512_AgreesWithScalars()
    {
        if (LanePaths.IsSupported(LanePath.Avx512))
        {
            Check<BlsLanes8, BlsBase, BlsTower>();
            Check<BnLanes8, BnBase, BnTower>();
        }
    }

    [Fact]
    public void Avx2_AgreesWithScalars()
    {
        if (LanePaths.IsSupported(LanePath.Avx2))
        {
            Check<BlsLanes4, BlsBase, BlsTower>();
            Check<BnLanes4, BnBase, BnTower>();
        }
    }

    private void Check<TLane, TBase, TTower>()
        where TLane : unmanaged, ILaneField<TLane, TBase>
        where TBase : unmanaged, IPrimeField<TBase>
        where TTower : struct, IRowTower<TBase>
    {
        output.WriteLine($"seed {Seed}, {TLane.Count} lanes");
        var random = new Random(Seed);
        for (var i = 0; i < 200; i++)
        {
            var (x, y) = (Element<TLane, TBase, TTower>(random, i), Element<TLane, TBase, TTower>(random, i));
            var (a, b) = (new RowDodecic<TLane, TBase, TTower>(in x), new RowDodecic<TLane, TBase, TTower>(in y));
            Assert.Equal(x, a.ToScalar());
            RowDodecic<TLane, TBase, TTower>.Multiply(out var r, in a, in b);
            Assert.Equal(x * y, r.ToScalar());
            RowDodecic<TLane, TBase, TTower>.Multiply(out r, in r, in a);
            Assert.Equal(x * y * x, r.ToScalar());
            RowDodecic<TLane, TBase, TTower>.Square(out r, in a);
            Assert.Equal(x * x, r.ToScalar());
            RowDodecic<TLane, TBase, TTower>.Conjugate(out r, in a);
            Assert.Equal(x.Conjugate, r.ToScalar());
            for (var power = 1; power <= 3; power++)
            {
                RowDodecic<TLane, TBase, TTower>.Frobenius(out r, in a, power);
                Assert.Equal(DodecicExtension<TBase, TTower>.Frobenius(in x, power), r.ToScalar());
            }

            Lines<TLane, TBase, TTower>(random, x, i);
        }

        // In the subgroup, from one square to the next; any element outside shows that the formula, too, is that of the scalars.
        var f = Element<TLane, TBase, TTower>(random, 1);
        var unitary = f.Conjugate * DodecicExtension<TBase, TTower>.Invert(in f);
        var inSubgroup = DodecicExtension<TBase, TTower>.Frobenius(in unitary, 2) * unitary;
        foreach (var kind in (int[])[-1, 0, 1])
        {
            var scalar = kind < 0 ? inSubgroup : Element<TLane, TBase, TTower>(random, kind);
            var rows = new RowDodecic<TLane, TBase, TTower>(in scalar);
            for (var i = 0; i < 500; i++)
            {
                scalar = DodecicExtension<TBase, TTower>.CyclotomicSquare(in scalar);
                RowDodecic<TLane, TBase, TTower>.CyclotomicSquare(out rows, in rows);
                Assert.Equal(scalar, rows.ToScalar());
            }
        }
    }

    private static void Lines<TLane, TBase, TTower>(Random random, DodecicExtension<TBase, TTower> x, int kind)
        where TLane : unmanaged, ILaneField<TLane, TBase>
        where TBase : unmanaged, IPrimeField<TBase>
        where TTower : struct, IRowTower<TBase>
    {
        for (var count = 0; count <= 5; count++)
        {
            var rows = new RowDodecic<TLane, TBase, TTower>(in x);
            var (expected, lines) = (x, new RowLine[count]);
            for (var i = 0; i < count; i++)
            {
                var (u, v) = (Two<TLane, TBase>(random, kind), Two<TLane, TBase>(random, kind));
                var (slope, height) = (Two<TLane, TBase>(random, kind), Two<TLane, TBase>(random, kind));
                expected = DodecicExtension<TBase, TTower>.MultiplyBy014(in expected, u - v, in slope, in height);
                lines[i].Constant = Pack(u) - Pack(v);
                lines[i].Slope = Pack(slope);
                lines[i].Height = Pack(height);
            }

            RowDodecic<TLane, TBase, TTower>.MultiplyByLines(ref rows, lines);
            Assert.Equal(expected, rows.ToScalar());

            rows = new(in x);
            (expected, var unitLines) = (x, new RowPair[2 * count]);
            for (var i = 0; i < count; i++)
            {
                var (l3, l4) = (Two<TLane, TBase>(random, kind), Two<TLane, TBase>(random, kind));
                expected = DodecicExtension<TBase, TTower>.MultiplyBy34(in expected, in l3, in l4);
                unitLines[2 * i] = Pack(l3);
                unitLines[2 * i + 1] = Pack(l4);
            }

            RowDodecic<TLane, TBase, TTower>.MultiplyByUnitLines(ref rows, unitLines);
            Assert.Equal(expected, rows.ToScalar());
        }

        static RowPair Pack(QuadraticExtension<TBase> a) => RowDodecic<TLane, TBase, TTower>.Pack(in a);
    }

    private static DodecicExtension<TBase, TTower> Element<TLane, TBase, TTower>(Random random, int kind)
        where TLane : unmanaged, ILaneField<TLane, TBase>
        where TBase : unmanaged, IPrimeField<TBase>
        where TTower : struct, ITower<TBase>
    {
        return new(Six(), Six());

        CubicExtension<TBase, TTower> Six() =>
            new(Two<TLane, TBase>(random, kind), Two<TLane, TBase>(random, kind), Two<TLane, TBase>(random, kind));
    }

    private static QuadraticExtension<TBase> Two<TLane, TBase>(Random random, int kind)
        where TLane : unmanaged, ILaneField<TLane, TBase>
        where TBase : unmanaged, IPrimeField<TBase> => new(Number<TLane, TBase>(random, kind), Number<TLane, TBase>(random, kind));

    private static TBase Number<TLane, TBase>(Random random, int kind)
        where TLane : unmanaged, ILaneField<TLane, TBase>
        where TBase : unmanaged, IPrimeField<TBase>
    {
        if (kind % 2 == 0)
        {
            var bytes = new byte[64];
            random.NextBytes(bytes);
            return random.Next(8) switch
            {
                0 => TBase.Zero,
                1 => -TBase.One,
                _ => PrimeField<TBase>.Reduce(bytes),
            };
        }

        // In Montgomery's form nearly all limbs are as far from zero as they get, with the same or with random signs.
        var sum = BigInteger.Zero;
        for (var i = 0; i < TLane.RowLimbs - 1; i++)
        {
            var sign = kind % 4 == 1 ? 1 : random.Next(2) * 2 - 1;
            sum += sign * ((BigInteger.One << (TLane.RowBits - 1)) - random.Next(2)) << (TLane.RowBits * i);
        }

        const int TopBits = 20;
        var p = TBase.Modulus;
        sum += (BigInteger)random.Next(1 << TopBits) << ((int)p.GetBitLength() - TopBits - 1);
        var number = (sum * Radix<TLane, TBase>.Inverse % p + p) % p;
        return PrimeField<TBase>.Reduce(number.ToByteArray(isUnsigned: true, isBigEndian: true));
    }

    // Montgomery's, made once: it costs more than all else here.
    private static class Radix<TLane, TBase>
        where TLane : unmanaged, ILaneField<TLane, TBase>
        where TBase : unmanaged, IPrimeField<TBase>
    {
        public static BigInteger Inverse { get; } =
            BigInteger.ModPow(BigInteger.One << (TLane.RowLimbs * TLane.RowBits), TBase.Modulus - 2, TBase.Modulus);
    }
}
