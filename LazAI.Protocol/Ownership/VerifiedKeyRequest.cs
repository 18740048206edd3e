using LazAI.Cryptography;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Workers;

namespace LazAI.Protocol.Ownership;

/// <summary>A request for a data key under both its signatures. Only <see cref="TryVerify"/> makes it.</summary>
public sealed class VerifiedKeyRequest
{
    private VerifiedKeyRequest(KeyRequest order, RecoverableSignature signature, RecoverableSignature sessionSignature) =>
        (Order, Signature, SessionSignature) = (order, signature, sessionSignature);

    public KeyRequest Order { get; }

    /// <summary>The account's.</summary>
    public RecoverableSignature Signature { get; }

    public RecoverableSignature SessionSignature { get; }

    /// <summary>Checks that the request is signed by the account that it names and by the key of this session.</summary>
    public static bool TryVerify(
        Eip712Domain domain,
        WorkerSession session,
        KeyRequest order,
        RecoverableSignature signature,
        RecoverableSignature sessionSignature,
        out VerifiedKeyRequest? verified,
        out Rejection? refusal)
    {
        ArgumentNullException.ThrowIfNull(domain);
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(order);
        var digest = domain.Digest(order.StructHash());
        verified = null;
        refusal = !signature.TryRecoverAddress(digest, out var account) || account != order.Signer
            ? new Rejection(OwnershipErrors.KeyRequestSignatureInvalid, $"The request is not signed by {order.Signer}.")
            : order.Session != session.Id || !sessionSignature.TryRecoverAddress(digest, out var key) || key != session.SigningKey
                ? new Rejection(OwnershipErrors.KeyRequestSignatureInvalid, $"The request is not signed by the key of session {order.Session}.")
                : null;
        if (refusal is not null)
        {
            return false;
        }

        verified = new VerifiedKeyRequest(order, signature, sessionSignature);
        return true;
    }
}
