using System.Numerics;

namespace LazAI.Cryptography.Fields;

/// <summary>An integer modulo a prime, with its encodings and the fused operations that extensions are built on.</summary>
internal interface IPrimeField<T> : IFieldElement<T>
    where T : unmanaged, IPrimeField<T>
{
    /// <summary>Bytes of the big-endian form, a multiple of 8.</summary>
    static abstract int Size { get; }

    static abstract BigInteger Modulus { get; }

    /// <summary>a * b + c * d, with one reduction.</summary>
    static abstract T MultiplyAdd(in T a, in T b, in T c, in T d);

    /// <summary>a * b - c * d, with one reduction.</summary>
    static abstract T MultiplySubtract(in T a, in T b, in T c, in T d);

    /// <summary>a + b as a factor of a product only: cheaper, since it is left unreduced.</summary>
    static abstract T AddUnreduced(in T a, in T b);

    /// <summary>a - b as a factor of a product only.</summary>
    static virtual T SubtractUnreduced(in T a, in T b) => a - b;

    static abstract T FromUInt64(ulong value);

    /// <summary>Reads <see cref="Size"/> big-endian bytes; refuses a number that is p or more.</summary>
    static abstract bool TryRead(ReadOnlySpan<byte> bytes, out T value);

    /// <summary>From 64-bit words, lowest first; refuses a number that is p or more.</summary>
    static abstract bool TryFromWords(ReadOnlySpan<ulong> words, out T value);

    /// <summary>Writes <see cref="Size"/> big-endian bytes, fully reduced.</summary>
    void Write(Span<byte> destination);

    /// <summary>The number below p as 64-bit words, lowest first.</summary>
    void ToWords(Span<ulong> words);
}
