using System.Runtime.CompilerServices;

namespace LazAI.Cryptography.Fields.Lanes;

// Products with lines 1 + l3 w + l4 v w of a D-twist, divided by their first coordinate.
internal partial struct RowDodecic<TLane, TBase, TTower>
{
    private const int UnitLineProducts = 10;

    private static readonly RowPair _unit = Pack(QuadraticExtension<TBase>.One);

    /// <summary>f times lines, each l3 and then l4, normal.</summary>
    [SkipLocalsInit]
    public static void MultiplyByUnitLines(ref RowDodecic<TLane, TBase, TTower> f, ReadOnlySpan<RowPair> lines)
    {
        for (; lines.Length > 2; lines = lines[4..])
        {
            MultiplyUnitLines(out var product, lines);
            Multiply(out f, in f, in product);
        }

        if (lines.Length > 0)
        {
            MultiplyByUnitLine(ref f, in lines[0], in lines[1]);
        }
    }

    // (1 + a w + b w^3)(1 + c w + d w^3) = 1 + ξ b d + (a + c) w + a c w^2 + (b + d) w^3 + (a d + b c) w^4, sums of at most three.
    [SkipLocalsInit]
    private static void MultiplyUnitLines(out RowDodecic<TLane, TBase, TTower> r, ReadOnlySpan<RowPair> lines)
    {
        Span<RowPair> a = stackalloc RowPair[RowProducts<TLane, TBase>.CountMultiple];
        Span<RowPair> b = stackalloc RowPair[RowProducts<TLane, TBase>.CountMultiple];
        a[0] = lines[0];
        b[0] = lines[2];
        a[1] = lines[1];
        b[1] = lines[3];
        a[2] = lines[0] + lines[1];
        b[2] = lines[2] + lines[3];
        RowProducts<TLane, TBase>.Multiply(a, b, a, 3);
        r._0 = _unit + TTower.MultiplyByNonResidue(in a[1]);
        r._1 = a[0];
        r._2 = a[2] - a[0] - a[1];
        r._3 = lines[0] + lines[2];
        r._4 = lines[1] + lines[3];
        r._5 = default;
    }

    // c0 + v c1 (l3 + l4 v) and c1 + c0 (l3 + l4 v).
    [SkipLocalsInit]
    private static void MultiplyByUnitLine(ref RowDodecic<TLane, TBase, TTower> f, in RowPair l3, in RowPair l4)
    {
        Span<RowPair> a = stackalloc RowPair[ProductsMaximum];
        Span<RowPair> b = stackalloc RowPair[ProductsMaximum];
        ProductFactors(a, in f._0, in f._1, in f._2);
        LineFactors(b, in l3, in l4);
        ProductFactors(a[5..], in f._3, in f._4, in f._5);
        LineFactors(b[5..], in l3, in l4);
        RowProducts<TLane, TBase>.Multiply(a, b, a, UnitLineProducts);

        SparseProduct(a, out var v0, out var v1, out var v2);
        SparseProduct(a[5..], out var w0, out var w1, out var w2);
        f._0 = Reduce(f._0 + TTower.MultiplyByNonResidue(in w2));
        f._1 = Reduce(f._1 + w0);
        f._2 = Reduce(f._2 + w1);
        f._3 = Reduce(f._3 + v0);
        f._4 = Reduce(f._4 + v1);
        f._5 = Reduce(f._5 + v2);
    }
}
