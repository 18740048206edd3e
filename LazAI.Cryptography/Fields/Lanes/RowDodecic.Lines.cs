using System.Runtime.CompilerServices;

namespace LazAI.Cryptography.Fields.Lanes;

// Products with lines of an M-twist. Two lines are multiplied with each other first: 6 and 18 products fill vectors better than 13 twice.
internal partial struct RowDodecic<TLane, TBase, TTower>
{
    private const int LineProducts = 13;

    /// <summary>f times the lines' values, whose coordinates are sums of at most two.</summary>
    [SkipLocalsInit]
    public static void MultiplyByLines(ref RowDodecic<TLane, TBase, TTower> f, ReadOnlySpan<RowLine> lines)
    {
        for (; lines.Length > 1; lines = lines[2..])
        {
            Multiply(out var product, in lines[0], in lines[1]);
            Multiply(out f, in f, in product);
        }

        if (lines.Length > 0)
        {
            MultiplyByLine(ref f, in lines[0]);
        }
    }

    // Coordinates are sums of at most three, and _3 is zero.
    [SkipLocalsInit]
    private static void Multiply(out RowDodecic<TLane, TBase, TTower> r, in RowLine x, in RowLine y)
    {
        Span<RowPair> a = stackalloc RowPair[RowProducts<TLane, TBase>.CountMultiple];
        Span<RowPair> b = stackalloc RowPair[RowProducts<TLane, TBase>.CountMultiple];
        LineFactors(in x, a);
        LineFactors(in y, b);
        RowProducts<TLane, TBase>.Multiply(a, b, a, 6);
        r._0 = a[0] + TTower.MultiplyByNonResidue(in a[2]);
        r._1 = a[3] - a[0] - a[1];
        r._2 = a[1];
        r._3 = default;
        r._4 = a[4] - a[0] - a[2];
        r._5 = a[5] - a[1] - a[2];
    }

    private static void LineFactors(in RowLine line, Span<RowPair> factors)
    {
        factors[0] = line.Constant;
        factors[1] = line.Slope;
        factors[2] = line.Height;
        factors[3] = line.Constant + line.Slope;
        factors[4] = line.Constant + line.Height;
        factors[5] = line.Slope + line.Height;
    }

    [SkipLocalsInit]
    private static void MultiplyByLine(ref RowDodecic<TLane, TBase, TTower> f, in RowLine line)
    {
        Span<RowPair> a = stackalloc RowPair[ProductsMaximum];
        Span<RowPair> b = stackalloc RowPair[ProductsMaximum];
        ProductFactors(a, in f._0, in f._1, in f._2);
        LineFactors(b, in line.Constant, in line.Slope);
        ProductFactors(a[5..], f._0 + f._3, f._1 + f._4, f._2 + f._5);
        LineFactors(b[5..], in line.Constant, line.Slope + line.Height);
        a[10] = f._3;
        a[11] = f._4;
        a[12] = f._5;
        b[10] = line.Height;
        b[11] = line.Height;
        b[12] = line.Height;
        RowProducts<TLane, TBase>.Multiply(a, b, a, LineProducts);

        // Sums of 5, 3 and 3; then the product of the other half with the height times v.
        SparseProduct(a, out var v0, out var v1, out var v2);
        SparseProduct(a[5..], out var c0, out var c1, out var c2);
        var w0 = TTower.MultiplyByNonResidue(in a[12]);
        f._0 = Reduce(v0 + TTower.MultiplyByNonResidue(in a[11]));
        f._1 = Reduce(v1 + w0);
        f._2 = Reduce(v2 + a[10]);
        f._3 = Reduce(c0 - v0 - w0);
        f._4 = Reduce(c1 - v1 - a[10]);
        f._5 = Reduce(c2 - v2 - a[11]);
    }

    private static void ProductFactors(Span<RowPair> factors, in RowPair c0, in RowPair c1, in RowPair c2)
    {
        factors[0] = c0;
        factors[1] = c1;
        factors[2] = c1 + c2;
        factors[3] = c0 + c1;
        factors[4] = c0 + c2;
    }

    private static void LineFactors(Span<RowPair> factors, in RowPair l0, in RowPair l1)
    {
        factors[0] = l0;
        factors[1] = l1;
        factors[2] = l1;
        factors[3] = l0 + l1;
        factors[4] = l0;
    }

    private static void SparseProduct(ReadOnlySpan<RowPair> products, out RowPair c0, out RowPair c1, out RowPair c2)
    {
        c0 = products[0] + TTower.MultiplyByNonResidue(products[2] - products[1]);
        c1 = products[3] - products[0] - products[1];
        c2 = products[4] - products[0] + products[1];
    }
}
