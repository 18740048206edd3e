using LazAI.Cryptography.Curves;
using Fp = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>;

namespace LazAI.Cryptography.Bn254;

/// <summary>y^2 = x^3 + 3 over GF(p), the curve of G1 (EIP-196).</summary>
internal readonly struct G1Curve : ICurve<Fp>
{
    public static Fp B { get; } = Fp.FromUInt64(3);

    public static Fp GeneratorX { get; } = Fp.One;

    public static Fp GeneratorY { get; } = Fp.FromUInt64(2);

    // 9 a
    public static Fp MultiplyBy3B(in Fp a)
    {
        var twice = Fp.Double(in a);
        var eight = Fp.Double(Fp.Double(in twice));
        return eight + a;
    }
}
