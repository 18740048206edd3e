using System.Runtime.CompilerServices;

namespace LazAI.Cryptography.Fields.Lanes;

// Each operation writes the factors of its products, has them multiplied, and puts the products together. How many normal elements
// are in a sum is told where it is not plain: at most 16 in a factor, and 15 where a sum is reduced.
internal partial struct RowDodecic<TLane, TBase, TTower>
{
    /// <summary>Products in Fp2 of <see cref="Square"/>.</summary>
    public const int SquareProducts = 12;

    private const int MultiplyProducts = 18;
    private const int ProductsMaximum = 24;
    private const int CubicProducts = 6;

    [SkipLocalsInit]
    public static void Multiply(
        out RowDodecic<TLane, TBase, TTower> r, in RowDodecic<TLane, TBase, TTower> x, in RowDodecic<TLane, TBase, TTower> y)
    {
        Span<RowPair> a = stackalloc RowPair[ProductsMaximum];
        Span<RowPair> b = stackalloc RowPair[ProductsMaximum];
        CubicFactors(a, in x._0, in x._1, in x._2);
        CubicFactors(b, in y._0, in y._1, in y._2);
        CubicFactors(a[CubicProducts..], in x._3, in x._4, in x._5);
        CubicFactors(b[CubicProducts..], in y._3, in y._4, in y._5);
        CubicFactors(a[(2 * CubicProducts)..], x._0 + x._3, x._1 + x._4, x._2 + x._5);
        CubicFactors(b[(2 * CubicProducts)..], y._0 + y._3, y._1 + y._4, y._2 + y._5);
        RowProducts<TLane, TBase>.Multiply(a, b, a, MultiplyProducts);

        CubicProduct(a, out var v0, out var v1, out var v2);
        CubicProduct(a[CubicProducts..], out var w0, out var w1, out var w2);
        CubicProduct(a[(2 * CubicProducts)..], out var c0, out var c1, out var c2);
        v0 = Reduce(in v0);
        w0 = Reduce(in w0);
        r._0 = Reduce(v0 + TTower.MultiplyByNonResidue(in w2));
        r._1 = Reduce(v1 + w0);
        r._2 = Reduce(v2 + w1);
        r._3 = Reduce(c0 - v0 - w0);
        r._4 = Reduce(c1 - v1 - w1);
        r._5 = Reduce(c2 - v2 - w2);
    }

    [SkipLocalsInit]
    public static void Square(out RowDodecic<TLane, TBase, TTower> r, in RowDodecic<TLane, TBase, TTower> x)
    {
        Span<RowPair> a = stackalloc RowPair[ProductsMaximum];
        Span<RowPair> b = stackalloc RowPair[ProductsMaximum];
        SquareFactors(in x, a, b);
        RowProducts<TLane, TBase>.Multiply(a, b, a, SquareProducts);
        SquareProduct(out r, a);
    }

    /// <summary>Writes the factors of a square, for it to be made together with other products.</summary>
    public static void SquareFactors(in RowDodecic<TLane, TBase, TTower> x, Span<RowPair> a, Span<RowPair> b)
    {
        CubicFactors(a, in x._0, in x._1, in x._2);
        CubicFactors(b, in x._3, in x._4, in x._5);
        CubicFactors(a[CubicProducts..], x._0 + x._3, x._1 + x._4, x._2 + x._5);
        CubicFactors(b[CubicProducts..], x._0 + TTower.MultiplyByNonResidue(in x._5), x._1 + x._3, x._2 + x._4);
    }

    /// <summary>Puts the products of <see cref="SquareFactors"/> together.</summary>
    [SkipLocalsInit]
    public static void SquareProduct(out RowDodecic<TLane, TBase, TTower> r, ReadOnlySpan<RowPair> products)
    {
        CubicProduct(products, out var v0, out var v1, out var v2);
        CubicProduct(products[CubicProducts..], out var c0, out var c1, out var c2);
        v0 = Reduce(in v0);
        v2 = Reduce(in v2);
        r._0 = Reduce(c0 - v0 - TTower.MultiplyByNonResidue(in v2));
        r._1 = Reduce(c1 - v1 - v0);
        r._2 = Reduce(c2 - v2 - v1);
        r._3 = Reduce(v0 + v0);
        r._4 = Reduce(v1 + v1);
        r._5 = Reduce(v2 + v2);
    }

    // Karatsuba's factors of a product in Fp6.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CubicFactors(Span<RowPair> factors, in RowPair c0, in RowPair c1, in RowPair c2)
    {
        factors = factors[..CubicProducts];
        factors[0] = c0;
        factors[1] = c1;
        factors[2] = c2;
        factors[3] = c1 + c2;
        factors[4] = c0 + c1;
        factors[5] = c0 + c2;
    }

    // Sums of 7, 5 and 4.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CubicProduct(ReadOnlySpan<RowPair> products, out RowPair c0, out RowPair c1, out RowPair c2)
    {
        products = products[..CubicProducts];
        c0 = products[0] + TTower.MultiplyByNonResidue(products[3] - products[1] - products[2]);
        c1 = products[4] - products[0] - products[1] + TTower.MultiplyByNonResidue(in products[2]);
        c2 = products[5] - products[0] - products[2] + products[1];
    }
}
