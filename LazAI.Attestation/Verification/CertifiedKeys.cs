using System.Collections.Concurrent;
using System.Security.Cryptography;
using LazAI.Cryptography;

namespace LazAI.Attestation;

/// <summary>
/// Attestation keys that were certified before. A platform's quotes carry the same certification, byte for byte, for as long as its
/// quoting enclave keeps the key; so a key is kept by the digest of those bytes, and the next quote costs one signature check.
/// Nothing that depends on time or collateral is kept, and no refusals. Whoever has a genuine quote can write its PEM in other ways and
/// so fill this, at the price of full verifications: then all is forgotten, and found out again.
/// </summary>
internal sealed class CertifiedKeys(int keptMaximum)
{
    private readonly ConcurrentDictionary<Bytes32, CertifiedAttestationKey> _certified = new();

    public int Count => _certified.Count;

    /// <summary>
    /// What names the certification of the quote's key: how its bytes are laid out, all of those after the quote's signature, and the chain
    /// given with it.
    /// </summary>
    public static Bytes32 DigestOf(DcapQuote quote, ReadOnlySpan<byte> givenChain)
    {
        // The same bytes are another QE report in version 3, which has no outer record.
        Span<byte> digests = stackalloc byte[1 + 2 * SHA256.HashSizeInBytes];
        digests[0] = quote.Header.Version == 3 ? (byte)3 : (byte)4;
        SHA256.HashData(quote.AttestationKeyCertification, digests[1..]);
        SHA256.HashData(givenChain, digests[(1 + SHA256.HashSizeInBytes)..]);
        return new Bytes32(SHA256.HashData(digests));
    }

    public CertifiedAttestationKey? Find(Bytes32 digest) => _certified.GetValueOrDefault(digest);

    public void Keep(Bytes32 digest, CertifiedAttestationKey key)
    {
        if (keptMaximum == 0)
        {
            return;
        }

        if (_certified.Count >= keptMaximum)
        {
            _certified.Clear();
        }

        _certified[digest] = key;
    }
}
