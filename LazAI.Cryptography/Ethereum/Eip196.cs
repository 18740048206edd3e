using System.Buffers.Binary;
using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.Curves;
using G1Jacobian = LazAI.Cryptography.Curves.JacobianPoint<
    LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>, LazAI.Cryptography.Bn254.G1Curve>;

namespace LazAI.Cryptography;

/// <summary>EIP-196: addition and multiplication on alt_bn128 (BN254), the EVM's precompiled contracts 0x06 and 0x07.</summary>
/// <remarks>
/// Short input counts as padded with zeros and what follows is ignored, as the EVM has it, so bytes of this form must never serve as
/// identifiers. Variable-time: for public numbers.
/// </remarks>
public static class Eip196
{
    /// <summary>Bytes of a point: x ‖ y, big-endian; zeros are the point at infinity.</summary>
    public const int PointSize = PointEncoding.G1Size;

    private const int ScalarWords = 4;

    /// <summary>ECADD: the sum of two points.</summary>
    /// <param name="input">Two points.</param>
    /// <param name="output">Room for one.</param>
    /// <param name="refusal">Why the input is none.</param>
    public static bool TryEcAdd(ReadOnlySpan<byte> input, Span<byte> output, out Bn254Refusal refusal)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(output.Length, PointSize);
        Span<byte> words = stackalloc byte[2 * PointSize];
        Pad(input, words);
        refusal = PointEncoding.ReadG1(words[..PointSize], out var a);
        if (refusal != Bn254Refusal.None)
        {
            return false;
        }

        refusal = PointEncoding.ReadG1(words[PointSize..], out var b);
        if (refusal != Bn254Refusal.None)
        {
            return false;
        }

        PointEncoding.WriteG1((new G1Jacobian(in a) + b).ToAffine(), output);
        return true;
    }

    /// <summary>ECMUL: a number times a point.</summary>
    /// <param name="input">A point and any number of 32 big-endian bytes.</param>
    /// <param name="output">Room for a point.</param>
    /// <param name="refusal">Why the input is none.</param>
    public static bool TryEcMul(ReadOnlySpan<byte> input, Span<byte> output, out Bn254Refusal refusal)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(output.Length, PointSize);
        Span<byte> words = stackalloc byte[PointSize + PointEncoding.WordSize];
        Pad(input, words);
        refusal = PointEncoding.ReadG1(words[..PointSize], out var point);
        if (refusal != Bn254Refusal.None)
        {
            return false;
        }

        Span<ulong> scalar = stackalloc ulong[ScalarWords];
        for (var i = 0; i < ScalarWords; i++)
        {
            scalar[i] = BinaryPrimitives.ReadUInt64BigEndian(words[^(8 * (i + 1))..]);
        }

        PointEncoding.WriteG1(ScalarMultiplication.VariableTime(new G1Jacobian(in point), scalar).ToAffine(), output);
        return true;
    }

    private static void Pad(ReadOnlySpan<byte> input, Span<byte> words)
    {
        words.Clear();
        input[..Math.Min(input.Length, words.Length)].CopyTo(words);
    }
}
