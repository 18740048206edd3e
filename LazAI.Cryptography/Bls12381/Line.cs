using System.Runtime.CompilerServices;
using LazAI.Cryptography.Fields.Lanes;
using Fp = LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>;
using Fp12 = LazAI.Cryptography.Fields.DodecicExtension<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>, LazAI.Cryptography.Bls12381.Tower>;
using Fp2 = LazAI.Cryptography.Fields.QuadraticExtension<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>>;
using G1 = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>, LazAI.Cryptography.Bls12381.G1Curve>;
using Lanes8 = LazAI.Cryptography.Fields.Lanes.LaneField384<
    System.Runtime.Intrinsics.Vector512<double>,
    LazAI.Cryptography.Fields.Lanes.LaneVector512,
    LazAI.Cryptography.Bls12381.BaseModulus>;

namespace LazAI.Cryptography.Bls12381;

/// <summary>
/// A line through points of the twist, as a function on G1: at (x, y) it is <c>constant + slope x v + height y v w</c>, up to a
/// factor of Fp2, which the final exponentiation turns into 1.
/// </summary>
internal readonly struct Line(Fp2 constant, Fp2 slope, Fp2 height)
{
    public readonly Fp2 Constant = constant;
    public readonly Fp2 Slope = slope;
    public readonly Fp2 Height = height;

    public RowLine ToRows() => new()
    {
        Constant = RowDodecic<Lanes8, Fp, Tower>.Pack(in Constant),
        Slope = RowDodecic<Lanes8, Fp, Tower>.Pack(in Slope),
        Height = RowDodecic<Lanes8, Fp, Tower>.Pack(in Height),
    };

    /// <summary>f times the line's value at the point.</summary>
    [SkipLocalsInit]
    public static void Multiply(ref Fp12 f, in Line line, in G1 point) =>
        f = Fp12.MultiplyBy014(in f, in line.Constant, line.Slope * point.X, line.Height * point.Y);
}
