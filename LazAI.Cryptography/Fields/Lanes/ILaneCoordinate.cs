namespace LazAI.Cryptography.Fields.Lanes;

/// <summary>
/// What affine addition in lanes needs of a coordinate, of whatever field: so that one way of adding serves both groups of a pairing.
/// </summary>
/// <remarks>
/// What comes out of memory and what is stored is reduced: hardly more than p / 2 in size. A product's first factor may be a difference of
/// two such.
/// </remarks>
internal interface ILaneCoordinate<T, TField>
    where T : unmanaged, ILaneCoordinate<T, TField>
    where TField : unmanaged, IFieldElement<TField>
{
    /// <summary>Lanes of an element.</summary>
    static abstract int Count { get; }

    /// <summary>Values of one element in memory.</summary>
    static abstract int RowLength { get; }

    /// <summary>The same number in every lane.</summary>
    static abstract void Create(in TField value, out T r);

    /// <summary>a - b as it is.</summary>
    static abstract void Subtract(in T a, in T b, out T r);

    /// <summary>a * b.</summary>
    static abstract void Multiply(in T a, in T b, out T r);

    /// <summary>a * b - c, reduced.</summary>
    static abstract void MultiplySubtract(in T a, in T b, in T c, out T r);

    /// <summary>a * a - b - c, reduced, of a product a.</summary>
    static abstract void SquareSubtract(in T a, in T b, in T c, out T r);

    /// <summary>-a in the lanes whose bits are set, a in the others.</summary>
    static abstract void Negate(in T a, uint lanes, out T r);

    /// <summary>b in the lanes whose bits are set, a in the others.</summary>
    static abstract void Select(in T a, in T b, uint lanes, out T r);

    /// <summary>The lanes in which a product is 0.</summary>
    static abstract uint ZeroLanes(in T a);

    /// <summary>Takes <see cref="RowLength"/> values for each lane.</summary>
    static abstract void Gather(ref readonly double rows, ReadOnlySpan<int> offsets, out T r);

    /// <summary>Writes <see cref="RowLength"/> values for each lane.</summary>
    static abstract void Scatter(in T a, ref double rows, ReadOnlySpan<int> offsets);

    /// <summary>The rows of one element.</summary>
    static abstract void Pack(in TField value, Span<double> rows);

    /// <summary>The element of rows.</summary>
    static abstract TField Unpack(ReadOnlySpan<double> rows);
}
