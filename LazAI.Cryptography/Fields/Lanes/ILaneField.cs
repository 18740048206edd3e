namespace LazAI.Cryptography.Fields.Lanes;

/// <summary>As many elements of a prime field as a vector has lanes, each in a calculation of its own. Nothing here branches on them.</summary>
/// <remarks>
/// Limbs are signed, and sums and differences are left as they are, so limbs grow. A <i>normal</i> element has come out of memory,
/// a product, or <see cref="Combine"/>; each operation says of how many normal elements its operands may be sums or
/// differences. As a number an element may be several p in size: what is reduced comes out below p where the sizes of its factors,
/// multiplied and added up, are below 250 p^2. Results go to where they are wanted, which may be where an operand was: copies of half a
/// kilobyte would cost as much as half a multiplication.
/// </remarks>
internal interface ILaneField<T, TScalar>
    where T : unmanaged, ILaneField<T, TScalar>
    where TScalar : unmanaged, IPrimeField<TScalar>
{
    /// <summary>Lanes of an element.</summary>
    static abstract int Count { get; }

    /// <summary>Limbs of a row that are in use; those above are zero.</summary>
    static abstract int RowLimbs { get; }

    /// <summary>Bits of a limb.</summary>
    static abstract int RowBits { get; }

    /// <summary>The same number in every lane.</summary>
    static abstract void Create(in TScalar value, out T r);

    /// <summary>a + b as it is.</summary>
    static abstract void Add(in T a, in T b, out T r);

    /// <summary>a - b as it is.</summary>
    static abstract void Subtract(in T a, in T b, out T r);

    /// <summary>a * b, normal. One of the factors may be a sum of two.</summary>
    static abstract void Multiply(in T a, in T b, out T r);

    /// <summary>a * b + c, normal. One of the factors may be a sum of two, and c of four.</summary>
    static abstract void MultiplyAdd(in T a, in T b, in T c, out T r);

    /// <summary>a * b - c, normal. One of the factors may be a sum of two, and c of four.</summary>
    static abstract void MultiplySubtract(in T a, in T b, in T c, out T r);

    /// <summary>a * b + c * d, normal, with one reduction. One factor of each product may be a sum of two.</summary>
    static abstract void SumOfProducts(in T a, in T b, in T c, in T d, out T r);

    /// <summary>a * b - c * d, normal, with one reduction. One factor of each product may be a sum of two.</summary>
    static abstract void DifferenceOfProducts(in T a, in T b, in T c, in T d, out T r);

    /// <summary>a * a, normal, of a normal a.</summary>
    static abstract void Square(in T a, out T r);

    /// <summary>a * factor + b for a small integer, normal; sums of at most sixteen, the factor counted in.</summary>
    static abstract void Combine(in T a, double factor, in T b, out T r);

    /// <summary>a * factor for a small integer, normal; of size at most sixteen, the factor counted in.</summary>
    static abstract void Scale(in T a, double factor, out T r);

    /// <summary>-a in the lanes whose bits are set, a in the others.</summary>
    static abstract void Negate(in T a, uint lanes, out T r);

    /// <summary>b in the lanes whose bits are set, a in the others.</summary>
    static abstract void Select(in T a, in T b, uint lanes, out T r);

    /// <summary>The lanes in which a product is 0: a normal element below p in size, which has one form of 0 only.</summary>
    static abstract uint ZeroLanes(in T a);

    /// <summary>Takes one row (see <see cref="LaneRow"/>) for each lane.</summary>
    /// <param name="rows">Where the rows lie.</param>
    /// <param name="offsets">Where each lane's row begins in it.</param>
    static abstract void Gather(ref readonly double rows, ReadOnlySpan<int> offsets, out T r);

    /// <summary>Writes one row for each lane, the reverse of <see cref="Gather"/>.</summary>
    static abstract void Scatter(in T a, ref double rows, ReadOnlySpan<int> offsets);

    /// <summary>The row of one element, normal.</summary>
    static abstract void Pack(in TScalar value, Span<double> row);

    /// <summary>The element of a row of a number below 2p in size.</summary>
    static abstract TScalar Unpack(ReadOnlySpan<double> row);
}
