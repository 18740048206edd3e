using LazAI.Cryptography.Curves;

namespace LazAI.Cryptography.Secp256k1;

/// <summary>
/// secp256k1 (SEC 2, section 2.4.1) in the shape that code for any curve takes. Signatures have formulas of their own, in
/// <see cref="JacobianPoint"/> and <see cref="ProjectivePoint"/>, that carry less often.
/// </summary>
internal readonly struct Secp256k1Curve : ICurve<FieldElement>
{
    public static FieldElement B => new(7);

    public static FieldElement GeneratorX => AffinePoint.Generator.X;

    public static FieldElement GeneratorY => AffinePoint.Generator.Y;

    // 21 a
    public static FieldElement MultiplyBy3B(in FieldElement a)
    {
        var r = a;
        r.Scale(21);
        r.Carry();
        return r;
    }
}
