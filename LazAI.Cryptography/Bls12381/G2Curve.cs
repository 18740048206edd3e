using LazAI.Cryptography.Curves;
using LazAI.Cryptography.Fields;
using Fp = LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>;
using Fp2 = LazAI.Cryptography.Fields.QuadraticExtension<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>>;

namespace LazAI.Cryptography.Bls12381;

/// <summary>E': y^2 = x^3 + 4(1 + u) over GF(p^2), the twist that holds G2 (draft-irtf-cfrg-pairing-friendly-curves, section 4.2.1).</summary>
internal readonly struct G2Curve : ICurve<Fp2>
{
    public static Fp2 B { get; } = new(Fp.FromUInt64(4), Fp.FromUInt64(4));

    public static Fp2 GeneratorX { get; } = new(
        PrimeField<Fp>.Parse("024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8"),
        PrimeField<Fp>.Parse("13e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e"));

    public static Fp2 GeneratorY { get; } = new(
        PrimeField<Fp>.Parse("0ce5d527727d6e118cc9cdc6da2e351aadfd9baa8cbdd3a76d429a695160d12c923ac9cc3baca289e193548608b82801"),
        PrimeField<Fp>.Parse("0606c4a02ea734cc32acd2b02bc28b99cb3e287e85a763af267492ab572e99ab3f370d275cec1da1aaa9075ff05f79be"));

    // 12 (1 + u) a
    public static Fp2 MultiplyBy3B(in Fp2 a)
    {
        var times1PlusU = new Fp2(a.C0 - a.C1, a.C0 + a.C1);
        return Fp2.Double(Fp2.Double(Fp2.Double(in times1PlusU) + times1PlusU));
    }
}
