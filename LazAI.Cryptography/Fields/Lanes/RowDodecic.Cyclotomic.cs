using System.Runtime.CompilerServices;

namespace LazAI.Cryptography.Fields.Lanes;

internal partial struct RowDodecic<TLane, TBase, TTower>
{
    private static readonly RowPair[][] _frobenius = [.. Enumerable.Range(1, 3).Select(FrobeniusConstants)];

    /// <summary>a^2 in the cyclotomic subgroup: six products. A square in Fp4 is (a + b)(a + ξ b) - (1 + ξ) a b and 2 a b.</summary>
    [SkipLocalsInit]
    public static void CyclotomicSquare(out RowDodecic<TLane, TBase, TTower> r, in RowDodecic<TLane, TBase, TTower> x)
    {
        Span<RowPair> a = stackalloc RowPair[RowProducts<TLane, TBase>.CountMultiple];
        Span<RowPair> b = stackalloc RowPair[RowProducts<TLane, TBase>.CountMultiple];
        a[0] = x._0;
        b[0] = x._4;
        a[1] = x._0 + x._4;
        b[1] = x._0 + TTower.MultiplyByNonResidue(in x._4);
        a[2] = x._3;
        b[2] = x._2;
        a[3] = x._3 + x._2;
        b[3] = x._3 + TTower.MultiplyByNonResidue(in x._2);
        a[4] = x._1;
        b[4] = x._5;
        a[5] = x._1 + x._5;
        b[5] = x._1 + TTower.MultiplyByNonResidue(in x._5);
        RowProducts<TLane, TBase>.Multiply(a, b, a, 6);

        var t0 = a[1] - a[0] - TTower.MultiplyByNonResidue(in a[0]);
        var t2 = a[3] - a[2] - TTower.MultiplyByNonResidue(in a[2]);
        var t4 = a[5] - a[4] - TTower.MultiplyByNonResidue(in a[4]);
        r._0 = Reduce(t0 * 3 - x._0 * 2);
        r._1 = Reduce(t2 * 3 - x._1 * 2);
        r._2 = Reduce(t4 * 3 - x._2 * 2);
        r._3 = Reduce(TTower.MultiplyByNonResidue(in a[4]) * 6 + x._3 * 2);
        r._4 = Reduce(a[0] * 6 + x._4 * 2);
        r._5 = Reduce(a[2] * 6 + x._5 * 2);
    }

    /// <summary>a^(p^power) for power 1, 2 or 3.</summary>
    [SkipLocalsInit]
    public static void Frobenius(out RowDodecic<TLane, TBase, TTower> r, in RowDodecic<TLane, TBase, TTower> x, int power)
    {
        Span<RowPair> a = stackalloc RowPair[RowProducts<TLane, TBase>.CountMultiple];
        var isOdd = (power & 1) != 0;
        a[0] = isOdd ? x._0.Conjugate : x._0;
        a[1] = isOdd ? x._3.Conjugate : x._3;
        a[2] = isOdd ? x._1.Conjugate : x._1;
        a[3] = isOdd ? x._4.Conjugate : x._4;
        a[4] = isOdd ? x._2.Conjugate : x._2;
        a[5] = isOdd ? x._5.Conjugate : x._5;
        RowProducts<TLane, TBase>.Multiply(a, _frobenius[power - 1], a, 6);
        r._0 = a[0];
        r._3 = a[1];
        r._1 = a[2];
        r._4 = a[3];
        r._2 = a[4];
        r._5 = a[5];
    }

    private static RowPair[] FrobeniusConstants(int power)
    {
        var constants = new RowPair[RowProducts<TLane, TBase>.CountMultiple];
        for (var i = 0; i < 6; i++)
        {
            constants[i] = Pack(in TowerFrobenius<TBase, TTower>.Constants(power)[i]);
        }

        return constants;
    }
}
