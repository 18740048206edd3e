using LazAI.Cryptography;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Workers;

namespace LazAI.Protocol.Ownership;

/// <summary>A request for a data key under both its signatures, of a session that was open. Only <see cref="TryVerify"/> makes it.</summary>
public sealed class VerifiedKeyRequest
{
    private VerifiedKeyRequest(KeyRequest order, RecoverableSignature signature, RecoverableSignature sessionSignature, Address worker) =>
        (Order, Signature, SessionSignature, Worker) = (order, signature, sessionSignature, worker);

    public KeyRequest Order { get; }

    /// <summary>The account's.</summary>
    public RecoverableSignature Signature { get; }

    public RecoverableSignature SessionSignature { get; }

    /// <summary>Whose session it is.</summary>
    public Address Worker { get; }

    /// <summary>Checks that the session is one of this worker's and open, and that the request is signed by the account and by the session's key.</summary>
    /// <param name="refusal">Why not, in the order: session unknown, session expired, signatures.</param>
    public static bool TryVerify(
        Eip712Domain domain,
        Address worker,
        WorkerState sessions,
        KeyRequest order,
        RecoverableSignature signature,
        RecoverableSignature sessionSignature,
        Slot now,
        out VerifiedKeyRequest? verified,
        out Rejection? refusal)
    {
        ArgumentNullException.ThrowIfNull(domain);
        ArgumentNullException.ThrowIfNull(sessions);
        ArgumentNullException.ThrowIfNull(order);
        verified = null;
        refusal = WorkerAggregate.RefuseSession(sessions, order.Session, now)
            ?? RefuseSignatures(domain.Digest(order.StructHash()), order.Signer, signature, sessions.Sessions[order.Session], sessionSignature);
        if (refusal is not null)
        {
            return false;
        }

        verified = new VerifiedKeyRequest(order, signature, sessionSignature, worker);
        return true;
    }

    /// <summary>Why the request is not that account's and that session's, or null. For those who check a request that was let in.</summary>
    public static Rejection? RefuseSignatures(
        Bytes32 digest, Address account, RecoverableSignature signature, WorkerSession session, RecoverableSignature sessionSignature)
    {
        ArgumentNullException.ThrowIfNull(session);
        if (!signature.TryRecoverAddress(digest, out var signer) || signer != account)
        {
            return new Rejection(OwnershipErrors.KeyRequestSignatureInvalid, $"The request is not signed by {account}.");
        }

        return !sessionSignature.TryRecoverAddress(digest, out var key) || key != session.SigningKey
            ? new Rejection(OwnershipErrors.KeyRequestSignatureInvalid, $"The request is not signed by the key of session {session.Id}.")
            : null;
    }
}
