using System.Security.Cryptography;

namespace LazAI.Attestation;

/// <summary>
/// An attestation key that a quoting enclave made on a platform whose chain ends in a trusted root. Certified for the times of
/// <see cref="Validity"/>.
/// </summary>
internal sealed class CertifiedAttestationKey(PckCertificateChain chain, ECDsa key)
{
    // One native key object must not be used by two threads at once.
    private readonly Lock _gate = new();

    public TrustedRoot Root { get; } = chain.Root;

    public ValidityPeriod Validity { get; } = chain.Validity;

    public PckExtension? Platform { get; } = chain.Platform;

    public bool Signed(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        lock (_gate)
        {
            return EcdsaP256.Verify(key, data, signature);
        }
    }
}
