using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ownership;

namespace LazAI.Client.DataSets;

/// <summary>Makes the signed orders of one account about one data set or model.</summary>
/// <param name="signer">Signs in the account's name.</param>
public sealed class DataSetOrders(SignedRequests signer, ContentHash content)
{
    /// <summary>Registers what an enclave has hashed and signed.</summary>
    /// <param name="worker">Whose enclave.</param>
    /// <param name="blobHash">Keccak-256 under which the content was put, if the service is to keep it.</param>
    public AnchorRequest Anchor(OwnershipAnchor anchor, RecoverableSignature signature, Address worker, Bytes32? blobHash = null)
    {
        ArgumentNullException.ThrowIfNull(anchor);
        var order = new OwnershipRegistration(signer.Signer, content, anchor.StructHash(), CommandNonce.Draw(), signer.DeadlineSlot);
        return new AnchorRequest(signer.ChainId, anchor, signature, worker, order, signer.Sign(order), blobHash);
    }

    public SignedOrder<OwnershipTransfer> Transfer(Address newOwner) =>
        Sign(new OwnershipTransfer(signer.Signer, content, newOwner, CommandNonce.Draw(), signer.DeadlineSlot));

    /// <param name="licensee">Who may use it; the zero address stands for anyone.</param>
    /// <param name="expiresAt">From this slot on the licence is void.</param>
    public SignedOrder<LicenceGrant> GrantLicence(Address licensee, LicenceScope scope, Amount pricePerUse, Slot expiresAt) =>
        Sign(new LicenceGrant(signer.Signer, content, licensee, scope, pricePerUse, expiresAt, CommandNonce.Draw(), signer.DeadlineSlot));

    public SignedOrder<LicenceRevocation> RevokeLicence(LicenceId licence) =>
        Sign(new LicenceRevocation(signer.Signer, content, licence, CommandNonce.Draw(), signer.DeadlineSlot));

    /// <param name="expiresAt">From this slot on the delegate grants no more; one that has passed ends the delegation.</param>
    public SignedOrder<GrantDelegation> Delegate(Address to, Slot expiresAt) =>
        Sign(new GrantDelegation(signer.Signer, content, to, expiresAt, CommandNonce.Draw(), signer.DeadlineSlot));

    /// <param name="expiresAt">From this slot on the program may not be run; one that has passed withdraws the consent.</param>
    public SignedOrder<AnalysisConsent> Consent(ProgramId program, Slot expiresAt) =>
        Sign(new AnalysisConsent(signer.Signer, content, program, expiresAt, CommandNonce.Draw(), signer.DeadlineSlot));

    /// <summary>States something; with key and proof (snarkjs' JSON files) it becomes a verified claim.</summary>
    public StateClaimRequest StateClaim(ClaimContent claim, ReadOnlyMemory<byte>? verificationKey = null, ReadOnlyMemory<byte>? proof = null)
    {
        ArgumentNullException.ThrowIfNull(claim);
        var order = new DataClaim(signer.Signer, content, claim.ComputeId(), CommandNonce.Draw(), signer.DeadlineSlot);
        return new StateClaimRequest(signer.ChainId, order, signer.Sign(order), claim, verificationKey, proof);
    }

    /// <summary>Asks for the data key in the name of an account that may use the content, for one session, whose enclave signs it, too.</summary>
    /// <param name="priceMaximum">What the account pays at most for this use; a licence that asks more is not used.</param>
    public SignedOrder<KeyRequest> RequestKey(SessionId session, LicenceScope scope, Amount priceMaximum = default) =>
        Sign(new KeyRequest(signer.Signer, content, session, scope, priceMaximum, CommandNonce.Draw(), signer.DeadlineSlot));

    /// <summary>Hands over the data key, wrapped to a session (<see cref="DataKey.WrapTo"/>).</summary>
    public ReleaseKeyRequest ReleaseKey(SessionId session, ReadOnlyMemory<byte> envelope)
    {
        var order = new KeyRelease(signer.Signer, content, session, Keccak256.Hash(envelope.Span), CommandNonce.Draw(), signer.DeadlineSlot);
        return new ReleaseKeyRequest(signer.ChainId, order, signer.Sign(order), envelope);
    }

    private SignedOrder<TOrder> Sign<TOrder>(TOrder order)
        where TOrder : IOwnershipOrder => new(signer.ChainId, order, signer.Sign(order));
}
