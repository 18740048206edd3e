using System.Buffers.Binary;
using LazAI.Cryptography.Fields;
using Fp = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>;
using G1Point = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>, LazAI.Cryptography.Bn254.G1Curve>;
using G2Point = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.QuadraticExtension<
        LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>>, LazAI.Cryptography.Bn254.G2Curve>;

namespace LazAI.Cryptography.Groth16.Proving;

/// <summary>
/// Numbers and points as 32 little-endian bytes a coordinate, infinity as zeros: plain, or times a power of 2^256 modulo the prime, which
/// is the form in which snarkjs's own arithmetic has them.
/// </summary>
internal static class PointWords
{
    public const int WordSize = 32;
    public const int G1Size = 2 * WordSize;
    public const int G2Size = 4 * WordSize;

    /// <summary>2^256 in either field: multiplied by on writing.</summary>
    public static T Radix<T>()
        where T : unmanaged, IPrimeField<T> => T.Square(T.FromUInt64(1UL << 32), 3);

    /// <summary>Reads a number and multiplies it; refuses one that is not below the modulus.</summary>
    public static bool TryRead<T>(ReadOnlySpan<byte> bytes, in T factor, out T value)
        where T : unmanaged, IPrimeField<T>
    {
        var isBelow = TryRead(bytes, out value);
        value *= factor;
        return isBelow;
    }

    /// <summary>Reads a number; refuses one that is not below the modulus.</summary>
    public static bool TryRead<T>(ReadOnlySpan<byte> bytes, out T value)
        where T : unmanaged, IPrimeField<T>
    {
        Span<ulong> words = stackalloc ulong[WordSize / sizeof(ulong)];
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = BinaryPrimitives.ReadUInt64LittleEndian(bytes[(sizeof(ulong) * i)..]);
        }

        return T.TryFromWords(words, out value);
    }

    public static void Write<T>(in T value, Span<byte> destination)
        where T : unmanaged, IPrimeField<T>
    {
        Span<ulong> words = stackalloc ulong[WordSize / sizeof(ulong)];
        value.ToWords(words);
        for (var i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(destination[(sizeof(ulong) * i)..], words[i]);
        }
    }

    /// <summary>Coordinates that are below p; whether the point is on the curve is for the caller to ask.</summary>
    public static bool TryReadG1(ReadOnlySpan<byte> bytes, in Fp factor, out G1Point point)
    {
        var read = TryRead(bytes, in factor, out Fp x) & TryRead(bytes[WordSize..], in factor, out Fp y);
        point = new(x, y);
        return read;
    }

    /// <inheritdoc cref="TryReadG1(ReadOnlySpan{byte}, in Fp, out G1Point)"/>
    public static bool TryReadG2(ReadOnlySpan<byte> bytes, in Fp factor, out G2Point point)
    {
        var read = TryRead(bytes, in factor, out Fp x0) & TryRead(bytes[WordSize..], in factor, out Fp x1)
            & TryRead(bytes[(2 * WordSize)..], in factor, out Fp y0) & TryRead(bytes[(3 * WordSize)..], in factor, out Fp y1);
        point = new(new(x0, x1), new(y0, y1));
        return read;
    }

    /// <inheritdoc cref="TryReadG1(ReadOnlySpan{byte}, in Fp, out G1Point)"/>
    public static bool TryReadG1(ReadOnlySpan<byte> bytes, out G1Point point)
    {
        var read = TryRead(bytes, out Fp x) & TryRead(bytes[WordSize..], out Fp y);
        point = new(x, y);
        return read;
    }

    /// <inheritdoc cref="TryReadG1(ReadOnlySpan{byte}, in Fp, out G1Point)"/>
    public static bool TryReadG2(ReadOnlySpan<byte> bytes, out G2Point point)
    {
        var read = TryRead(bytes, out Fp x0) & TryRead(bytes[WordSize..], out Fp x1)
            & TryRead(bytes[(2 * WordSize)..], out Fp y0) & TryRead(bytes[(3 * WordSize)..], out Fp y1);
        point = new(new(x0, x1), new(y0, y1));
        return read;
    }

    public static void Write(in G1Point point, in Fp factor, Span<byte> destination)
    {
        Write(point.X * factor, destination);
        Write(point.Y * factor, destination[WordSize..]);
    }

    public static void Write(in G2Point point, in Fp factor, Span<byte> destination)
    {
        Write(point.X.C0 * factor, destination);
        Write(point.X.C1 * factor, destination[WordSize..]);
        Write(point.Y.C0 * factor, destination[(2 * WordSize)..]);
        Write(point.Y.C1 * factor, destination[(3 * WordSize)..]);
    }
}
