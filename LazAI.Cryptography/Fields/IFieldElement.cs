namespace LazAI.Cryptography.Fields;

/// <summary>An element of a finite field: the one shape that curves, towers, transforms and multi-scalar multiplication are written for.</summary>
/// <remarks>Implementations are structs, so that the compiler makes separate code for each field and calls nothing through a table.</remarks>
internal interface IFieldElement<T> : IEquatable<T>
    where T : unmanaged, IFieldElement<T>
{
    static abstract T Zero { get; }

    static abstract T One { get; }

    bool IsZero { get; }

    static abstract T operator +(in T a, in T b);

    static abstract T operator -(in T a, in T b);

    static abstract T operator -(in T a);

    static abstract T operator *(in T a, in T b);

    static abstract T Square(in T a);

    /// <summary>a^(2^count).</summary>
    static virtual T Square(in T a, int count)
    {
        var result = a;
        for (; count > 0; count--)
        {
            result = T.Square(in result);
        }

        return result;
    }

    static abstract T Double(in T a);

    /// <summary>1/a, and 0 for 0, in constant time.</summary>
    static abstract T Invert(in T a);

    /// <summary>One of the two square roots, if there is one; variable-time.</summary>
    static abstract bool TrySquareRoot(in T a, out T root);

    /// <summary>a where the mask is zero, b where it is all ones, without a branch.</summary>
    static abstract T Select(in T a, in T b, ulong mask);
}
