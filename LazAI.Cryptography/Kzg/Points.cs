using LazAI.Cryptography.Arithmetic;
using LazAI.Cryptography.Bls12381;
using LazAI.Cryptography.Bls12381.Lanes;
using Fp = LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>;
using G1 = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>, LazAI.Cryptography.Bls12381.G1Curve>;

namespace LazAI.Cryptography.Kzg;

/// <summary>validate_kzg_g1 and bytes_to_kzg_commitment/_proof of EIP-4844: points of G1's subgroup, the identity included.</summary>
internal static class Points
{
    public const int Size = 48;

    public static KzgRefusal ReadCommitment(ReadOnlySpan<byte> bytes, out G1 point) =>
        OfCommitment(PointEncoding.ReadCompressed<Fp, G1Curve>(bytes, out point));

    public static KzgRefusal ReadProof(ReadOnlySpan<byte> bytes, out G1 point) =>
        OfProof(PointEncoding.ReadCompressed<Fp, G1Curve>(bytes, out point));

    /// <summary>Many commitments, several at once; the first refusal, if there is any.</summary>
    public static KzgRefusal ReadCommitments(ReadOnlySpan<ReadOnlyMemory<byte>> encodings, Span<G1> points) =>
        OfCommitment(ReadAll(encodings, points));

    /// <summary>Many proofs, several at once; the first refusal, if there is any.</summary>
    public static KzgRefusal ReadProofs(ReadOnlySpan<ReadOnlyMemory<byte>> encodings, Span<G1> points) =>
        OfProof(ReadAll(encodings, points));

    private static PointRefusal ReadAll(ReadOnlySpan<ReadOnlyMemory<byte>> encodings, Span<G1> points)
    {
        using var refusals = new Scratch<PointRefusal>(encodings.Length);
        LaneG1Encoding.ReadCompressed(encodings, points, refusals.Span);
        foreach (var refusal in refusals.Span)
        {
            if (refusal != PointRefusal.None)
            {
                return refusal;
            }
        }

        return PointRefusal.None;
    }

    private static KzgRefusal OfCommitment(PointRefusal refusal) => refusal switch
    {
        PointRefusal.None => KzgRefusal.None,
        PointRefusal.WrongLength => KzgRefusal.CommitmentLength,
        PointRefusal.NotOnCurve => KzgRefusal.CommitmentNotOnCurve,
        PointRefusal.NotInSubgroup => KzgRefusal.CommitmentNotInSubgroup,
        _ => KzgRefusal.CommitmentEncoding,
    };

    private static KzgRefusal OfProof(PointRefusal refusal) => refusal switch
    {
        PointRefusal.None => KzgRefusal.None,
        PointRefusal.WrongLength => KzgRefusal.ProofLength,
        PointRefusal.NotOnCurve => KzgRefusal.ProofNotOnCurve,
        PointRefusal.NotInSubgroup => KzgRefusal.ProofNotInSubgroup,
        _ => KzgRefusal.ProofEncoding,
    };
}
