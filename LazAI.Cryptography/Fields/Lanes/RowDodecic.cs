using System.Runtime.CompilerServices;

namespace LazAI.Cryptography.Fields.Lanes;

/// <summary>
/// An element of Fp12 as rows: the same numbers as <see cref="DodecicExtension{TBase, TTower}"/>, whose products in Fp2 are made many
/// at a time. Coordinates are normal.
/// </summary>
internal partial struct RowDodecic<TLane, TBase, TTower>
    where TLane : unmanaged, ILaneField<TLane, TBase>
    where TBase : unmanaged, IPrimeField<TBase>
    where TTower : struct, IRowTower<TBase>
{
    // c0.0, c0.1, c0.2, c1.0, c1.1, c1.2
    private RowPair _0;
    private RowPair _1;
    private RowPair _2;
    private RowPair _3;
    private RowPair _4;
    private RowPair _5;

    public RowDodecic(in DodecicExtension<TBase, TTower> a)
    {
        _0 = Pack(in a.C0.C0);
        _1 = Pack(in a.C0.C1);
        _2 = Pack(in a.C0.C2);
        _3 = Pack(in a.C1.C0);
        _4 = Pack(in a.C1.C1);
        _5 = Pack(in a.C1.C2);
    }

    /// <summary>c0 - c1 w.</summary>
    public static void Conjugate(out RowDodecic<TLane, TBase, TTower> r, in RowDodecic<TLane, TBase, TTower> a)
    {
        r = a;
        r._3 = -a._3;
        r._4 = -a._4;
        r._5 = -a._5;
    }

    public readonly DodecicExtension<TBase, TTower> ToScalar() => new(
        new(Unpack(in _0), Unpack(in _1), Unpack(in _2)), new(Unpack(in _3), Unpack(in _4), Unpack(in _5)));

    [SkipLocalsInit]
    public static RowPair Pack(in QuadraticExtension<TBase> a)
    {
        Span<RowPair> pair = stackalloc RowPair[1];
        var limbs = RowPair.Limbs(pair);
        TLane.Pack(in a.C0, limbs[..LaneRow.Length]);
        TLane.Pack(in a.C1, limbs[LaneRow.Length..]);
        return pair[0];
    }

    public static QuadraticExtension<TBase> Unpack(in RowPair a)
    {
        Span<RowPair> pair = [a];
        var limbs = RowPair.Limbs(pair);
        return new(TLane.Unpack(limbs[..LaneRow.Length]), TLane.Unpack(limbs[LaneRow.Length..]));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static RowPair Reduce(in RowPair a) => RowReduction<TLane, TBase>.Reduce(in a);
}
