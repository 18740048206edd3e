using System.Runtime.CompilerServices;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bls12381.ScalarModulus>;

namespace LazAI.Cryptography.Kzg;

/// <summary>Integers modulo r as 32 big-endian bytes (EIP-4844, <c>KZG_ENDIANNESS</c>).</summary>
internal static class FieldElements
{
    public const int Size = 32;

    /// <summary>64-bit words of the number.</summary>
    public const int Words = 4;

    /// <summary>bytes_to_bls_field for many; refuses numbers that are r or more.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, Span<Fr> elements)
    {
        var canonical = true;
        for (var i = 0; i < elements.Length; i++)
        {
            canonical &= Fr.TryRead(bytes.Slice(i * Size, Size), out elements[i]);
        }

        return canonical;
    }

    /// <summary>bls_field_to_bytes for many.</summary>
    public static void Write(ReadOnlySpan<Fr> elements, Span<byte> bytes)
    {
        for (var i = 0; i < elements.Length; i++)
        {
            elements[i].Write(bytes.Slice(i * Size, Size));
        }
    }

    /// <summary>As numbers for a multi-scalar multiplication: four 64-bit words each, lowest first.</summary>
    public static void ToWords(ReadOnlySpan<Fr> elements, Span<ulong> words)
    {
        for (var i = 0; i < elements.Length; i++)
        {
            elements[i].ToWords(words.Slice(Words * i, Words));
        }
    }

    /// <summary>compute_powers: 1, x, x^2, ...</summary>
    [SkipLocalsInit]
    public static void Powers(in Fr x, Span<Fr> powers)
    {
        var power = Fr.One;
        foreach (ref var item in powers)
        {
            item = power;
            power *= x;
        }
    }
}
