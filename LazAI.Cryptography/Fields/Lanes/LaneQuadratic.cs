using System.Runtime.CompilerServices;

namespace LazAI.Cryptography.Fields.Lanes;

/// <summary>
/// As many elements c0 + c1 u of Fp2, u^2 = -1, as a vector has lanes, each in a calculation of its own: the numbers of
/// <see cref="QuadraticExtension{TBase}"/>, with the rules of <see cref="ILaneField{T, TScalar}"/> for both coordinates.
/// </summary>
/// <remarks>
/// A coordinate of a product is two products with one reduction. Three products (Karatsuba's way) with three reductions would cost
/// as much, and their factors would have to be made normal.
/// </remarks>
internal struct LaneQuadratic<T, TBase>
    where T : unmanaged, ILaneField<T, TBase>
    where TBase : unmanaged, IPrimeField<TBase>
{
    /// <summary>Values of one element in memory: the rows of c0 and c1.</summary>
    public const int RowLength = 2 * LaneRow.Length;

    public T C0;
    public T C1;

    /// <summary>The same number in every lane.</summary>
    public static void Create(in QuadraticExtension<TBase> value, out LaneQuadratic<T, TBase> r)
    {
        T.Create(in value.C0, out r.C0);
        T.Create(in value.C1, out r.C1);
    }

    /// <summary>a + b as it is.</summary>
    public static void Add(in LaneQuadratic<T, TBase> a, in LaneQuadratic<T, TBase> b, out LaneQuadratic<T, TBase> r)
    {
        T.Add(in a.C0, in b.C0, out r.C0);
        T.Add(in a.C1, in b.C1, out r.C1);
    }

    /// <summary>a * b, normal. One of the factors may be a sum of two.</summary>
    [SkipLocalsInit]
    public static void Multiply(in LaneQuadratic<T, TBase> a, in LaneQuadratic<T, TBase> b, out LaneQuadratic<T, TBase> r)
    {
        T.DifferenceOfProducts(in a.C0, in b.C0, in a.C1, in b.C1, out var c0);
        T.SumOfProducts(in a.C0, in b.C1, in a.C1, in b.C0, out r.C1);
        r.C0 = c0;
    }

    /// <summary>The product with elements of the base field, normal. One of the factors may be a sum of two.</summary>
    public static void Multiply(in LaneQuadratic<T, TBase> a, in T b, out LaneQuadratic<T, TBase> r)
    {
        T.Multiply(in a.C0, in b, out r.C0);
        T.Multiply(in a.C1, in b, out r.C1);
    }

    /// <summary>a * a, normal, of a normal a: (c0 + c1)(c0 - c1) + 2 c0 c1 u.</summary>
    [SkipLocalsInit]
    public static void Square(in LaneQuadratic<T, TBase> a, out LaneQuadratic<T, TBase> r)
    {
        T.Add(in a.C0, in a.C1, out var sum);
        T.Combine(in a.C1, -1, in a.C0, out var difference);
        T.Add(in a.C0, in a.C0, out var twice);
        T.Multiply(in twice, in a.C1, out r.C1);
        T.Multiply(in sum, in difference, out r.C0);
    }

    /// <summary>c0^2 + c1^2 of a normal a, normal.</summary>
    public static void Norm(in LaneQuadratic<T, TBase> a, out T r) => T.SumOfProducts(in a.C0, in a.C0, in a.C1, in a.C1, out r);

    /// <summary>c0 - c1 u.</summary>
    public static void Conjugate(in LaneQuadratic<T, TBase> a, out LaneQuadratic<T, TBase> r)
    {
        r.C0 = a.C0;
        T.Negate(in a.C1, uint.MaxValue, out r.C1);
    }

    /// <summary>a * factor + b for a small integer, normal; sums of at most sixteen, the factor counted in.</summary>
    public static void Combine(in LaneQuadratic<T, TBase> a, double factor, in LaneQuadratic<T, TBase> b, out LaneQuadratic<T, TBase> r)
    {
        T.Combine(in a.C0, factor, in b.C0, out r.C0);
        T.Combine(in a.C1, factor, in b.C1, out r.C1);
    }

    /// <summary>a * factor for a small integer, normal; of size at most sixteen, the factor counted in.</summary>
    public static void Scale(in LaneQuadratic<T, TBase> a, double factor, out LaneQuadratic<T, TBase> r)
    {
        T.Scale(in a.C0, factor, out r.C0);
        T.Scale(in a.C1, factor, out r.C1);
    }

    /// <summary>-a in the lanes whose bits are set, a in the others.</summary>
    public static void Negate(in LaneQuadratic<T, TBase> a, uint lanes, out LaneQuadratic<T, TBase> r)
    {
        T.Negate(in a.C0, lanes, out r.C0);
        T.Negate(in a.C1, lanes, out r.C1);
    }

    /// <summary>b in the lanes whose bits are set, a in the others.</summary>
    public static void Select(in LaneQuadratic<T, TBase> a, in LaneQuadratic<T, TBase> b, uint lanes, out LaneQuadratic<T, TBase> r)
    {
        T.Select(in a.C0, in b.C0, lanes, out r.C0);
        T.Select(in a.C1, in b.C1, lanes, out r.C1);
    }

    /// <summary>The lanes in which a is 0: of a sum of at most two.</summary>
    public static uint ZeroLanes(in LaneQuadratic<T, TBase> a) => ZeroLanes(in a.C0) & ZeroLanes(in a.C1);

    /// <summary>The lanes in which a number of the base field is 0: of a sum of at most two, which has many forms of 0 and its product with 1 only one.</summary>
    [SkipLocalsInit]
    public static uint ZeroLanes(in T a)
    {
        T.Create(TBase.One, out var one);
        T.Multiply(in a, in one, out var product);
        return T.ZeroLanes(in product);
    }

    /// <summary>The lanes in which both are the same, of normal elements.</summary>
    [SkipLocalsInit]
    public static uint EqualLanes(in LaneQuadratic<T, TBase> a, in LaneQuadratic<T, TBase> b) =>
        EqualLanes(in a.C0, in b.C0) & EqualLanes(in a.C1, in b.C1);

    /// <summary>The lanes in which both are the same, of normal elements of the base field.</summary>
    [SkipLocalsInit]
    public static uint EqualLanes(in T a, in T b)
    {
        T.Subtract(in a, in b, out var difference);
        return ZeroLanes(in difference);
    }

    /// <summary>Takes <see cref="RowLength"/> values for each lane.</summary>
    public static void Gather(ref readonly double rows, ReadOnlySpan<int> offsets, out LaneQuadratic<T, TBase> r)
    {
        T.Gather(in rows, offsets, out r.C0);
        T.Gather(in Unsafe.Add(ref Unsafe.AsRef(in rows), LaneRow.Length), offsets, out r.C1);
    }

    /// <summary>Writes <see cref="RowLength"/> values for each lane.</summary>
    public static void Scatter(in LaneQuadratic<T, TBase> a, ref double rows, ReadOnlySpan<int> offsets)
    {
        T.Scatter(in a.C0, ref rows, offsets);
        T.Scatter(in a.C1, ref Unsafe.Add(ref rows, LaneRow.Length), offsets);
    }

    /// <summary>The rows of one element, normal.</summary>
    public static void Pack(in QuadraticExtension<TBase> value, Span<double> row)
    {
        T.Pack(in value.C0, row[..LaneRow.Length]);
        T.Pack(in value.C1, row.Slice(LaneRow.Length, LaneRow.Length));
    }

    /// <summary>The element of two rows, of numbers below 2p in size.</summary>
    public static QuadraticExtension<TBase> Unpack(ReadOnlySpan<double> row) =>
        new(T.Unpack(row[..LaneRow.Length]), T.Unpack(row.Slice(LaneRow.Length, LaneRow.Length)));
}
