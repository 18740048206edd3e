using System.Collections.Immutable;
using System.Text.Json;
using LazAI.Cryptography;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ownership;
using LazAI.Protocol.Workers;

namespace LazAI.Protocol.Api;

/// <summary>An order of <c>POST /v1/data-sets/{contentHash}/…</c>, as its signer has signed it.</summary>
public sealed record SignedOrder<TOrder>(ulong ChainId, TOrder Order, RecoverableSignature Signature)
    where TOrder : IOwnershipOrder;

/// <summary><c>POST /v1/data-sets</c>: an enclave's tuple and the owner's order to register it.</summary>
/// <param name="Worker">Whose enclave has signed the tuple.</param>
/// <param name="BlobHash">Keccak-256 under which the content was put (<c>PUT /v1/weights/{hash}</c>); absent where the service is not to keep it.</param>
public sealed record AnchorRequest(
    ulong ChainId,
    OwnershipAnchor Anchor,
    RecoverableSignature AnchorSignature,
    Address Worker,
    OwnershipRegistration Order,
    RecoverableSignature Signature,
    Bytes32? BlobHash = null);

/// <summary><c>POST /v1/data-sets/{contentHash}/claims</c>.</summary>
/// <param name="VerificationKey">snarkjs' verification_key.json (base64); absent for a claim without proof.</param>
/// <param name="Proof">snarkjs' proof.json (base64); absent as above.</param>
public sealed record StateClaimRequest(
    ulong ChainId,
    DataClaim Order,
    RecoverableSignature Signature,
    ClaimContent Claim,
    ReadOnlyMemory<byte>? VerificationKey = null,
    ReadOnlyMemory<byte>? Proof = null);

/// <summary><c>POST /v1/data-sets/{contentHash}/key-requests</c>: a key request under both its signatures.</summary>
/// <param name="Signature">The account's.</param>
/// <param name="Worker">Whose session it is.</param>
public sealed record RequestKeyRequest(
    ulong ChainId, KeyRequest Order, RecoverableSignature Signature, RecoverableSignature SessionSignature, Address Worker);

/// <summary><c>POST /v1/data-sets/{contentHash}/key-releases</c>: a data key, wrapped to a session.</summary>
/// <param name="Envelope">What the service relays and cannot open.</param>
public sealed record ReleaseKeyRequest(ulong ChainId, KeyRelease Order, RecoverableSignature Signature, ReadOnlyMemory<byte> Envelope);

/// <summary>A data set or a model with its owner, as <c>GET /v1/data-sets/{contentHash}</c> shows it.</summary>
/// <param name="RecordsRoot">Poseidon Merkle root over its records; zero where no enclave has read them.</param>
public sealed record DataSetView(
    ContentHash ContentHash,
    ContentKind Kind,
    ulong ContentBytes,
    Address Owner,
    Address FirstOwner,
    Slot AnchoredAt,
    SessionId AnchoredBy,
    Bytes32? BlobHash,
    Bytes32 RecordsRoot,
    ImmutableArray<LicenceView> Licences,
    ImmutableArray<Delegation> Delegations,
    ImmutableArray<ConsentView> Consents,
    ImmutableArray<ClaimView> Claims);

/// <summary>A licence; <paramref name="RevokedAt"/> is absent while it stands.</summary>
public sealed record LicenceView(
    LicenceId Id, Address Grantor, Address Licensee, LicenceScope Scope, Amount PricePerUse, Slot GrantedAt, Slot ExpiresAt, Slot? RevokedAt);

/// <summary>A joint analysis that the owner agrees to.</summary>
public sealed record ConsentView(ProgramId Program, Slot ExpiresAt);

/// <summary>What the owner has stated; a claim that is not verified is the owner's word.</summary>
public sealed record ClaimView(ClaimId Id, ClaimContent Content, bool Verified, Slot At);

/// <summary>One event of <c>GET /v1/data-sets/{contentHash}/history</c>, as it was recorded: the signed order is in it.</summary>
public sealed record OwnershipEntry(long Version, string Type, JsonElement Event);

/// <summary>A key request that waits for the owner, with all that the owner's agent checks before it wraps the key.</summary>
/// <param name="Session">The session that asks; absent where it has ended since.</param>
/// <param name="Evidence">Its evidence (base64).</param>
/// <param name="Collateral">The bundle that the evidence is verified with (base64); absent where it needs none.</param>
public sealed record KeyRequestView(
    KeyRequest Order,
    RecoverableSignature Signature,
    RecoverableSignature SessionSignature,
    Address Worker,
    LicenceId? Licence,
    Amount Price,
    Slot At,
    WorkerSession? Session,
    ReadOnlyMemory<byte>? Evidence,
    ReadOnlyMemory<byte>? Collateral);

/// <summary>One use of content, as <c>GET /v1/uses/{use}</c> shows it: what it was to cost, whether it has happened, and what the ledger did.</summary>
/// <remarks>
/// All of it can be read again: the signed request is the event <paramref name="RequestVersion"/> of the content's history, the licence with its price
/// an earlier one, and what made the use happen or ended it the event <paramref name="DecisionVersion"/>; the reservation and what became of
/// it are the entries of the ledger's account <c>escrow:{use}</c>.
/// </remarks>
/// <param name="Account">Who uses it.</param>
/// <param name="Licence">Under which licence; absent for the owner.</param>
/// <param name="Price">What that licence asks for one use.</param>
/// <param name="PriceMaximum">What was reserved.</param>
/// <param name="Payee">Who owned the content when the use happened, so that the price is due to this account; absent if it has not happened.</param>
/// <param name="DecidedAt">When it happened, or a transfer ended it.</param>
/// <param name="Payment">What the ledger has done; absent until then, and where nothing was reserved.</param>
public sealed record UseView(
    UseId Use,
    ContentHash ContentHash,
    Address Account,
    SessionId Session,
    LicenceScope Scope,
    LicenceId? Licence,
    Amount Price,
    Amount PriceMaximum,
    Slot RequestedAt,
    Slot DeadlineSlot,
    long RequestVersion,
    Address? Payee,
    Slot? DecidedAt,
    long? DecisionVersion,
    UsePayment? Payment);

/// <summary>What the ledger has done with what was reserved for a use.</summary>
/// <param name="Paid">To the payee.</param>
/// <param name="Returned">To the account.</param>
/// <param name="Position">The ledger's event: <c>GET /v1/ledger/events/{position}</c>.</param>
public sealed record UsePayment(Amount Paid, Amount Returned, long Position);

/// <summary><c>GET /v1/data-sets/{contentHash}/keys/{session}</c>: the data key as its owner wrapped it.</summary>
public sealed record WrappedKeyView(SessionId Session, ReadOnlyMemory<byte> Envelope, Slot Until);
