using System.Runtime.CompilerServices;
using LazAI.Cryptography.Fields;
using LazAI.Cryptography.Fields.Lanes;

namespace LazAI.Cryptography.Curves.Lanes;

/// <summary>
/// As many points (X / Z, Y / Z) as a vector has lanes, infinity as (0 : 1 : 0), with the complete formulas of J. Renes, C. Costello
/// and L. Batina, "Complete addition formulas for prime order elliptic curves" (2015), for a = 0.
/// </summary>
/// <remarks>
/// A lane in a special case would hold up the others. Complete formulas have none, for all points of a curve without points of order
/// two, as the first groups of BLS12-381 and BN254 are, and cost no more: each coordinate is two products with one reduction.
/// </remarks>
internal struct LanePoint<T, TField, TCurve>
    where T : unmanaged, ILaneField<T, TField>
    where TField : unmanaged, IPrimeField<TField>
    where TCurve : struct, ICurve<TField>
{
    /// <summary>Values of one point in memory: the rows of X, Y and Z.</summary>
    public const int RowLength = 3 * LaneRow.Length;

    private static readonly double _threeB = SmallThreeB();

    public T X;
    public T Y;
    public T Z;

    /// <summary>(0 : 1 : 0) in every lane.</summary>
    public static void Infinity(out LanePoint<T, TField, TCurve> result)
    {
        result.X = default;
        T.Create(TField.One, out result.Y);
        result.Z = default;
    }

    /// <summary>a + b: algorithm 7.</summary>
    [SkipLocalsInit]
    public static void Add(
        in LanePoint<T, TField, TCurve> a, in LanePoint<T, TField, TCurve> b, out LanePoint<T, TField, TCurve> sum)
    {
        T.Multiply(in a.X, in b.X, out var xx);
        T.Multiply(in a.Y, in b.Y, out var yy);
        T.Multiply(in a.Z, in b.Z, out var zz);
        Cross(in a.X, in a.Y, in b.X, in b.Y, in xx, in yy, out var xy);
        Cross(in a.Y, in a.Z, in b.Y, in b.Z, in yy, in zz, out var yz);
        Cross(in a.X, in a.Z, in b.X, in b.Z, in xx, in zz, out var xz);
        Finish(in xx, in yy, in zz, in xy, in yz, in xz, out sum);
    }

    /// <summary>a + (x, y): algorithm 8. The affine point is not infinity.</summary>
    [SkipLocalsInit]
    public static void Add(in LanePoint<T, TField, TCurve> a, in T x, in T y, out LanePoint<T, TField, TCurve> sum)
    {
        T.Multiply(in a.X, in x, out var xx);
        T.Multiply(in a.Y, in y, out var yy);
        Cross(in a.X, in a.Y, in x, in y, in xx, in yy, out var xy);
        T.MultiplyAdd(in y, in a.Z, in a.Y, out var yz);
        T.MultiplyAdd(in x, in a.Z, in a.X, out var xz);
        Finish(in xx, in yy, in a.Z, in xy, in yz, in xz, out sum);
    }

    /// <summary>2a: algorithm 9.</summary>
    [SkipLocalsInit]
    public static void Double(in LanePoint<T, TField, TCurve> a, out LanePoint<T, TField, TCurve> result)
    {
        T.Square(in a.Y, out var yy);
        T.Multiply(in a.Y, in a.Z, out var yz);
        T.Multiply(in a.X, in a.Y, out var xy);
        T.Square(in a.Z, out var bzz3);
        T.Scale(in bzz3, _threeB, out bzz3);
        T.Scale(in yy, 8, out var yy8);
        T.Combine(in bzz3, -3, in yy, out var minus);
        T.Add(in yy, in bzz3, out var plus);
        T.SumOfProducts(in bzz3, in yy8, in minus, in plus, out result.Y);
        T.Add(in minus, in minus, out minus);
        T.Multiply(in minus, in xy, out result.X);
        T.Multiply(in yz, in yy8, out result.Z);
    }

    /// <summary>b in the lanes whose bits are set, a in the others.</summary>
    public static void Select(
        in LanePoint<T, TField, TCurve> a, in LanePoint<T, TField, TCurve> b, uint lanes, out LanePoint<T, TField, TCurve> result)
    {
        T.Select(in a.X, in b.X, lanes, out result.X);
        T.Select(in a.Y, in b.Y, lanes, out result.Y);
        T.Select(in a.Z, in b.Z, lanes, out result.Z);
    }

    /// <summary>Takes one point of <see cref="RowLength"/> values for each lane.</summary>
    public static void Gather(ref readonly double rows, ReadOnlySpan<int> offsets, out LanePoint<T, TField, TCurve> result)
    {
        T.Gather(in rows, offsets, out result.X);
        T.Gather(in Unsafe.Add(ref Unsafe.AsRef(in rows), LaneRow.Length), offsets, out result.Y);
        T.Gather(in Unsafe.Add(ref Unsafe.AsRef(in rows), 2 * LaneRow.Length), offsets, out result.Z);
    }

    /// <summary>Writes one point of <see cref="RowLength"/> values for each lane.</summary>
    public static void Scatter(in LanePoint<T, TField, TCurve> point, ref double rows, ReadOnlySpan<int> offsets)
    {
        T.Scatter(in point.X, ref rows, offsets);
        T.Scatter(in point.Y, ref Unsafe.Add(ref rows, LaneRow.Length), offsets);
        T.Scatter(in point.Z, ref Unsafe.Add(ref rows, 2 * LaneRow.Length), offsets);
    }

    /// <summary>The row of a point: (X / Z^2, Y / Z^3) is (XZ / Z^3, Y / Z^3).</summary>
    public static void Pack(in JacobianPoint<TField, TCurve> point, Span<double> row)
    {
        // Infinity may have any X there, which would not be on the curve here.
        var zz = TField.Square(in point.Z);
        T.Pack(point.X * point.Z, row[..LaneRow.Length]);
        T.Pack(point.IsInfinity ? TField.One : point.Y, row.Slice(LaneRow.Length, LaneRow.Length));
        T.Pack(zz * point.Z, row.Slice(2 * LaneRow.Length, LaneRow.Length));
    }

    /// <summary>The point of a row, for further work without lanes: (X / Z, Y / Z) is (XZ / Z^2, YZ^2 / Z^3).</summary>
    public static JacobianPoint<TField, TCurve> Unpack(ReadOnlySpan<double> row)
    {
        var x = T.Unpack(row[..LaneRow.Length]);
        var y = T.Unpack(row.Slice(LaneRow.Length, LaneRow.Length));
        var z = T.Unpack(row.Slice(2 * LaneRow.Length, LaneRow.Length));
        return new(x * z, y * TField.Square(in z), in z);
    }

    // a1 b2 + a2 b1, of which a1 b1 and a2 b2 are known.
    [SkipLocalsInit]
    private static void Cross(in T a1, in T a2, in T b1, in T b2, in T product1, in T product2, out T r)
    {
        T.Add(in a1, in a2, out var a);
        T.Combine(in b1, 1, in b2, out var b);
        T.Add(in product1, in product2, out var products);
        T.MultiplySubtract(in a, in b, in products, out r);
    }

    [SkipLocalsInit]
    private static void Finish(
        in T xx, in T yy, in T zz, in T xy, in T yz, in T xz, out LanePoint<T, TField, TCurve> sum)
    {
        T.Scale(in xx, 3, out var xx3);
        T.Scale(in xz, _threeB, out var bxz3);
        T.Combine(in zz, _threeB, in yy, out var plus);
        T.Combine(in zz, -_threeB, in yy, out var minus);
        T.DifferenceOfProducts(in xy, in minus, in yz, in bxz3, out sum.X);
        T.SumOfProducts(in minus, in plus, in xx3, in bxz3, out sum.Y);
        T.SumOfProducts(in yz, in plus, in xx3, in xy, out sum.Z);
    }

    // 3b is 12 for BLS12-381 and 9 for BN254: limbs times it are as good as additions.
    private static double SmallThreeB()
    {
        var threeB = TCurve.MultiplyBy3B(TField.One);
        for (var small = 1U; small <= 12; small++)
        {
            if (threeB.Equals(TField.FromUInt64(small)))
            {
                return small;
            }
        }

        throw new NotSupportedException("Arithmetic in lanes is for curves with 3b of no more than 12.");
    }
}
