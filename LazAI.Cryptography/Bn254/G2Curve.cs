using LazAI.Cryptography.Curves;
using LazAI.Cryptography.Fields;
using Fp = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>;
using Fp2 = LazAI.Cryptography.Fields.QuadraticExtension<
    LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>>;

namespace LazAI.Cryptography.Bn254;

/// <summary>y^2 = x^3 + 3/(9 + u) over GF(p^2), the twist that holds G2 (EIP-197).</summary>
internal readonly struct G2Curve : ICurve<Fp2>
{
    public static Fp2 B { get; } = Fp2.Invert(new Fp2(Fp.FromUInt64(9), Fp.One)) * Fp.FromUInt64(3);

    public static Fp2 GeneratorX { get; } = new(
        PrimeField<Fp>.Parse("1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed"),
        PrimeField<Fp>.Parse("198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2"));

    public static Fp2 GeneratorY { get; } = new(
        PrimeField<Fp>.Parse("12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa"),
        PrimeField<Fp>.Parse("090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b"));

    // 9/(9 + u) a
    public static Fp2 MultiplyBy3B(in Fp2 a) => a * _threeB;

    private static readonly Fp2 _threeB = Fp2.Double(B) + B;
}
