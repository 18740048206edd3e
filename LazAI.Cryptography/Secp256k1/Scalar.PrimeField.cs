using System.Numerics;
using LazAI.Cryptography.Fields;

namespace LazAI.Cryptography.Secp256k1;

// The shape that all prime fields share, for code that is written for any of them.
internal readonly partial struct Scalar : IPrimeField<Scalar>
{
    static int IPrimeField<Scalar>.Size => Size;

    static BigInteger IPrimeField<Scalar>.Modulus { get; } =
        ((BigInteger)new UInt128(N3, N2) << 128) + new UInt128(N1, N0);

    static Scalar IFieldElement<Scalar>.Square(in Scalar a) => a * a;

    static Scalar IFieldElement<Scalar>.Double(in Scalar a) => a + a;

    static Scalar IPrimeField<Scalar>.MultiplyAdd(in Scalar a, in Scalar b, in Scalar c, in Scalar d) => a * b + c * d;

    static Scalar IPrimeField<Scalar>.MultiplySubtract(in Scalar a, in Scalar b, in Scalar c, in Scalar d) => a * b - c * d;

    static Scalar IPrimeField<Scalar>.AddUnreduced(in Scalar a, in Scalar b) => a + b;

    static bool IFieldElement<Scalar>.TrySquareRoot(in Scalar a, out Scalar root) => PrimeField<Scalar>.TrySquareRoot(in a, out root);

    static Scalar IFieldElement<Scalar>.Select(in Scalar a, in Scalar b, ulong mask) => new(
        a._0 ^ ((a._0 ^ b._0) & mask), a._1 ^ ((a._1 ^ b._1) & mask), a._2 ^ ((a._2 ^ b._2) & mask), a._3 ^ ((a._3 ^ b._3) & mask));

    static Scalar IPrimeField<Scalar>.FromUInt64(ulong value) => new(value);

    static bool IPrimeField<Scalar>.TryFromWords(ReadOnlySpan<ulong> words, out Scalar value)
    {
        Span<byte> bytes = stackalloc byte[Size];
        new Scalar(words[0], words[1], words[2], words[3]).Write(bytes);
        return TryRead(bytes, out value);
    }

    void IPrimeField<Scalar>.ToWords(Span<ulong> words) => (words[0], words[1], words[2], words[3]) = (_0, _1, _2, _3);
}
