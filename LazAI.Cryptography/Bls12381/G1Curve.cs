using LazAI.Cryptography.Curves;
using LazAI.Cryptography.Fields;
using Fp = LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>;

namespace LazAI.Cryptography.Bls12381;

/// <summary>E: y^2 = x^3 + 4 over GF(p), the curve of G1 (draft-irtf-cfrg-pairing-friendly-curves, section 4.2.1).</summary>
internal readonly struct G1Curve : ICurve<Fp>
{
    public static Fp B { get; } = Fp.FromUInt64(4);

    public static Fp GeneratorX { get; } = PrimeField<Fp>.Parse(
        "17f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb");

    public static Fp GeneratorY { get; } = PrimeField<Fp>.Parse(
        "08b3f481e3aaa0f1a09e30ed741d8ae4fcf5e095d5d00af600db18cb2c04b3edd03cc744a2888ae40caa232946c5e7e1");

    // 12 a
    public static Fp MultiplyBy3B(in Fp a)
    {
        var twice = Fp.Double(in a);
        return Fp.Double(Fp.Double(twice + a));
    }
}
