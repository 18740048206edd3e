using System.Runtime.CompilerServices;
using LazAI.Cryptography.Curves;
using LazAI.Cryptography.Fields;
using Fp = LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>;

namespace LazAI.Cryptography.Bls12381;

/// <summary>E: y^2 = x^3 + 4 over GF(p), the curve of G1 (draft-irtf-cfrg-pairing-friendly-curves, section 4.2.1).</summary>
internal readonly struct G1Curve : IPairingGroup<Fp, G1Curve>
{
    /// <summary>
    /// A cube root of 1: (x, y) → (βx, y) is an endomorphism, which on G1 is multiplication by -x^2, with x the curve's parameter.
    /// </summary>
    public static Fp CubeRootOfUnity { get; } = PrimeField<Fp>.Parse(
        "5f19672fdf76ce51ba69c6076a0f77eaddb3a93be6f89688de17d813620a00022e01fffffffefffe");

    public static Fp B { get; } = Fp.FromUInt64(4);

    public static Fp GeneratorX { get; } = PrimeField<Fp>.Parse(
        "17f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb");

    public static Fp GeneratorY { get; } = PrimeField<Fp>.Parse(
        "08b3f481e3aaa0f1a09e30ed741d8ae4fcf5e095d5d00af600db18cb2c04b3edd03cc744a2888ae40caa232946c5e7e1");

    public static int CoordinateSize => Fp.Size;

    // 12 a
    public static Fp MultiplyBy3B(in Fp a)
    {
        var twice = Fp.Double(in a);
        return Fp.Double(Fp.Double(twice + a));
    }

    public static bool TryReadCoordinate(ReadOnlySpan<byte> bytes, out Fp value) => Fp.TryRead(bytes, out value);

    public static void WriteCoordinate(in Fp value, Span<byte> destination) => value.Write(destination);

    public static bool IsLexicographicallyLarger(in Fp y) => PrimeField<Fp>.IsLexicographicallyLarger(in y);

    /// <summary>Multiplication by -x^2, for points of G1.</summary>
    public static AffinePoint<Fp, G1Curve> Endomorphism(in AffinePoint<Fp, G1Curve> point) => new(CubeRootOfUnity * point.X, point.Y);

    /// <summary>The endomorphism is -x^2 on G1 and on no other point: M. Scott, "A note on group membership tests" (2021), section 6.</summary>
    [SkipLocalsInit]
    public static bool IsInSubgroup(in AffinePoint<Fp, G1Curve> point)
    {
        var multiple = ParameterMultiplication.ByMagnitude(ParameterMultiplication.ByMagnitude(in point));
        return (-multiple).Equals(new JacobianPoint<Fp, G1Curve>(Endomorphism(in point)));
    }

    /// <summary>[1 - x]P: h_eff of RFC 9380, section 8.8.1.</summary>
    public static JacobianPoint<Fp, G1Curve> ClearCofactor(in JacobianPoint<Fp, G1Curve> point) =>
        ParameterMultiplication.ByMagnitude(in point) + point;
}
