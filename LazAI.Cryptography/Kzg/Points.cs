using LazAI.Cryptography.Bls12381;
using Fp = LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>;
using G1 = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>, LazAI.Cryptography.Bls12381.G1Curve>;

namespace LazAI.Cryptography.Kzg;

/// <summary>validate_kzg_g1 and bytes_to_kzg_commitment/_proof of EIP-4844: points of G1's subgroup, the identity included.</summary>
internal static class Points
{
    public const int Size = 48;

    public static KzgRefusal ReadCommitment(ReadOnlySpan<byte> bytes, out G1 point) =>
        PointEncoding.ReadCompressed<Fp, G1Curve>(bytes, out point) switch
        {
            PointRefusal.None => KzgRefusal.None,
            PointRefusal.WrongLength => KzgRefusal.CommitmentLength,
            PointRefusal.NotOnCurve => KzgRefusal.CommitmentNotOnCurve,
            PointRefusal.NotInSubgroup => KzgRefusal.CommitmentNotInSubgroup,
            _ => KzgRefusal.CommitmentEncoding,
        };

    public static KzgRefusal ReadProof(ReadOnlySpan<byte> bytes, out G1 point) =>
        PointEncoding.ReadCompressed<Fp, G1Curve>(bytes, out point) switch
        {
            PointRefusal.None => KzgRefusal.None,
            PointRefusal.WrongLength => KzgRefusal.ProofLength,
            PointRefusal.NotOnCurve => KzgRefusal.ProofNotOnCurve,
            PointRefusal.NotInSubgroup => KzgRefusal.ProofNotInSubgroup,
            _ => KzgRefusal.ProofEncoding,
        };
}
