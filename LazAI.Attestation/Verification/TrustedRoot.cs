using System.Collections.Immutable;
using LazAI.Cryptography;

namespace LazAI.Attestation;

/// <summary>Whose word evidence rests on.</summary>
public enum EvidenceRoot
{
    /// <summary>A development root: a key in a file. Structure and signatures are real, the hardware is not.</summary>
    Development = 0,

    /// <summary>Intel's root for SGX and TDX provisioning certificates.</summary>
    Intel,
}

/// <summary>A root certificate that a verifier may end a chain in, named by its fingerprint: SHA-256 over the DER certificate.</summary>
/// <param name="Kind">Whose root it is; this decides which further checks the chain needs.</param>
/// <param name="Fingerprint">SHA-256 of the whole certificate, as <c>openssl x509 -fingerprint -sha256</c> prints it.</param>
public readonly record struct TrustedRoot(EvidenceRoot Kind, Bytes32 Fingerprint)
{
    /// <summary>
    /// Intel SGX Root CA. One key with two certificates: valid to 2049, and an older one to 2033 that some quotes still carry.
    /// </summary>
    public static ImmutableArray<TrustedRoot> Intel { get; } =
    [
        new(EvidenceRoot.Intel, Bytes32.Parse("0x44a0196b2b99f889b8e149e95b807a350e7424964399e885a7cbb8ccfab674d3")),
        new(EvidenceRoot.Intel, Bytes32.Parse("0xfc64f8076d79a4fee9d1d473d74c89eb8d8fd55c5abafeabeba7366d20429404")),
    ];

    /// <summary>A development root. Evidence under it is still refused by every policy that does not name the same fingerprint.</summary>
    public static TrustedRoot Development(Bytes32 fingerprint) => new(EvidenceRoot.Development, fingerprint);
}
