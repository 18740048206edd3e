using System.Collections.Immutable;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Workers;

namespace LazAI.Grains.Workers;

/// <summary>One worker's record and sessions; the key is its address.</summary>
[Alias("LazAI.IWorkerGrain")]
public interface IWorkerGrain : IGrainWithStringKey
{
    /// <summary>A fresh nonce for a session's evidence.</summary>
    [Alias("IssueChallenge")]
    Task<ChallengeOutcome> IssueChallengeAsync();

    /// <summary>Why the session would be refused whatever its evidence is worth, or null: to be asked before collateral is fetched for it.</summary>
    [Alias("RefuseSession")]
    Task<Rejection?> RefuseSessionAsync(OpenSessionRequest request);

    /// <summary>Opens a session after verifying its evidence and the operator's signature.</summary>
    /// <param name="request">As the worker sent it.</param>
    /// <param name="collateral">A collateral bundle's file, as the service itself has fetched it; empty where none is needed or could be had.</param>
    [Alias("OpenSession")]
    Task<SessionOutcome> OpenSessionAsync(OpenSessionRequest request, ReadOnlyMemory<byte> collateral);

    /// <summary>Judges a session's evidence again by newer collateral. A session whose evidence would be refused now ends; one whose platforms
    /// were judged anew (TCB recovery) has to be followed by another soon.</summary>
    /// <returns>Why the collateral is refused, or null.</returns>
    [Alias("ReappraiseSession")]
    Task<Rejection?> ReappraiseSessionAsync(SessionId session, ReadOnlyMemory<byte> collateral);

    [Alias("CloseSession")]
    Task<Rejection?> CloseSessionAsync(SessionId session);

    /// <summary>Verifies a batch's session signature, takes it into the sequence and hands each result to its task.</summary>
    [Alias("SubmitResults")]
    Task<ResultsOutcome> SubmitResultsAsync(SubmitResultsRequest request);

    [Alias("RecordFailure")]
    Task<Rejection?> RecordFailureAsync(TaskId taskId, int attempt, ErrorCode reason);

    /// <summary>Records that a result of this worker was false, and what follows from it.</summary>
    [Alias("RecordOffence")]
    Task<Rejection?> RecordOffenceAsync(WorkerCommand.RecordOffence offence);

    /// <summary>Brings the number of verified results up to <paramref name="total"/>.</summary>
    [Alias("RecordVerified")]
    Task<Rejection?> RecordVerifiedAsync(long total);

    /// <summary>Takes a sign of life from a session.</summary>
    [Alias("Heartbeat")]
    Task<HeartbeatOutcome> HeartbeatAsync(SessionId session);

    [Alias("JudgeLiveness")]
    Task<Rejection?> JudgeLivenessAsync(Slot observedSince);

    [ReadOnly]
    [Alias("Get")]
    Task<WorkerState> GetAsync();

    /// <summary>The recorded opening of a session, evidence included, with this number in the worker's stream, or null.</summary>
    [Alias("FindSession")]
    Task<WorkerEvent.SessionOpened?> FindSessionAsync(long version);

    /// <summary>The recorded result batch with this number in the worker's stream, or null.</summary>
    [Alias("FindBatch")]
    Task<WorkerEvent.ResultsAccepted?> FindBatchAsync(long version);
}

/// <summary>A nonce or why there is none.</summary>
[GenerateSerializer]
[Alias("LazAI.ChallengeOutcome")]
public sealed record ChallengeOutcome([property: Id(0)] SessionChallenge? Challenge, [property: Id(1)] Rejection? Refusal);

/// <summary>The open session or why it was refused.</summary>
[GenerateSerializer]
[Alias("LazAI.SessionOutcome")]
public sealed record SessionOutcome([property: Id(0)] WorkerSession? Session, [property: Id(1)] Rejection? Refusal);

/// <summary>The session's last slot as it is now, or why the sign of life was not taken.</summary>
[GenerateSerializer]
[Alias("LazAI.HeartbeatOutcome")]
public sealed record HeartbeatOutcome([property: Id(0)] Slot Until, [property: Id(1)] Rejection? Refusal);

/// <summary>What became of each result, or why the whole batch was refused.</summary>
[GenerateSerializer]
[Alias("LazAI.ResultsOutcome")]
public sealed record ResultsOutcome([property: Id(0)] ImmutableArray<ResultOutcome> Outcomes, [property: Id(1)] Rejection? Refusal);
