using System.Diagnostics.CodeAnalysis;
using LazAI.Client.DataSets;
using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ownership;

namespace LazAI.Enclave.DataSets;

/// <summary>What a session does with data sets: it anchors what it has hashed, asks for keys, and opens encrypted data in its own memory.</summary>
/// <remarks>The keys are the session's; whoever made them disposes of them.</remarks>
public sealed class SessionDataSets(
    Eip712Domain domain, Address worker, SessionId session, Secp256k1PrivateKey signingKey, Secp256k1PrivateKey encryptionKey)
{
    /// <summary>The account that runs the enclave.</summary>
    public Address Worker => worker;

    /// <summary>Hashes content and signs who has brought it.</summary>
    /// <param name="recordsRoot">Poseidon Merkle root over the records, if the enclave has read them; else zero.</param>
    /// <param name="timestamp">Seconds since 1970, by the enclave's clock.</param>
    public (OwnershipAnchor Anchor, RecoverableSignature Signature) Anchor(
        ReadOnlySpan<byte> content, ContentKind kind, Address owner, Bytes32 recordsRoot, ulong timestamp)
    {
        var anchor = new OwnershipAnchor(ContentHash.Of(content), kind, (ulong)content.Length, recordsRoot, owner, session, timestamp);
        return (anchor, signingKey.Sign(domain.Digest(anchor.StructHash())));
    }

    /// <summary>Makes an account's request this session's own; false where it is for another session.</summary>
    public bool TryCountersign(SignedOrder<KeyRequest> request, [NotNullWhen(true)] out RequestKeyRequest? countersigned)
    {
        ArgumentNullException.ThrowIfNull(request);
        countersigned = null;
        if (request.Order.Session != session || request.ChainId != domain.ChainId)
        {
            return false;
        }

        var signature = signingKey.Sign(domain.Digest(request.Order.StructHash()));
        countersigned = new RequestKeyRequest(request.ChainId, request.Order, request.Signature, signature, worker);
        return true;
    }

    /// <summary>
    /// Opens an encrypted data set with the key that its owner wrapped to this session. False where the file is not the anchored one, the key
    /// is not for it and this session, or one byte is not as it was encrypted. The caller disposes of the plaintext after its use.
    /// </summary>
    public bool TryOpen(
        ReadOnlySpan<byte> file, ContentHash content, Address owner, ReadOnlySpan<byte> envelope, [NotNullWhen(true)] out OpenedDataSet? opened)
    {
        opened = null;
        if (ContentHash.Of(file) != content || !DataKey.TryUnwrap(envelope, encryptionKey, content, owner, session, out var key))
        {
            return false;
        }

        using (key)
        {
            opened = EncryptedData.TryDecrypt(file, key, out var plaintext) ? new OpenedDataSet(content, plaintext) : null;
            return opened is not null;
        }
    }
}
