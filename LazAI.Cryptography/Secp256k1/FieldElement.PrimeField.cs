using System.Buffers.Binary;
using System.Numerics;
using LazAI.Cryptography.Fields;

namespace LazAI.Cryptography.Secp256k1;

// The shape that all prime fields share, for code that is written for any of them. Here every operand and result has magnitude 1;
// what the signatures' own formulas gain by leaving sums uncarried stays with them.
internal partial struct FieldElement : IPrimeField<FieldElement>
{
    static int IPrimeField<FieldElement>.Size => Size;

    static BigInteger IPrimeField<FieldElement>.Modulus { get; } = (BigInteger.One << 256) - 0x1000003D1;

    readonly bool IFieldElement<FieldElement>.IsZero => IsZeroVariableTime();

    public static FieldElement operator +(in FieldElement a, in FieldElement b)
    {
        Add(out var r, in a, in b);
        r.Carry();
        return r;
    }

    public static FieldElement operator -(in FieldElement a, in FieldElement b)
    {
        Subtract(out var r, in a, in b, 1);
        r.Carry();
        return r;
    }

    public static FieldElement operator -(in FieldElement a)
    {
        Negate(out var r, in a, 1);
        r.Carry();
        return r;
    }

    public static FieldElement operator *(in FieldElement a, in FieldElement b)
    {
        Multiply(out var r, in a, in b);
        return r;
    }

    public static FieldElement Square(in FieldElement a)
    {
        Square(out var r, in a);
        return r;
    }

    public static FieldElement Square(in FieldElement a, int count)
    {
        if (count == 0)
        {
            return a;
        }

        Square(out var r, in a, count);
        return r;
    }

    public static FieldElement Double(in FieldElement a) => a + a;

    static FieldElement IPrimeField<FieldElement>.MultiplyAdd(
        in FieldElement a, in FieldElement b, in FieldElement c, in FieldElement d) => a * b + c * d;

    static FieldElement IPrimeField<FieldElement>.MultiplySubtract(
        in FieldElement a, in FieldElement b, in FieldElement c, in FieldElement d) => a * b - c * d;

    static FieldElement IPrimeField<FieldElement>.AddUnreduced(in FieldElement a, in FieldElement b)
    {
        Add(out var r, in a, in b);
        return r;
    }

    static FieldElement IFieldElement<FieldElement>.Invert(in FieldElement a)
    {
        var normalized = a;
        normalized.Normalize();
        Invert(out var r, in normalized);
        return r;
    }

    static bool IFieldElement<FieldElement>.TrySquareRoot(in FieldElement a, out FieldElement root) => TrySquareRoot(out root, in a);

    static FieldElement IFieldElement<FieldElement>.Select(in FieldElement a, in FieldElement b, ulong mask)
    {
        var r = a;
        r.Select(in b, mask);
        return r;
    }

    static FieldElement IPrimeField<FieldElement>.FromUInt64(ulong value) => FromWords(value, 0, 0, 0);

    static bool IPrimeField<FieldElement>.TryFromWords(ReadOnlySpan<ulong> words, out FieldElement value)
    {
        Span<byte> bytes = stackalloc byte[Size];
        for (var i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(bytes[(Size - 8 * (i + 1))..], words[i]);
        }

        return TryRead(bytes, out value);
    }

    readonly void IPrimeField<FieldElement>.Write(Span<byte> destination)
    {
        var normalized = this;
        normalized.Normalize();
        normalized.Write(destination);
    }

    readonly void IPrimeField<FieldElement>.ToWords(Span<ulong> words)
    {
        var normalized = this;
        normalized.Normalize();
        normalized.ToWords(out words[0], out words[1], out words[2], out words[3]);
    }

    public readonly bool Equals(FieldElement other) => EqualVariableTime(in this, in other);

    public override readonly bool Equals(object? obj) => obj is FieldElement other && Equals(other);

    public override readonly int GetHashCode()
    {
        var normalized = this;
        normalized.Normalize();
        return HashCode.Combine(normalized._0, normalized._1, normalized._2);
    }
}
