namespace LazAI.Protocol.Proofs;

/// <summary>Why the Verifier refuses what it is handed by itself.</summary>
public static class VerifierErrors
{
    public static readonly ErrorCode ArgumentsDiffer = new("verifier/arguments-differ");
    public static readonly ErrorCode AttestationUnknown = new("verifier/attestation-unknown");
}
