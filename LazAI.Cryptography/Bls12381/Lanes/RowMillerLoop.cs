using System.Runtime.CompilerServices;
using LazAI.Cryptography.Fields.Lanes;
using Fp = LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>;
using Fp12 = LazAI.Cryptography.Fields.DodecicExtension<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>, LazAI.Cryptography.Bls12381.Tower>;
using Fp2 = LazAI.Cryptography.Fields.QuadraticExtension<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>>;
using G1 = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>, LazAI.Cryptography.Bls12381.G1Curve>;
using G2 = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.QuadraticExtension<
        LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>>,
    LazAI.Cryptography.Bls12381.G2Curve>;

namespace LazAI.Cryptography.Bls12381.Lanes;

/// <summary>The walk of <see cref="MillerLoop"/> in rows: the products of all pairs, and of the square they share, fill the same vectors.</summary>
internal static class RowMillerLoop<TLane>
    where TLane : unmanaged, ILaneField<TLane, Fp>
{
    // The most products of a level, in whole vectors.
    private const int RoomMaximum = 56;

    private static readonly RowDodecic<TLane, Fp, Tower> _one = new(Fp12.One);

    /// <summary>The product over so many pairs as share a walk, none of them with infinity.</summary>
    [SkipLocalsInit]
    public static Fp12 Walk(ReadOnlySpan<int> pairs, ReadOnlySpan<G1> points, ReadOnlySpan<G2> twistPoints)
    {
        Span<RowMillerPoint<TLane>> walkers = stackalloc RowMillerPoint<TLane>[MillerLoop.ChunkMaximum];
        Span<RowLine> lines = stackalloc RowLine[MillerLoop.ChunkMaximum];
        Span<RowPair> a = stackalloc RowPair[RoomMaximum];
        Span<RowPair> b = stackalloc RowPair[RoomMaximum];
        Span<RowPair> products = stackalloc RowPair[RoomMaximum];
        walkers = walkers[..pairs.Length];
        lines = lines[..pairs.Length];
        for (var i = 0; i < walkers.Length; i++)
        {
            walkers[i] = new(in points[pairs[i]], in twistPoints[pairs[i]]);
        }

        var f = _one;
        for (var bit = MillerLoop.TopBit; bit >= 0; bit--)
        {
            SquareAndDouble(ref f, walkers, lines, a, b, products);
            RowDodecic<TLane, Fp, Tower>.MultiplyByLines(ref f, lines);
            if (MillerLoop.HasAddition(bit))
            {
                Add(walkers, lines, a, b, products);
                RowDodecic<TLane, Fp, Tower>.MultiplyByLines(ref f, lines);
            }
        }

        RowDodecic<TLane, Fp, Tower>.Conjugate(out f, in f);
        return f.ToScalar();
    }

    /// <summary>The same with lines made beforehand.</summary>
    [SkipLocalsInit]
    public static Fp12 Walk(ReadOnlySpan<int> pairs, ReadOnlySpan<G1> points, ReadOnlySpan<PreparedG2> twistPoints)
    {
        Span<RowLine> lines = stackalloc RowLine[MillerLoop.ChunkMaximum];
        Span<RowPair> coordinates = stackalloc RowPair[2 * MillerLoop.ChunkMaximum];
        Span<RowPair> a = stackalloc RowPair[RoomMaximum];
        Span<RowPair> b = stackalloc RowPair[RoomMaximum];
        lines = lines[..pairs.Length];
        var count = 2 * pairs.Length;
        for (var i = 0; i < pairs.Length; i++)
        {
            coordinates[2 * i] = RowDodecic<TLane, Fp, Tower>.Pack(new Fp2(points[pairs[i]].X, Fp.Zero));
            coordinates[2 * i + 1] = RowDodecic<TLane, Fp, Tower>.Pack(new Fp2(points[pairs[i]].Y, Fp.Zero));
        }

        var f = _one;
        var step = 0;
        for (var bit = MillerLoop.TopBit; bit >= 0; bit--)
        {
            const int Square = RowDodecic<TLane, Fp, Tower>.SquareProducts;
            RowDodecic<TLane, Fp, Tower>.SquareFactors(in f, a, b);
            WriteFactors(pairs, twistPoints, step, a[Square..]);
            coordinates[..count].CopyTo(b[Square..]);
            RowProducts<TLane, Fp>.Multiply(a, b, b, Square + count);
            RowDodecic<TLane, Fp, Tower>.SquareProduct(out f, b);
            ReadLines(pairs, twistPoints, step++, b[Square..], lines);
            RowDodecic<TLane, Fp, Tower>.MultiplyByLines(ref f, lines);
            if (MillerLoop.HasAddition(bit))
            {
                WriteFactors(pairs, twistPoints, step, a);
                RowProducts<TLane, Fp>.Multiply(a, coordinates, b, count);
                ReadLines(pairs, twistPoints, step++, b, lines);
                RowDodecic<TLane, Fp, Tower>.MultiplyByLines(ref f, lines);
            }
        }

        RowDodecic<TLane, Fp, Tower>.Conjugate(out f, in f);
        return f.ToScalar();
    }

    private static void WriteFactors(ReadOnlySpan<int> pairs, ReadOnlySpan<PreparedG2> twistPoints, int step, Span<RowPair> factors)
    {
        for (var i = 0; i < pairs.Length; i++)
        {
            factors[2 * i] = twistPoints[pairs[i]].Rows[step].Slope;
            factors[2 * i + 1] = twistPoints[pairs[i]].Rows[step].Height;
        }
    }

    private static void ReadLines(
        ReadOnlySpan<int> pairs, ReadOnlySpan<PreparedG2> twistPoints, int step, ReadOnlySpan<RowPair> products, Span<RowLine> lines)
    {
        for (var i = 0; i < pairs.Length; i++)
        {
            lines[i].Constant = twistPoints[pairs[i]].Rows[step].Constant;
            lines[i].Slope = products[2 * i];
            lines[i].Height = products[2 * i + 1];
        }
    }

    private static void SquareAndDouble(
        ref RowDodecic<TLane, Fp, Tower> f,
        Span<RowMillerPoint<TLane>> walkers,
        Span<RowLine> lines,
        Span<RowPair> a,
        Span<RowPair> b,
        Span<RowPair> products)
    {
        const int First = RowMillerPoint<TLane>.DoubleFirstProducts;
        const int Second = RowMillerPoint<TLane>.DoubleSecondProducts;
        const int Square = RowDodecic<TLane, Fp, Tower>.SquareProducts;
        RowDodecic<TLane, Fp, Tower>.SquareFactors(in f, a, b);
        for (var i = 0; i < walkers.Length; i++)
        {
            walkers[i].DoubleFirst(a[(Square + First * i)..], b[(Square + First * i)..]);
        }

        RowProducts<TLane, Fp>.Multiply(a, b, products, Square + First * walkers.Length);
        RowDodecic<TLane, Fp, Tower>.SquareProduct(out f, products);
        for (var i = 0; i < walkers.Length; i++)
        {
            walkers[i].DoubleSecond(products[(Square + First * i)..], a[(Second * i)..], b[(Second * i)..]);
        }

        RowProducts<TLane, Fp>.Multiply(a, b, products, Second * walkers.Length);
        for (var i = 0; i < walkers.Length; i++)
        {
            walkers[i].DoubleLast(products[(Second * i)..], out lines[i]);
        }
    }

    private static void Add(
        Span<RowMillerPoint<TLane>> walkers, Span<RowLine> lines, Span<RowPair> a, Span<RowPair> b, Span<RowPair> products)
    {
        const int First = RowMillerPoint<TLane>.AddFirstProducts;
        const int Second = RowMillerPoint<TLane>.AddSecondProducts;
        const int Third = RowMillerPoint<TLane>.AddThirdProducts;
        const int Fourth = RowMillerPoint<TLane>.AddFourthProducts;
        for (var i = 0; i < walkers.Length; i++)
        {
            walkers[i].AddFirst(a[(First * i)..], b[(First * i)..]);
        }

        RowProducts<TLane, Fp>.Multiply(a, b, products, First * walkers.Length);
        for (var i = 0; i < walkers.Length; i++)
        {
            walkers[i].AddSecond(products[(First * i)..], a[(Second * i)..], b[(Second * i)..]);
        }

        RowProducts<TLane, Fp>.Multiply(a, b, products, Second * walkers.Length);
        for (var i = 0; i < walkers.Length; i++)
        {
            walkers[i].AddThird(products[(Second * i)..], a[(Third * i)..], b[(Third * i)..], out lines[i]);
        }

        RowProducts<TLane, Fp>.Multiply(a, b, products, Third * walkers.Length);
        for (var i = 0; i < walkers.Length; i++)
        {
            walkers[i].AddFourth(products[(Third * i)..], a[(Fourth * i)..], b[(Fourth * i)..]);
        }

        RowProducts<TLane, Fp>.Multiply(a, b, products, Fourth * walkers.Length);
        for (var i = 0; i < walkers.Length; i++)
        {
            walkers[i].AddLast(products[(Fourth * i)..]);
        }
    }
}
