namespace LazAI.Cryptography.Fields.Lanes;

/// <summary>
/// Doubles of which each belongs to another calculation, side by side in one register. Two widths let the same code run eight
/// calculations with AVX-512 and four with AVX2; every operation rounds to the nearest, so both give the same bits.
/// </summary>
/// <remarks>
/// Static methods on the processor's own type, not a wrapper with operators: with each of its hundreds of locals in a structure, the
/// compiler stops keeping them in registers, and multiplication takes ten times as long.
/// </remarks>
internal interface ILaneVector<TVector>
    where TVector : unmanaged
{
    /// <summary>Lanes of the vector.</summary>
    static abstract int Count { get; }

    static abstract TVector Create(double value);

    static abstract TVector Add(TVector a, TVector b);

    static abstract TVector Subtract(TVector a, TVector b);

    /// <summary>a * b + c with one rounding.</summary>
    static abstract TVector MultiplyAdd(TVector a, TVector b, TVector c);

    /// <summary>The bits of one or the other: how integers become doubles and doubles integers.</summary>
    static abstract TVector Xor(TVector a, TVector b);

    /// <summary>a in the lanes where the mask is zero, b where it is all ones.</summary>
    static abstract TVector Select(TVector a, TVector b, TVector mask);

    /// <summary>All ones in the lanes whose bits are set, of which the first lane's is the lowest.</summary>
    static abstract TVector Mask(uint lanes);

    /// <summary>The lanes in which a is 0.</summary>
    static abstract uint ZeroLanes(TVector a);

    /// <summary>The lower half of the lanes in both halves.</summary>
    static abstract TVector LowerTwice(TVector a);

    /// <summary>The upper half of the lanes in both halves.</summary>
    static abstract TVector UpperTwice(TVector a);

    /// <summary>The halves in each other's place.</summary>
    static abstract TVector SwapHalves(TVector a);

    /// <summary>Rows become lanes: value j of the row at <paramref name="offsets"/>[i] becomes lane i of <paramref name="columns"/>[j].</summary>
    /// <param name="rows">Where the rows of eight values lie.</param>
    /// <param name="offsets">Where each lane's row begins in it.</param>
    /// <param name="columns">Eight vectors of room.</param>
    static abstract void Gather(ref readonly double rows, ReadOnlySpan<int> offsets, Span<TVector> columns);

    /// <summary>The reverse of <see cref="Gather"/>.</summary>
    static abstract void Scatter(ReadOnlySpan<TVector> columns, ref double rows, ReadOnlySpan<int> offsets);
}
