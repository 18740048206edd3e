using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using LazAI.Cryptography;

namespace LazAI.Attestation;

/// <summary>The roots that a verifier trusts, with their keys, each imported when its certificate is first seen.</summary>
internal sealed class TrustedRootKeys(ImmutableArray<TrustedRoot> roots)
{
    private readonly ConcurrentDictionary<Bytes32, CertificateKey> _keys = new();

    /// <summary>The root of this certificate, by its fingerprint.</summary>
    public bool TryFind(ReadOnlySpan<byte> der, out TrustedRoot found)
    {
        var fingerprint = new Bytes32(SHA256.HashData(der));
        foreach (var root in roots)
        {
            if (root.Fingerprint == fingerprint)
            {
                found = root;
                return true;
            }
        }

        found = new TrustedRoot(default, fingerprint);
        return false;
    }

    /// <summary>The key of a trusted root's certificate.</summary>
    public bool TryGetKey(TrustedRoot root, Certificate certificate, [NotNullWhen(true)] out CertificateKey? key)
    {
        if (!_keys.TryGetValue(root.Fingerprint, out key) && CertificateKey.TryImport(certificate) is { } imported)
        {
            key = _keys.GetOrAdd(root.Fingerprint, imported);
        }

        return key is not null;
    }
}
