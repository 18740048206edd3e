using System.Collections.Concurrent;
using System.Security.Cryptography;
using LazAI.Cryptography;

namespace LazAI.Attestation;

/// <summary>
/// Attestation keys that were certified before. A platform's quotes carry the same certification, byte for byte, for as long as its
/// quoting enclave keeps the key; so a key is kept by the digest of those bytes, and the next quote costs one signature check.
/// Nothing that depends on time or collateral is kept, and no refusals: strangers cannot fill it.
/// </summary>
internal sealed class CertifiedKeys(int keptMaximum)
{
    private readonly ConcurrentDictionary<Bytes32, CertifiedAttestationKey> _certified = new();

    public int Count => _certified.Count;

    /// <summary>What names the certification of the quote's key: all bytes after the quote's signature, and the chain given with it.</summary>
    public static Bytes32 DigestOf(DcapQuote quote, ReadOnlySpan<byte> givenChain)
    {
        Span<byte> digests = stackalloc byte[2 * SHA256.HashSizeInBytes];
        SHA256.HashData(quote.AttestationKeyCertification, digests);
        if (givenChain.IsEmpty)
        {
            return new Bytes32(digests[..SHA256.HashSizeInBytes]);
        }

        SHA256.HashData(givenChain, digests[SHA256.HashSizeInBytes..]);
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
