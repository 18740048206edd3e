using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Grains.Aggregates;
using LazAI.Grains.EventLog;
using LazAI.Grains.Ledger;
using LazAI.Grains.Workers;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Ownership;

namespace LazAI.Grains.Ownership;

/// <inheritdoc cref="IOwnershipGrain"/>
[GrainType("ownership")]
public sealed class OwnershipGrain(AggregateServices services, TimeProvider time)
    : AggregateGrain<OwnershipState, OwnershipCommand, OwnershipEvent, OwnershipEffect>(services), IOwnershipGrain
{
    protected override StreamName Stream => new("ownership", this.GetPrimaryKeyString());

    protected override EventCodec<OwnershipEvent> Codec => OwnershipEvent.Codec;

    protected override OwnershipState InitialState => OwnershipState.Initial;

    protected override int SnapshotInterval => 500;

    public async Task<Rejection?> AnchorAsync(AnchorRequest request, bool isTrial)
    {
        if (await IsDoneAsync(request.Order))
        {
            return null;
        }

        var sessions = await GrainFactory.GetGrain<IWorkerGrain>(request.Worker.ToString()).GetAsync();
        var slotTime = (ulong)Math.Max(0, time.GetUtcNow().ToUnixTimeSeconds());
        return VerifiedAnchor.TryVerify(
            Services.Network.Domain, request.Worker, sessions, request.Anchor, request.AnchorSignature, Now, out var verified, out var refusal)
            ? await RunAsync(new OwnershipCommand.Anchor(request.Order, request.Signature, verified!, slotTime, request.BlobHash), isTrial)
            : refusal;
    }

    public Task<Rejection?> TransferAsync(OwnershipTransfer order, RecoverableSignature signature, bool isTrial) =>
        RunAsync(new OwnershipCommand.Transfer(order, signature), isTrial);

    public Task<Rejection?> GrantLicenceAsync(LicenceGrant order, RecoverableSignature signature, bool isTrial) =>
        RunAsync(new OwnershipCommand.GrantLicence(order, signature), isTrial);

    public Task<Rejection?> RevokeLicenceAsync(LicenceRevocation order, RecoverableSignature signature, bool isTrial) =>
        RunAsync(new OwnershipCommand.RevokeLicence(order, signature), isTrial);

    public Task<Rejection?> DelegateAsync(GrantDelegation order, RecoverableSignature signature, bool isTrial) =>
        RunAsync(new OwnershipCommand.Delegate(order, signature), isTrial);

    public Task<Rejection?> ConsentAsync(AnalysisConsent order, RecoverableSignature signature, bool isTrial) =>
        RunAsync(new OwnershipCommand.Consent(order, signature), isTrial);

    public async Task<Rejection?> StateClaimAsync(StateClaimRequest request, bool isTrial)
    {
        VerifiedClaim? proof = null;
        return request is { VerificationKey: { } key, Proof: { } proven }
            && !VerifiedClaim.TryVerify(request.Claim, key.Span, proven.Span, out proof, out var refusal)
            ? refusal
            : await RunAsync(new OwnershipCommand.StateClaim(request.Order, request.Signature, request.Claim, proof), isTrial);
    }

    public async Task<Rejection?> RequestKeyAsync(RequestKeyRequest request, bool isTrial)
    {
        if (await IsDoneAsync(request.Order))
        {
            return null;
        }

        var sessions = await GrainFactory.GetGrain<IWorkerGrain>(request.Worker.ToString()).GetAsync();
        return VerifiedKeyRequest.TryVerify(
            Services.Network.Domain, request.Worker, sessions, request.Order, request.Signature, request.SessionSignature, Now, out var verified,
            out var refusal)
            ? await RunReservedAsync(new OwnershipCommand.RequestKey(verified!), LicenceUse.ReservationOf(request.Order), isTrial)
            : refusal;
    }

    public Task<Rejection?> ReleaseKeyAsync(ReleaseKeyRequest request, bool isTrial) =>
        RunAsync(new OwnershipCommand.ReleaseKey(request.Order, request.Signature, request.Envelope), isTrial);

    public async Task<OwnershipState> GetAsync()
    {
        await LoadAsync();
        return State;
    }

    public async Task<ImmutableArray<RecordedOrder>> ReadHistoryAsync(long afterVersion, int maximum)
    {
        var history = ImmutableArray.CreateBuilder<RecordedOrder>();
        await foreach (var recorded in Services.Log.ReadStreamAsync(Stream, afterVersion))
        {
            history.Add(new RecordedOrder(recorded.Version, recorded.Type, recorded.Payload));
            if (history.Count == maximum)
            {
                break;
            }
        }

        return history.ToImmutable();
    }

    protected override Decision<OwnershipEvent, OwnershipEffect> Decide(OwnershipState state, OwnershipCommand command) =>
        OwnershipAggregate.Decide(state, command, Rules, Now);

    protected override OwnershipState Apply(OwnershipState state, OwnershipEvent @event) => OwnershipAggregate.Apply(state, @event);

    private Task<Rejection?> RunAsync(OwnershipCommand command, bool isTrial) => isTrial ? CheckAsync(command) : ExecuteAsync(command);

    /// <summary>The price is reserved before the use is recorded, and only where it would be: a crash in between leaves an escrow, which the caller's
    /// retry finds reserved, or which goes back after the deadline.</summary>
    private async Task<Rejection?> RunReservedAsync(OwnershipCommand command, Escrow? reservation, bool isTrial)
    {
        if (await CheckAsync(command) is { } refusal)
        {
            return refusal;
        }

        if (reservation is not null)
        {
            var ledger = GrainFactory.GetGrain<ILedgerGrain>(Rules.NativeAsset);
            if (await (isTrial ? ledger.CheckReserveAsync([reservation]) : ledger.ReserveAsync([reservation])) is { } notReserved)
            {
                return notReserved;
            }
        }

        return isTrial ? null : await ExecuteAsync(command);
    }

    /// <summary>A repetition is answered although the session that signed may have ended since.</summary>
    private async Task<bool> IsDoneAsync(IOwnershipOrder order)
    {
        await LoadAsync();
        return OwnershipAggregate.IsDone(State, order);
    }
}
