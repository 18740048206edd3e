using Fp = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>;
using G1Point = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>, LazAI.Cryptography.Bn254.G1Curve>;
using G2Point = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.QuadraticExtension<
        LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>>, LazAI.Cryptography.Bn254.G2Curve>;

namespace LazAI.Cryptography.Bn254;

/// <summary>
/// Points as EIP-196 and EIP-197 write them: big-endian words of 32 bytes, infinity as zeros. A point that is refused is not left to be
/// used by mistake: infinity comes out.
/// </summary>
internal static class PointEncoding
{
    public const int WordSize = 32;
    public const int G1Size = 2 * WordSize;
    public const int G2Size = 4 * WordSize;

    /// <summary>x ‖ y. All of the curve is the group.</summary>
    public static Bn254Refusal ReadG1(ReadOnlySpan<byte> bytes, out G1Point point)
    {
        point = default;
        if (!Fp.TryRead(bytes[..WordSize], out var x) || !Fp.TryRead(bytes.Slice(WordSize, WordSize), out var y))
        {
            return Bn254Refusal.CoordinateNotBelowModulus;
        }

        G1Point candidate = new(x, y);
        if (!candidate.IsOnCurve)
        {
            return Bn254Refusal.NotOnCurve;
        }

        point = candidate;
        return Bn254Refusal.None;
    }

    /// <summary>x ‖ y, of each the factor of u first.</summary>
    public static Bn254Refusal ReadG2(ReadOnlySpan<byte> bytes, out G2Point point)
    {
        point = default;
        if (!Fp.TryRead(bytes[..WordSize], out var x1) || !Fp.TryRead(bytes.Slice(WordSize, WordSize), out var x0)
            || !Fp.TryRead(bytes.Slice(2 * WordSize, WordSize), out var y1) || !Fp.TryRead(bytes.Slice(3 * WordSize, WordSize), out var y0))
        {
            return Bn254Refusal.CoordinateNotBelowModulus;
        }

        G2Point candidate = new(new(x0, x1), new(y0, y1));
        if (!candidate.IsOnCurve)
        {
            return Bn254Refusal.NotOnCurve;
        }

        if (!G2Subgroup.Contains(in candidate))
        {
            return Bn254Refusal.NotInSubgroup;
        }

        point = candidate;
        return Bn254Refusal.None;
    }

    public static void WriteG1(in G1Point point, Span<byte> destination)
    {
        point.X.Write(destination[..WordSize]);
        point.Y.Write(destination.Slice(WordSize, WordSize));
    }

    /// <summary>x ‖ y, of each the factor of u first.</summary>
    public static void WriteG2(in G2Point point, Span<byte> destination)
    {
        point.X.C1.Write(destination[..WordSize]);
        point.X.C0.Write(destination.Slice(WordSize, WordSize));
        point.Y.C1.Write(destination.Slice(2 * WordSize, WordSize));
        point.Y.C0.Write(destination.Slice(3 * WordSize, WordSize));
    }
}
