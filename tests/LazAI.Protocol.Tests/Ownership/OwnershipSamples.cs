using LazAI.Cryptography;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ownership;
using LazAI.Protocol.Tests.Workers;
using LazAI.Protocol.Workers;

namespace LazAI.Protocol.Tests.Ownership;

/// <summary>A data set at several points of its life, made by its events, and the orders that lead there.</summary>
internal static class OwnershipSamples
{
    public static readonly Address Owner = Samples.Submitter;
    public static readonly Address Licensee = Samples.Key("licensee").Address;
    public static readonly Address Delegate = Samples.Key("delegate").Address;
    public static readonly Address Stranger = Samples.OtherKey.Address;
    public static readonly ContentHash Content = ContentHash.Of("content"u8);
    public static readonly Slot Deadline = Samples.Now + 100;
    public static readonly ulong SlotTime = Samples.Session.Timestamp + 60;
    public static readonly RecoverableSignature Signature = Samples.SubmitterKey.Sign(Samples.Hash("order"));
    public static readonly byte[] Envelope = new byte[Ecies.Overhead + KeyRules.DataKeySize];

    public static readonly OwnershipAnchor FirstAnchor = new(
        Content, ContentKind.DataSet, 7, Bytes32.Zero, Owner, Samples.SessionId, Samples.Session.Timestamp + 30);

    public static readonly LicenceGrant Grant = new(
        Owner, Content, Licensee, LicenceScope.Inference, new Amount(5), Samples.Now + 50, 3, Deadline);

    public static readonly LicenceId GrantId = LicenceRules.IdOf(Grant);

    public static readonly AnalysisConsent Consent = new(
        Owner, Content, new ProgramId(Samples.Hash("program")), Samples.Now + 50, 6, Deadline);

    public static readonly OwnershipState Anchored = Fold(OwnershipState.Initial, Events(OwnershipState.Initial, Anchor(FirstAnchor)));

    public static readonly OwnershipState WithRecords =
        Fold(Anchored, Events(Anchored, Anchor(FirstAnchor with { RecordsRoot = SampleClaim.RecordsRoot }, nonce: 2)));

    public static readonly OwnershipState Licensed = Fold(Anchored, Events(Anchored, GrantOf(Grant)));

    public static OwnershipCommand.Anchor Anchor(
        OwnershipAnchor tuple, Address? signer = null, ulong nonce = 1, Bytes32? anchorHash = null, Secp256k1PrivateKey? key = null) => new(
        new OwnershipRegistration(signer ?? tuple.Owner, tuple.ContentHash, anchorHash ?? tuple.StructHash(), nonce, Deadline),
        Signature,
        Verified(tuple, key),
        SlotTime,
        null);

    public static VerifiedAnchor Verified(OwnershipAnchor tuple, Secp256k1PrivateKey? key = null, WorkerState? sessions = null)
    {
        var signature = (key ?? Samples.SessionKey).Sign(Samples.Domain.Digest(tuple.StructHash()));
        Assert.True(
            VerifiedAnchor.TryVerify(
                Samples.Domain, Samples.Worker, sessions ?? WorkerStates.Online, tuple, signature, Samples.Now, out var verified, out var refusal),
            refusal?.Detail);
        return verified!;
    }

    public static OwnershipCommand.Transfer TransferTo(Address newOwner, Address? signer = null, ulong nonce = 2) =>
        new(new OwnershipTransfer(signer ?? Owner, Content, newOwner, nonce, Deadline), Signature);

    public static OwnershipCommand.GrantLicence GrantOf(LicenceGrant grant) => new(grant, Signature);

    public static OwnershipCommand.RevokeLicence Revoke(LicenceId licence, Address? signer = null, ulong nonce = 4) =>
        new(new LicenceRevocation(signer ?? Owner, Content, licence, nonce, Deadline), Signature);

    public static OwnershipCommand.Delegate DelegateUntil(Slot expiresAt, Address? signer = null, Address? to = null, ulong nonce = 5) =>
        new(new GrantDelegation(signer ?? Owner, Content, to ?? Delegate, expiresAt, nonce, Deadline), Signature);

    public static OwnershipCommand.Consent ConsentOf(AnalysisConsent consent) => new(consent, Signature);

    public static OwnershipCommand.StateClaim Claim(
        ClaimContent content, VerifiedClaim? proof, Address? signer = null, ulong nonce = 7, ClaimId? id = null) =>
        new(new DataClaim(signer ?? Owner, Content, id ?? content.ComputeId(), nonce, Deadline), Signature, content, proof);

    public static OwnershipCommand.RequestKey Request(
        Secp256k1PrivateKey account, LicenceScope scope = LicenceScope.Inference, ulong nonce = 8, ulong priceMaximum = 9)
    {
        var order = new KeyRequest(account.Address, Content, Samples.SessionId, scope, new Amount(priceMaximum), nonce, Deadline);
        var digest = Samples.Domain.Digest(order.StructHash());
        Assert.True(
            VerifiedKeyRequest.TryVerify(
                Samples.Domain, Samples.Worker, WorkerStates.Online, order, account.Sign(digest), Samples.SessionKey.Sign(digest), Samples.Now,
                out var verified, out var refusal),
            refusal?.Detail);
        return new OwnershipCommand.RequestKey(verified!);
    }

    public static OwnershipCommand.ReleaseKey Release(
        byte[]? envelope = null, Address? signer = null, SessionId? session = null, ulong nonce = 9, Bytes32? hash = null) => new(
        new KeyRelease(signer ?? Owner, Content, session ?? Samples.SessionId, hash ?? Keccak256.Hash(envelope ?? Envelope), nonce, Deadline),
        Signature,
        envelope ?? Envelope);

    public static OwnershipEvent[] Events(OwnershipState state, OwnershipCommand command, Slot? now = null)
    {
        var decision = OwnershipAggregate.Decide(state, command, Samples.Rules, now ?? Samples.Now);
        return decision is Accepted<OwnershipEvent, OwnershipEffect> accepted
            ? [.. accepted.Events]
            : throw new InvalidOperationException(((Rejected<OwnershipEvent, OwnershipEffect>)decision).Reason.ToString());
    }

    /// <summary>The state after commands that are accepted.</summary>
    public static OwnershipState After(OwnershipState state, params ReadOnlySpan<OwnershipCommand> commands)
    {
        foreach (var command in commands)
        {
            state = Fold(state, Events(state, command));
        }

        return state;
    }

    public static OwnershipState Fold(OwnershipState state, params ReadOnlySpan<OwnershipEvent> events)
    {
        foreach (var @event in events)
        {
            state = OwnershipAggregate.Apply(state, @event);
        }

        return state;
    }
}
