using Fp2 = LazAI.Cryptography.Fields.QuadraticExtension<
    LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>>;

namespace LazAI.Cryptography.Bn254;

/// <summary>
/// The line y = slope * x - offset through two points of the twist, or the tangent at one. At a point (x, y) of G1 it counts as
/// 1 - slope * x/y * w + offset / y * w^3: divided by y, which the final exponentiation takes to 1.
/// </summary>
/// <remarks>All zeros where a point is infinity: then it counts as 1, as the pairing with infinity does.</remarks>
internal readonly struct Line(Fp2 slope, Fp2 offset)
{
    public readonly Fp2 Slope = slope;
    public readonly Fp2 Offset = offset;
}
