using LazAI.Cryptography.Curves;
using LazAI.Cryptography.Fields;
using Fp = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>;
using Fp2 = LazAI.Cryptography.Fields.QuadraticExtension<
    LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>>;
using G2Jacobian = LazAI.Cryptography.Curves.JacobianPoint<
    LazAI.Cryptography.Fields.QuadraticExtension<
        LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>>, LazAI.Cryptography.Bn254.G2Curve>;
using G2Point = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.QuadraticExtension<
        LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>>, LazAI.Cryptography.Bn254.G2Curve>;

namespace LazAI.Cryptography.Bn254;

/// <summary>Which points of the twist are in G2, the subgroup of order r: the twist has 2p - r times as many points.</summary>
internal static class G2Subgroup
{
    private static readonly Fp2 _x = TowerFrobenius<Fp, Tower>.Constants(1)[2];
    private static readonly Fp2 _y = TowerFrobenius<Fp, Tower>.Constants(1)[3];
    private static readonly Fp2 _xSquared = TowerFrobenius<Fp, Tower>.Constants(2)[2];
    private static readonly Fp2 _ySquared = TowerFrobenius<Fp, Tower>.Constants(2)[3];

    /// <summary>ψ: the p-th power of coordinates of the curve itself, carried over to the twist. On G2 it multiplies by p.</summary>
    public static G2Point Frobenius(in G2Point a) => new(a.X.Conjugate * _x, a.Y.Conjugate * _y);

    public static G2Point FrobeniusSquared(in G2Point a) => new(a.X * _xSquared, a.Y * _ySquared);

    /// <summary>
    /// Whether [x + 1]Q + ψ([x]Q) + ψ^2([x]Q) = ψ^3([2x]Q), for Q on the twist: a quarter of the work of [r]Q (Y. El Housni,
    /// A. Guillevic, T. Piellard, "Co-factor clearing and subgroup membership testing on pairing-friendly curves", 2022).
    /// </summary>
    /// <remarks>
    /// ψ^2 - [6x^2 + 1]ψ + [p] = 0 on the twist. The resultant of this and the relation kills every Q that fulfils both, and its
    /// greatest common divisor with the number of points is r, so exactly G2 passes.
    /// </remarks>
    public static bool Contains(in G2Point point)
    {
        var q = new G2Jacobian(in point);
        var xq = ScalarMultiplication.VariableTime(in q, (ReadOnlySpan<ulong>)[CurveParameter.X]);
        var once = Frobenius(in xq);
        var twice = Frobenius(in once);
        var left = xq + q + once + twice;
        return left.Equals(G2Jacobian.Double(Frobenius(in twice)));
    }

    private static G2Jacobian Frobenius(in G2Jacobian a) => new(a.X.Conjugate * _x, a.Y.Conjugate * _y, a.Z.Conjugate);
}
