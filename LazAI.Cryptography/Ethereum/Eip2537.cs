using System.Runtime.CompilerServices;
using LazAI.Cryptography.Bls12381;
using LazAI.Cryptography.Curves;
using LazAI.Cryptography.Fields;
using Fp = LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>;
using Fp2 = LazAI.Cryptography.Fields.QuadraticExtension<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>>;

namespace LazAI.Cryptography;

/// <summary>EIP-2537: the EVM's precompiled contracts 0x0b to 0x11 for BLS12-381. Variable-time: for public numbers.</summary>
public static class Eip2537
{
    /// <summary>Bytes of an element of Fp.</summary>
    public const int FpSize = Eip2537Encoding.FpSize;

    /// <summary>Bytes of an element of Fp2.</summary>
    public const int Fp2Size = 2 * FpSize;

    /// <summary>Bytes of a point of G1.</summary>
    public const int G1Size = 2 * FpSize;

    /// <summary>Bytes of a point of G2.</summary>
    public const int G2Size = 2 * Fp2Size;

    /// <summary>Bytes of a number that multiplies a point; it may be r or more.</summary>
    public const int ScalarSize = 32;

    /// <summary>More pairs of points and numbers than 36 million gas pay for, at 6,228 each.</summary>
    public const int MsmPairsMaximum = 8192;

    /// <summary>More pairs of points than 36 million gas pay for, at 32,600 each.</summary>
    public const int PairingPairsMaximum = 1280;

    /// <summary>BLS12_G1ADD: the sum of two points of the curve, which need not be in G1.</summary>
    /// <param name="input">Two points.</param>
    /// <param name="output">Room for one.</param>
    /// <param name="refusal">Why the input is none.</param>
    public static bool TryG1Add(ReadOnlySpan<byte> input, Span<byte> output, out Eip2537Refusal refusal) =>
        TryAdd<Fp, G1Curve>(input, G1Size, output, out refusal);

    /// <summary>BLS12_G1MSM: the sum of points of G1 times numbers.</summary>
    /// <param name="input">Pairs of a point and a number, at least one.</param>
    /// <param name="output">Room for a point.</param>
    /// <param name="refusal">Why the input is none.</param>
    public static bool TryG1Msm(ReadOnlySpan<byte> input, Span<byte> output, out Eip2537Refusal refusal) =>
        Eip2537Msm.TryRun<Fp, G1Curve>(input, G1Size, output, out refusal);

    /// <summary>BLS12_G2ADD: the sum of two points of the twist, which need not be in G2.</summary>
    /// <inheritdoc cref="TryG1Add"/>
    public static bool TryG2Add(ReadOnlySpan<byte> input, Span<byte> output, out Eip2537Refusal refusal) =>
        TryAdd<Fp2, G2Curve>(input, G2Size, output, out refusal);

    /// <summary>BLS12_G2MSM: the sum of points of G2 times numbers.</summary>
    /// <inheritdoc cref="TryG1Msm"/>
    public static bool TryG2Msm(ReadOnlySpan<byte> input, Span<byte> output, out Eip2537Refusal refusal) =>
        Eip2537Msm.TryRun<Fp2, G2Curve>(input, G2Size, output, out refusal);

    /// <summary>BLS12_PAIRING_CHECK: tells whether the product of the pairings is 1.</summary>
    /// <param name="input">Pairs of a point of G1 and a point of G2, at least one.</param>
    /// <param name="isOne">The answer.</param>
    /// <param name="refusal">Why the input is none: every point is checked, whatever the answer.</param>
    public static bool TryPairingCheck(ReadOnlySpan<byte> input, out bool isOne, out Eip2537Refusal refusal) =>
        Eip2537PairingCheck.TryRun(input, out isOne, out refusal);

    /// <summary>BLS12_MAP_FP_TO_G1: the point that RFC 9380 maps an element of Fp to, its cofactor cleared.</summary>
    /// <param name="input">The element.</param>
    /// <param name="output">Room for a point.</param>
    /// <param name="refusal">Why the input is none.</param>
    public static bool TryMapFpToG1(ReadOnlySpan<byte> input, Span<byte> output, out Eip2537Refusal refusal)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(output.Length, G1Size);
        refusal = ReadElement(input, FpSize, out Fp element);
        if (refusal != Eip2537Refusal.None)
        {
            return false;
        }

        Eip2537Encoding.Write(Bls12381HashToCurve.MapToG1(in element).ToAffine(), output);
        return true;
    }

    /// <summary>BLS12_MAP_FP2_TO_G2: the point that RFC 9380 maps an element of Fp2 to, its cofactor cleared.</summary>
    /// <inheritdoc cref="TryMapFpToG1"/>
    public static bool TryMapFp2ToG2(ReadOnlySpan<byte> input, Span<byte> output, out Eip2537Refusal refusal)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(output.Length, G2Size);
        refusal = ReadElement(input, Fp2Size, out Fp2 element);
        if (refusal != Eip2537Refusal.None)
        {
            return false;
        }

        Eip2537Encoding.Write(Bls12381HashToCurve.MapToG2(in element).ToAffine(), output);
        return true;
    }

    private static Eip2537Refusal ReadElement<TField>(ReadOnlySpan<byte> input, int size, out TField element)
        where TField : unmanaged, IFieldElement<TField>
    {
        element = default;
        return input.Length != size ? Eip2537Refusal.LengthInvalid : Eip2537Encoding.ReadNumbers(input, out element);
    }

    [SkipLocalsInit]
    private static bool TryAdd<TField, TGroup>(ReadOnlySpan<byte> input, int pointSize, Span<byte> output, out Eip2537Refusal refusal)
        where TField : unmanaged, IFieldElement<TField>
        where TGroup : struct, IPairingGroup<TField, TGroup>
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(output.Length, pointSize);
        if (input.Length != 2 * pointSize)
        {
            refusal = Eip2537Refusal.LengthInvalid;
            return false;
        }

        refusal = Eip2537Encoding.ReadOutsideSubgroup<TField, TGroup>(input[..pointSize], out var a);
        if (refusal != Eip2537Refusal.None)
        {
            return false;
        }

        refusal = Eip2537Encoding.ReadOutsideSubgroup<TField, TGroup>(input[pointSize..], out var b);
        if (refusal != Eip2537Refusal.None)
        {
            return false;
        }

        Eip2537Encoding.Write((new JacobianPoint<TField, TGroup>(in a) + b).ToAffine(), output);
        return true;
    }
}
