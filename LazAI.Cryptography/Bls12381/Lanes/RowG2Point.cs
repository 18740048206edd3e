using System.Runtime.CompilerServices;
using LazAI.Cryptography.Curves;
using LazAI.Cryptography.Fields.Lanes;
using Fp = LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>;
using Fp2 = LazAI.Cryptography.Fields.QuadraticExtension<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>>;

namespace LazAI.Cryptography.Bls12381.Lanes;

/// <summary>
/// A point (X / Z, Y / Z) of the curve of G2 in rows, infinity being (0 : 1 : 0): <see cref="ProjectivePoint{TField, TCurve}"/> and its
/// complete formulas, cut into levels of four products at a time. Coordinates are sums of at most two.
/// </summary>
/// <remarks>
/// The formulas are complete for all points of the curve, not only those of G2, since its order r h2 is odd. Constant-time: nothing
/// branches on the coordinates, and the limbs are integers all the way, as are the parts that products are taken apart into. So no
/// double is ever subnormal, the only kind for which processors may take longer.
/// </remarks>
internal struct RowG2Point<TLane>
    where TLane : unmanaged, ILanePairs<TLane, Fp>
{
    private const int Level = RowPairProducts<TLane, Fp>.CountMultiple;

    private static readonly RowPair _psiX = Pack(G2Curve.PsiX);
    private static readonly RowPair _psiY = Pack(G2Curve.PsiY);

    public RowPair X;
    public RowPair Y;
    public RowPair Z;

    /// <summary>(X / Z^2, Y / Z^3) is (X Z : Y : Z^3).</summary>
    public RowG2Point(in JacobianPoint<Fp2, G2Curve> point)
    {
        X = Pack(point.X * point.Z);
        Y = Pack(in point.Y);
        Z = Pack(Fp2.Square(in point.Z) * point.Z);
    }

    /// <summary>The point in scalar coordinates; constant-time.</summary>
    public readonly ProjectivePoint<Fp2, G2Curve> ToProjective() => new(Unpack(in X), Unpack(in Y), Unpack(in Z));

    /// <summary>(X / Z, Y / Z) is (X Z / Z^2, Y Z^2 / Z^3).</summary>
    public readonly JacobianPoint<Fp2, G2Curve> ToJacobian()
    {
        var point = ToProjective();
        return new(point.X * point.Z, point.Y * Fp2.Square(in point.Z), in point.Z);
    }

    /// <summary>-a.</summary>
    public static RowG2Point<TLane> operator -(in RowG2Point<TLane> a)
    {
        var r = a;
        r.Y = -a.Y;
        return r;
    }

    /// <summary>ψ: see <see cref="G2Curve.Psi(in AffinePoint{Fp2, G2Curve})"/>.</summary>
    [SkipLocalsInit]
    public static RowG2Point<TLane> Psi(in RowG2Point<TLane> point)
    {
        Span<RowPair> a = stackalloc RowPair[Level];
        Span<RowPair> b = stackalloc RowPair[Level];
        a[0] = point.X.Conjugate;
        b[0] = _psiX;
        a[1] = point.Y.Conjugate;
        b[1] = _psiY;
        RowPairProducts<TLane, Fp>.Multiply(a, b, a, 2);
        RowG2Point<TLane> r;
        r.X = a[0];
        r.Y = a[1];
        r.Z = point.Z.Conjugate;
        return r;
    }

    /// <summary>point = 2 point: algorithm 9 of Renes, Costello and Batina.</summary>
    [SkipLocalsInit]
    public static void Double(ref RowG2Point<TLane> point)
    {
        Span<RowPair> a = stackalloc RowPair[Level];
        Span<RowPair> b = stackalloc RowPair[Level];

        // 3b is 12 ξ.
        a[0] = point.Y;
        b[0] = point.Y;
        a[1] = point.Y;
        b[1] = point.Z;
        a[2] = Tower.MultiplyByNonResidue(in point.Z) * 3;
        b[2] = point.Z * 4;
        a[3] = point.X;
        b[3] = point.Y;
        RowPairProducts<TLane, Fp>.Multiply(a, b, a, Level);

        var (yy, yz, bzz3, xy) = (a[0], a[1], a[2], a[3]);
        var minus = yy - bzz3 * 3;
        var yy8 = yy * 8;
        a[0] = minus * 2;
        b[0] = xy;
        a[1] = minus;
        b[1] = yy + bzz3;
        a[2] = bzz3;
        b[2] = yy8;
        a[3] = yz;
        b[3] = yy8;
        RowPairProducts<TLane, Fp>.Multiply(a, b, a, Level);
        point.X = a[0];
        point.Y = a[1] + a[2];
        point.Z = a[3];
    }

    /// <summary>sum = p + q: algorithm 7 of Renes, Costello and Batina.</summary>
    [SkipLocalsInit]
    public static void Add(out RowG2Point<TLane> sum, in RowG2Point<TLane> p, in RowG2Point<TLane> q)
    {
        Span<RowPair> a = stackalloc RowPair[Level];
        Span<RowPair> b = stackalloc RowPair[Level];
        Unsafe.SkipInit(out sum);
        a[0] = p.Y;
        b[0] = q.Y;
        a[1] = p.Z;
        b[1] = q.Z;
        a[2] = p.Y + p.Z;
        b[2] = q.Y + q.Z;
        a[3] = p.X + p.Z;
        b[3] = q.X + q.Z;
        RowPairProducts<TLane, Fp>.Multiply(a, b, a, Level);

        // 3b in two steps, so that the sums stay short enough to be reduced.
        var (yy, zz, xz) = (a[0], a[1], a[3]);
        var yz = a[2] - yy - zz;
        var bzz3 = Reduce(Tower.MultiplyByNonResidue(in zz) * 3) * 4;
        var plus = yy + bzz3;
        var minus = yy - bzz3;
        a[0] = p.X;
        b[0] = q.X;
        a[1] = p.X + p.Y;
        b[1] = q.X + q.Y;
        a[2] = minus;
        b[2] = plus;
        a[3] = yz;
        b[3] = plus;
        RowPairProducts<TLane, Fp>.Multiply(a, b, a, Level);

        var (xx, square, height) = (a[0], a[2], a[3]);
        var xy = a[1] - xx - yy;
        var xx3 = xx * 3;
        var bxz3 = Reduce(Tower.MultiplyByNonResidue(xz - xx - zz) * 2) * 6;
        a[0] = xy;
        b[0] = minus;
        a[1] = yz;
        b[1] = bxz3;
        a[2] = xx3;
        b[2] = bxz3;
        a[3] = xx3;
        b[3] = xy;
        RowPairProducts<TLane, Fp>.Multiply(a, b, a, Level);
        sum.X = a[0] - a[1];
        sum.Y = square + a[2];
        sum.Z = height + a[3];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static RowPair Reduce(in RowPair a) => RowReduction<TLane, Fp>.Reduce(in a);

    private static RowPair Pack(in Fp2 a) => RowDodecic<TLane, Fp, Tower>.Pack(in a);

    private static Fp2 Unpack(in RowPair a) => RowDodecic<TLane, Fp, Tower>.Unpack(Reduce(in a));
}
