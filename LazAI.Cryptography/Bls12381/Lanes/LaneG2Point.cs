using System.Runtime.CompilerServices;
using LazAI.Cryptography.Curves;
using LazAI.Cryptography.Fields.Lanes;
using Fp = LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>;
using Fp2 = LazAI.Cryptography.Fields.QuadraticExtension<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>>;

namespace LazAI.Cryptography.Bls12381.Lanes;

/// <summary>
/// As many points (X / Z, Y / Z) of the curve of G2 as a vector has lanes, infinity as (0 : 1 : 0), with the complete formulas of
/// J. Renes, C. Costello and L. Batina, "Complete addition formulas for prime order elliptic curves" (2015), for a = 0.
/// </summary>
/// <remarks>
/// Complete, and so without a special case that could hold up the other lanes, on all of the curve: its order is odd. A product of
/// factors of m p and n p is below (1/2 + mn/1200) p in size, so that no factor here exceeds 80p, nor a coordinate 2p, except for the
/// y of <see cref="DoubleRepeatedly"/>, which may be 5p: not to be unpacked before it has been added.
/// </remarks>
internal struct LaneG2Point<T>
    where T : unmanaged, ILaneField<T, Fp>
{
    /// <summary>Values of one point in memory: the rows of X, Y and Z.</summary>
    public const int RowLength = 3 * LaneQuadratic<T, Fp>.RowLength;

    public LaneQuadratic<T, Fp> X;
    public LaneQuadratic<T, Fp> Y;
    public LaneQuadratic<T, Fp> Z;

    /// <summary>(0 : 1 : 0) in every lane.</summary>
    public static void Infinity(out LaneG2Point<T> result)
    {
        result.X = default;
        LaneQuadratic<T, Fp>.Create(Fp2.One, out result.Y);
        result.Z = default;
    }

    /// <summary>a + b: algorithm 7.</summary>
    [SkipLocalsInit]
    public static void Add(in LaneG2Point<T> a, in LaneG2Point<T> b, out LaneG2Point<T> sum)
    {
        LaneQuadratic<T, Fp>.Multiply(in a.X, in b.X, out var xx);
        LaneQuadratic<T, Fp>.Multiply(in a.Y, in b.Y, out var yy);
        LaneQuadratic<T, Fp>.Multiply(in a.Z, in b.Z, out var zz);
        Cross(in a.X, in a.Y, in b.X, in b.Y, in xx, in yy, out var xy);
        Cross(in a.Y, in a.Z, in b.Y, in b.Z, in yy, in zz, out var yz);
        Cross(in a.X, in a.Z, in b.X, in b.Z, in xx, in zz, out var xz);

        LaneQuadratic<T, Fp>.Scale(in xx, 3, out xx);
        Times3B(in xz, out xz);
        Times3B(in zz, out zz);
        LaneQuadratic<T, Fp>.Combine(in zz, 1, in yy, out var plus);
        LaneQuadratic<T, Fp>.Combine(in zz, -1, in yy, out var minus);
        LaneQuadratic<T, Fp>.Multiply(in xy, in minus, out var first);
        LaneQuadratic<T, Fp>.Multiply(in yz, in xz, out var second);
        LaneQuadratic<T, Fp>.Combine(in second, -1, in first, out sum.X);
        LaneQuadratic<T, Fp>.Multiply(in minus, in plus, out first);
        LaneQuadratic<T, Fp>.Multiply(in xx, in xz, out second);
        LaneQuadratic<T, Fp>.Combine(in second, 1, in first, out sum.Y);
        LaneQuadratic<T, Fp>.Multiply(in yz, in plus, out first);
        LaneQuadratic<T, Fp>.Multiply(in xx, in xy, out second);
        LaneQuadratic<T, Fp>.Combine(in second, 1, in first, out sum.Z);
    }

    /// <summary>2a: algorithm 9.</summary>
    [SkipLocalsInit]
    public static void Double(in LaneG2Point<T> a, out LaneG2Point<T> result)
    {
        LaneQuadratic<T, Fp>.Square(in a.Y, out var yy);
        LaneQuadratic<T, Fp>.Multiply(in a.Y, in a.Z, out var yz);
        LaneQuadratic<T, Fp>.Multiply(in a.X, in a.Y, out var xy);
        LaneQuadratic<T, Fp>.Square(in a.Z, out var zz);
        Times3B(in zz, out zz);
        LaneQuadratic<T, Fp>.Scale(in yy, 8, out var yy8);
        LaneQuadratic<T, Fp>.Combine(in zz, -3, in yy, out var minus);
        LaneQuadratic<T, Fp>.Combine(in zz, 1, in yy, out var plus);
        LaneQuadratic<T, Fp>.Multiply(in zz, in yy8, out var first);
        LaneQuadratic<T, Fp>.Multiply(in minus, in plus, out var second);
        LaneQuadratic<T, Fp>.Combine(in second, 1, in first, out result.Y);
        LaneQuadratic<T, Fp>.Add(in minus, in minus, out minus);
        LaneQuadratic<T, Fp>.Multiply(in minus, in xy, out result.X);
        LaneQuadratic<T, Fp>.Multiply(in yz, in yy8, out result.Z);
    }

    /// <summary>
    /// 2^count a, by Jacobian coordinates (dbl-2009-l of the Explicit-Formulas Database), in which a doubling takes a fifth less.
    /// Infinity becomes (0 : 0 : 0) and stays that in all sums: the caller looks for a Z of 0 in the end.
    /// </summary>
    [SkipLocalsInit]
    public static void DoubleRepeatedly(in LaneG2Point<T> a, int count, out LaneG2Point<T> result)
    {
        // (X / Z, Y / Z) is (XZ / Z^2, YZ^2 / Z^3).
        LaneQuadratic<T, Fp>.Multiply(in a.X, in a.Z, out var x);
        LaneQuadratic<T, Fp>.Square(in a.Z, out var y);
        LaneQuadratic<T, Fp>.Multiply(in a.Y, in y, out y);
        var z = a.Z;
        for (; count > 0; count--)
        {
            // m = -3 x^2, so that y = m (m^2 - 12 x y^2) - 8 y^4 needs no other negation.
            LaneQuadratic<T, Fp>.Square(in x, out var m);
            LaneQuadratic<T, Fp>.Scale(in m, -3, out m);
            LaneQuadratic<T, Fp>.Square(in y, out var yy);
            LaneQuadratic<T, Fp>.Multiply(in x, in yy, out var s);
            LaneQuadratic<T, Fp>.Add(in y, in y, out y);
            LaneQuadratic<T, Fp>.Multiply(in y, in z, out z);
            LaneQuadratic<T, Fp>.Square(in m, out var mm);
            LaneQuadratic<T, Fp>.Combine(in s, -8, in mm, out x);
            LaneQuadratic<T, Fp>.Combine(in s, -12, in mm, out s);
            LaneQuadratic<T, Fp>.Multiply(in m, in s, out y);
            LaneQuadratic<T, Fp>.Square(in yy, out yy);
            LaneQuadratic<T, Fp>.Combine(in yy, -8, in y, out y);
        }

        // (X / Z^2, Y / Z^3) is (XZ / Z^3, Y / Z^3).
        LaneQuadratic<T, Fp>.Multiply(in x, in z, out result.X);
        result.Y = y;
        LaneQuadratic<T, Fp>.Square(in z, out x);
        LaneQuadratic<T, Fp>.Multiply(in x, in z, out result.Z);
    }

    /// <summary>-a.</summary>
    public static void Negate(in LaneG2Point<T> a, out LaneG2Point<T> result)
    {
        result.X = a.X;
        LaneQuadratic<T, Fp>.Negate(in a.Y, uint.MaxValue, out result.Y);
        result.Z = a.Z;
    }

    /// <summary>Takes one point of <see cref="RowLength"/> values for each lane.</summary>
    public static void Gather(ref readonly double rows, ReadOnlySpan<int> offsets, out LaneG2Point<T> result)
    {
        LaneQuadratic<T, Fp>.Gather(in rows, offsets, out result.X);
        LaneQuadratic<T, Fp>.Gather(in Unsafe.Add(ref Unsafe.AsRef(in rows), LaneQuadratic<T, Fp>.RowLength), offsets, out result.Y);
        LaneQuadratic<T, Fp>.Gather(in Unsafe.Add(ref Unsafe.AsRef(in rows), 2 * LaneQuadratic<T, Fp>.RowLength), offsets, out result.Z);
    }

    /// <summary>Writes one point of <see cref="RowLength"/> values for each lane.</summary>
    public static void Scatter(in LaneG2Point<T> point, ref double rows, ReadOnlySpan<int> offsets)
    {
        LaneQuadratic<T, Fp>.Scatter(in point.X, ref rows, offsets);
        LaneQuadratic<T, Fp>.Scatter(in point.Y, ref Unsafe.Add(ref rows, LaneQuadratic<T, Fp>.RowLength), offsets);
        LaneQuadratic<T, Fp>.Scatter(in point.Z, ref Unsafe.Add(ref rows, 2 * LaneQuadratic<T, Fp>.RowLength), offsets);
    }

    /// <summary>The row of a point.</summary>
    public static void Pack(in AffinePoint<Fp2, G2Curve> point, Span<double> row)
    {
        LaneQuadratic<T, Fp>.Pack(in point.X, row);
        LaneQuadratic<T, Fp>.Pack(point.IsInfinity ? Fp2.One : point.Y, row[LaneQuadratic<T, Fp>.RowLength..]);
        LaneQuadratic<T, Fp>.Pack(point.IsInfinity ? Fp2.Zero : Fp2.One, row[(2 * LaneQuadratic<T, Fp>.RowLength)..]);
    }

    /// <summary>The point of a row, for further work without lanes: (X / Z, Y / Z) is (XZ / Z^2, YZ^2 / Z^3).</summary>
    public static JacobianPoint<Fp2, G2Curve> Unpack(ReadOnlySpan<double> row)
    {
        var x = LaneQuadratic<T, Fp>.Unpack(row);
        var y = LaneQuadratic<T, Fp>.Unpack(row[LaneQuadratic<T, Fp>.RowLength..]);
        var z = LaneQuadratic<T, Fp>.Unpack(row[(2 * LaneQuadratic<T, Fp>.RowLength)..]);
        return new(x * z, y * Fp2.Square(in z), in z);
    }

    // a1 b2 + a2 b1, of which a1 b1 and a2 b2 are known.
    [SkipLocalsInit]
    private static void Cross(
        in LaneQuadratic<T, Fp> a1,
        in LaneQuadratic<T, Fp> a2,
        in LaneQuadratic<T, Fp> b1,
        in LaneQuadratic<T, Fp> b2,
        in LaneQuadratic<T, Fp> product1,
        in LaneQuadratic<T, Fp> product2,
        out LaneQuadratic<T, Fp> r)
    {
        LaneQuadratic<T, Fp>.Add(in a1, in a2, out var a);
        LaneQuadratic<T, Fp>.Combine(in b1, 1, in b2, out var b);
        LaneQuadratic<T, Fp>.Multiply(in a, in b, out a);
        LaneQuadratic<T, Fp>.Add(in product1, in product2, out b);
        LaneQuadratic<T, Fp>.Combine(in b, -1, in a, out r);
    }

    // 12 (1 + u) a, a sum of two.
    [SkipLocalsInit]
    private static void Times3B(in LaneQuadratic<T, Fp> a, out LaneQuadratic<T, Fp> r)
    {
        LaneQuadratic<T, Fp>.Scale(in a, 12, out var twelve);
        T.Subtract(in twelve.C0, in twelve.C1, out r.C0);
        T.Add(in twelve.C0, in twelve.C1, out r.C1);
    }
}
