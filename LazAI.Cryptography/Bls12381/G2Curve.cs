using System.Runtime.CompilerServices;
using LazAI.Cryptography.Bls12381.Lanes;
using LazAI.Cryptography.Curves;
using LazAI.Cryptography.Fields;
using LazAI.Cryptography.Fields.Lanes;
using Fp = LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>;
using Fp2 = LazAI.Cryptography.Fields.QuadraticExtension<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>>;
using Lanes4 = LazAI.Cryptography.Fields.Lanes.LaneField384<
    System.Runtime.Intrinsics.Vector256<double>,
    LazAI.Cryptography.Fields.Lanes.LaneVector256,
    LazAI.Cryptography.Bls12381.BaseModulus>;
using Lanes8 = LazAI.Cryptography.Fields.Lanes.LaneField384<
    System.Runtime.Intrinsics.Vector512<double>,
    LazAI.Cryptography.Fields.Lanes.LaneVector512,
    LazAI.Cryptography.Bls12381.BaseModulus>;

namespace LazAI.Cryptography.Bls12381;

/// <summary>E': y^2 = x^3 + 4(1 + u) over GF(p^2), the twist that holds G2 (draft-irtf-cfrg-pairing-friendly-curves, section 4.2.1).</summary>
internal readonly struct G2Curve : IPairingGroup<Fp2, G2Curve>
{
    /// <summary>1/(1 + u)^((p - 1)/3), by which the p-power map of the pairing's big field is brought back to the twist.</summary>
    public static Fp2 PsiX { get; } = new(
        Fp.Zero,
        PrimeField<Fp>.Parse("1a0111ea397fe699ec02408663d4de85aa0d857d89759ad4897d29650fb85f9b409427eb4f49fffd8bfd00000000aaad"));

    /// <summary>1/(1 + u)^((p - 1)/2), the same for y.</summary>
    public static Fp2 PsiY { get; } = new(
        PrimeField<Fp>.Parse("135203e60180a68ee2e9c448d77a2cd91c3dedd930b1cf60ef396489f61eb45e304466cf3e67fa0af1ee7b04121bdea2"),
        PrimeField<Fp>.Parse("06af0e0437ff400b6831e36d6bd17ffe48395dabc2d3435e77f76e17009241c5ee67992f72ec05f4c81084fbede3cc09"));

    // x is multiplied twice by what PsiX stands for: 1/2^((p - 1)/3).
    private static readonly Fp _psiPsiX = PsiX.Norm;

    public static Fp2 B { get; } = new(Fp.FromUInt64(4), Fp.FromUInt64(4));

    public static Fp2 GeneratorX { get; } = new(
        PrimeField<Fp>.Parse("024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8"),
        PrimeField<Fp>.Parse("13e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e"));

    public static Fp2 GeneratorY { get; } = new(
        PrimeField<Fp>.Parse("0ce5d527727d6e118cc9cdc6da2e351aadfd9baa8cbdd3a76d429a695160d12c923ac9cc3baca289e193548608b82801"),
        PrimeField<Fp>.Parse("0606c4a02ea734cc32acd2b02bc28b99cb3e287e85a763af267492ab572e99ab3f370d275cec1da1aaa9075ff05f79be"));

    public static int CoordinateSize => 2 * Fp.Size;

    // 12 (1 + u) a
    public static Fp2 MultiplyBy3B(in Fp2 a)
    {
        var times1PlusU = new Fp2(a.C0 - a.C1, a.C0 + a.C1);
        return Fp2.Double(Fp2.Double(Fp2.Double(in times1PlusU) + times1PlusU));
    }

    // c1 comes first.
    public static bool TryReadCoordinate(ReadOnlySpan<byte> bytes, out Fp2 value)
    {
        var isBelow = Fp.TryRead(bytes[..Fp.Size], out var c1) & Fp.TryRead(bytes[Fp.Size..], out var c0);
        value = new(c0, c1);
        return isBelow;
    }

    public static void WriteCoordinate(in Fp2 value, Span<byte> destination)
    {
        value.C1.Write(destination);
        value.C0.Write(destination[Fp.Size..]);
    }

    public static bool IsLexicographicallyLarger(in Fp2 y) => y.IsLexicographicallyLarger;

    /// <summary>ψ, the untwist-Frobenius-twist endomorphism: on G2 multiplication by x, the curve's parameter (RFC 9380, appendix G.3).</summary>
    public static AffinePoint<Fp2, G2Curve> Psi(in AffinePoint<Fp2, G2Curve> point) =>
        new(PsiX * point.X.Conjugate, PsiY * point.Y.Conjugate);

    /// <inheritdoc cref="Psi(in AffinePoint{Fp2, G2Curve})"/>
    public static JacobianPoint<Fp2, G2Curve> Psi(in JacobianPoint<Fp2, G2Curve> point) =>
        new(PsiX * point.X.Conjugate, PsiY * point.Y.Conjugate, point.Z.Conjugate);

    /// <summary>ψ twice: multiplication by x^2 on G2.</summary>
    public static JacobianPoint<Fp2, G2Curve> PsiPsi(in JacobianPoint<Fp2, G2Curve> point) =>
        new(point.X * _psiPsiX, -point.Y, point.Z);

    /// <inheritdoc cref="PsiPsi(in JacobianPoint{Fp2, G2Curve})"/>
    public static AffinePoint<Fp2, G2Curve> PsiPsi(in AffinePoint<Fp2, G2Curve> point) => new(point.X * _psiPsiX, -point.Y);

    /// <summary>ψ is x on G2 and on no other point: M. Scott, "A note on group membership tests" (2021), section 4.</summary>
    [SkipLocalsInit]
    public static bool IsInSubgroup(in AffinePoint<Fp2, G2Curve> point)
    {
        var multiple = LanePaths.Current switch
        {
            LanePath.Avx512 => RowG2Multiplication<Lanes8>.ByMagnitude(in point),
            LanePath.Avx2 => RowG2Multiplication<Lanes4>.ByMagnitude(in point),
            _ => ParameterMultiplication.ByMagnitude(in point),
        };
        return (-multiple).Equals(new JacobianPoint<Fp2, G2Curve>(Psi(in point)));
    }

    /// <summary>
    /// [x^2 - x - 1]P + [x - 1]ψ(P) + ψ(ψ([2]P)): A. Budroni, F. Pintore, "Efficient hash maps to G2 on BLS curves" (2017), section 4.1,
    /// in the order of RFC 9380, appendix G.3, whose h_eff it equals.
    /// </summary>
    public static JacobianPoint<Fp2, G2Curve> ClearCofactor(in JacobianPoint<Fp2, G2Curve> point) => LanePaths.Current switch
    {
        LanePath.Avx512 => RowG2Multiplication<Lanes8>.ClearCofactor(in point),
        LanePath.Avx2 => RowG2Multiplication<Lanes4>.ClearCofactor(in point),
        _ => ClearCofactorByScalars(in point),
    };

    [SkipLocalsInit]
    private static JacobianPoint<Fp2, G2Curve> ClearCofactorByScalars(in JacobianPoint<Fp2, G2Curve> point)
    {
        var multiple = -ParameterMultiplication.ByMagnitude(in point);
        var image = Psi(in point);
        var result = PsiPsi(JacobianPoint<Fp2, G2Curve>.Double(in point)) - image;
        result -= ParameterMultiplication.ByMagnitude(multiple + image);
        return result - multiple - point;
    }
}
