using System.Collections.Immutable;
using LazAI.Attestation;
using LazAI.Cryptography;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Workers;

namespace LazAI.Protocol.Api;

/// <summary><c>POST /v1/workers/{address}/challenges</c>: a signed <see cref="SessionChallengeOrder"/>.</summary>
public sealed record IssueChallengeRequest(ulong ChainId, ulong Nonce, Slot DeadlineSlot, RecoverableSignature Signature);

/// <summary>Answer to <c>POST /v1/workers/{address}/challenges</c>: the nonce that the evidence must bind.</summary>
public sealed record SessionChallenge(Bytes32 Nonce, Slot Until);

/// <summary><c>POST /v1/workers/{address}/sessions</c>: a signed <see cref="SessionRegistration"/> with the evidence.</summary>
/// <param name="SigningPublicKey">Compressed secp256k1, 0x hex.</param>
/// <param name="EncryptionPublicKey">Compressed secp256k1, 0x hex.</param>
/// <param name="Challenge">The service's nonce.</param>
/// <param name="Timestamp">Seconds since 1970, as the evidence binds it.</param>
/// <param name="Evidence">The quote, report with certificates, or token (base64).</param>
public sealed record OpenSessionRequest(
    ulong ChainId,
    string SigningPublicKey,
    string EncryptionPublicKey,
    Bytes32 Challenge,
    ulong Timestamp,
    ReadOnlyMemory<byte> Evidence,
    int Capacity,
    ulong Nonce,
    Slot DeadlineSlot,
    RecoverableSignature Signature);

/// <summary>
/// What a session's key signs to speak for it: sent as <c>Authorization: LazAI-Session session.until.signature</c> with the work,
/// heart-beat, result, decline and close calls, so that nobody else reads inputs or gives work back.
/// </summary>
public sealed record SessionAccess(SessionId Session, Slot Until)
{
    public const string Scheme = "LazAI-Session";

    public const string EncodeType = "SessionAccess(bytes32 session,uint64 untilSlot)";

    private static readonly Bytes32 s_typeHash = Eip712.TypeHash(EncodeType);

    public Bytes32 StructHash()
    {
        var hasher = new Eip712StructHasher(s_typeHash);
        hasher.Append(Session.Value);
        hasher.Append((ulong)Until.Number);
        return hasher.Finish();
    }
}

/// <summary>A task as its worker gets it from <c>GET /v1/workers/{address}/work</c>.</summary>
public sealed record WorkItem(TaskId TaskId, int Attempt, TaskRequest Request, string Parameters, ReadOnlyMemory<byte>? Input, Slot LeaseUntil);

/// <summary>Answer to a poll for work; empty when the wait ended without any.</summary>
public sealed record WorkBatch(ImmutableArray<WorkItem> Items);

/// <summary><c>POST /v1/workers/{address}/heartbeats</c>: the tasks that the session still holds.</summary>
public sealed record HeartbeatRequest(ImmutableArray<TaskId> Held);

/// <summary>Answer to a heart-beat.</summary>
/// <param name="Slot">The service's slot.</param>
/// <param name="Lost">Tasks that are no longer the session's; it stops working on them.</param>
/// <param name="Until">The session's last slot as it is now. Earlier than before means that the next session is to be opened at once: what is
/// known of the platform has changed.</param>
public sealed record HeartbeatAnswer(Slot Slot, ImmutableArray<TaskId> Lost, Slot Until);

/// <summary><c>POST /v1/workers/{address}/results</c>: results in sequence order under one signed <see cref="TaskResultBatch"/>.</summary>
public sealed record SubmitResultsRequest(SessionId Session, RecoverableSignature Signature, ImmutableArray<SubmittedResult> Results);

/// <summary>Answer to a batch of results, in the order sent.</summary>
public sealed record ResultsAnswer(ImmutableArray<ResultOutcome> Outcomes);

/// <summary>What became of one result.</summary>
/// <param name="Accepted">Taken and verified.</param>
/// <param name="Code">Otherwise, why not.</param>
public sealed record ResultOutcome(TaskId TaskId, bool Accepted, ErrorCode? Code, string? Detail);

/// <summary><c>POST /v1/workers/{address}/declines</c>.</summary>
/// <param name="Reason">In the worker's words.</param>
/// <param name="Kind">Whether it counts against the worker.</param>
public sealed record DeclineRequest(TaskId TaskId, string Reason, DeclineKind Kind = DeclineKind.Unable);

/// <summary>A worker as <c>GET /v1/workers/{address}</c> shows it.</summary>
/// <param name="Unbonding">The part of its stake that is on its way out, still slashable.</param>
/// <param name="JailedUntil">Last slot in which it gets no work for a false result; absent if there was none.</param>
public sealed record WorkerView(
    Address Worker, Amount Stake, Amount Unbonding, WorkerRecord Record, int Reputation, Slot LastSeen, Slot? JailedUntil,
    ImmutableArray<WorkerSession> Sessions);

/// <summary><c>GET /v1/workers/{address}/sessions/{session}</c>: all that an outsider needs to judge a session before trusting it with a secret.</summary>
/// <param name="Evidence">Its quote (base64), which binds worker, keys, nonce and time stamp.</param>
public sealed record WorkerSessionView(
    Address Worker, WorkerSession Session, ReadOnlyMemory<byte> Evidence, ReadOnlyMemory<byte>? Collateral);

/// <summary>What was checked of a session's evidence, as <c>GET /v1/workers/{address}/sessions/{session}/evidence</c> explains it: the evidence is
/// verified again, with the same collateral, as of the same time.</summary>
/// <param name="Session">The session as it is now, with what was established of its evidence.</param>
/// <param name="Steps">The steps of verification in trust order.</param>
/// <param name="Certificates">The chain under the evidence, the platform's own first.</param>
/// <param name="Collateral">How new each part of the collateral was.</param>
/// <param name="Newest">What the network has seen of these parts since, where that is newer.</param>
public sealed record SessionEvidenceView(
    Address Worker,
    WorkerSession Session,
    ImmutableArray<VerificationStep> Steps,
    ImmutableArray<CertificateSummary> Certificates,
    ImmutableArray<CollateralAge> Collateral,
    ImmutableArray<CollateralAge> Newest);
