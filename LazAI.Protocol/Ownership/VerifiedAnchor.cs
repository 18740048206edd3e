using LazAI.Cryptography;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Workers;

namespace LazAI.Protocol.Ownership;

/// <summary>A tuple under the signature of a session that was open. Only <see cref="TryVerify"/> makes it.</summary>
public sealed class VerifiedAnchor
{
    private VerifiedAnchor(OwnershipAnchor anchor, RecoverableSignature signature, Address worker, WorkerSession session) =>
        (Anchor, Signature, Worker, Session) = (anchor, signature, worker, session);

    public OwnershipAnchor Anchor { get; }

    public RecoverableSignature Signature { get; }

    /// <summary>Whose enclave has signed.</summary>
    public Address Worker { get; }

    public WorkerSession Session { get; }

    /// <summary>Checks that the tuple is signed by the key of the session that it names, and that this session of the worker is open.</summary>
    /// <param name="refusal">Why not, in the order: session unknown, session expired, signature.</param>
    public static bool TryVerify(
        Eip712Domain domain,
        Address worker,
        WorkerState sessions,
        OwnershipAnchor anchor,
        RecoverableSignature signature,
        Slot now,
        out VerifiedAnchor? verified,
        out Rejection? refusal)
    {
        ArgumentNullException.ThrowIfNull(domain);
        ArgumentNullException.ThrowIfNull(sessions);
        ArgumentNullException.ThrowIfNull(anchor);
        verified = null;
        refusal = WorkerAggregate.RefuseSession(sessions, anchor.Session, now);
        if (refusal is not null)
        {
            return false;
        }

        var session = sessions.Sessions[anchor.Session];
        if (!signature.TryRecoverAddress(domain.Digest(anchor.StructHash()), out var signer) || signer != session.SigningKey)
        {
            refusal = new Rejection(OwnershipErrors.AnchorSignatureInvalid, "The tuple is not signed by the key of the session that it names.");
            return false;
        }

        verified = new VerifiedAnchor(anchor, signature, worker, session);
        return true;
    }
}
