using System.Runtime.CompilerServices;
using LazAI.Cryptography.Fields.Lanes;
using Fp = LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>;
using Fp2 = LazAI.Cryptography.Fields.QuadraticExtension<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>>;
using G1 = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>, LazAI.Cryptography.Bls12381.G1Curve>;
using G2 = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.QuadraticExtension<
        LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>>,
    LazAI.Cryptography.Bls12381.G2Curve>;

namespace LazAI.Cryptography.Bls12381.Lanes;

/// <summary>
/// The state of one pair in a Miller loop in rows: <see cref="MillerPoint"/> and its formulas, cut into levels of products that can be
/// made together with those of other pairs. A level first takes up the products of the one before. X and Y are sums of at most two.
/// </summary>
internal struct RowMillerPoint<TLane>
    where TLane : unmanaged, ILaneField<TLane, Fp>
{
    public const int DoubleFirstProducts = 5;
    public const int DoubleSecondProducts = 6;
    public const int AddFirstProducts = 2;
    public const int AddSecondProducts = 6;
    public const int AddThirdProducts = 3;
    public const int AddFourthProducts = 4;

    private readonly RowPair _px;
    private readonly RowPair _py;
    private readonly RowPair _qx;
    private readonly RowPair _qy;
    private RowPair _x;
    private RowPair _y;
    private RowPair _z;

    // What a later level needs of an earlier one.
    private RowPair _s;
    private RowPair _t;

    public RowMillerPoint(in G1 p, in G2 q)
    {
        this = default;
        _px = Pack(new Fp2(p.X, Fp.Zero));
        _py = Pack(new Fp2(p.Y, Fp.Zero));
        _x = _qx = Pack(in q.X);
        _y = _qy = Pack(in q.Y);
        _z = Pack(Fp2.One);
    }

    public readonly void DoubleFirst(Span<RowPair> a, Span<RowPair> b)
    {
        a[0] = _x;
        b[0] = _y;
        a[1] = _y;
        b[1] = _y;
        a[2] = _z;
        b[2] = _z;
        a[3] = _x;
        b[3] = _x;
        a[4] = _y;
        b[4] = _z;
    }

    public void DoubleSecond(ReadOnlySpan<RowPair> products, Span<RowPair> a, Span<RowPair> b)
    {
        // 3b' Z^2 in two steps, so that the sums stay short enough to be reduced.
        var square = products[1];
        var e = Reduce(Reduce(Tower.MultiplyByNonResidue(in products[2]) * 4) * 3);
        var twiceYZ = products[4] * 2;
        _s = e - square;
        a[0] = products[0] * 2;
        b[0] = square - e * 3;
        a[1] = square + e * 3;
        b[1] = a[1];
        a[2] = e * 3;
        b[2] = e * 4;
        a[3] = square * 4;
        b[3] = twiceYZ;
        a[4] = products[3] * 3;
        b[4] = _px;
        a[5] = -twiceYZ;
        b[5] = _py;
    }

    public void DoubleLast(ReadOnlySpan<RowPair> products, out RowLine line)
    {
        _x = products[0];
        _y = products[1] - products[2];
        _z = products[3];
        line.Constant = _s;
        line.Slope = products[4];
        line.Height = products[5];
    }

    public readonly void AddFirst(Span<RowPair> a, Span<RowPair> b)
    {
        a[0] = _qy;
        b[0] = _z;
        a[1] = _qx;
        b[1] = _z;
    }

    public void AddSecond(ReadOnlySpan<RowPair> products, Span<RowPair> a, Span<RowPair> b)
    {
        _s = _y - products[0];
        _t = _x - products[1];
        a[0] = _s;
        b[0] = _s;
        a[1] = _t;
        b[1] = _t;
        a[2] = _s;
        b[2] = _qx;
        a[3] = _t;
        b[3] = _qy;
        a[4] = -_s;
        b[4] = _px;
        a[5] = _t;
        b[5] = _py;
    }

    public readonly void AddThird(ReadOnlySpan<RowPair> products, Span<RowPair> a, Span<RowPair> b, out RowLine line)
    {
        line.Constant = products[2] - products[3];
        line.Slope = products[4];
        line.Height = products[5];
        a[0] = _t;
        b[0] = products[1];
        a[1] = _z;
        b[1] = products[0];
        a[2] = _x;
        b[2] = products[1];
    }

    public readonly void AddFourth(ReadOnlySpan<RowPair> products, Span<RowPair> a, Span<RowPair> b)
    {
        var (e, g) = (products[0], products[2]);
        var h = e + products[1] - g * 2;
        a[0] = _t;
        b[0] = h;
        a[1] = _s;
        b[1] = g - h;
        a[2] = e;
        b[2] = _y;
        a[3] = _z;
        b[3] = e;
    }

    public void AddLast(ReadOnlySpan<RowPair> products)
    {
        _x = products[0];
        _y = products[1] - products[2];
        _z = products[3];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static RowPair Reduce(in RowPair a) => RowReduction<TLane, Fp>.Reduce(in a);

    private static RowPair Pack(in Fp2 a) => RowDodecic<TLane, Fp, Tower>.Pack(in a);
}
