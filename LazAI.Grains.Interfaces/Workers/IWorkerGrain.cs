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

    /// <summary>Opens a session after verifying its evidence. The operator's signature has been checked.</summary>
    [Alias("OpenSession")]
    Task<SessionOutcome> OpenSessionAsync(OpenSessionRequest request);

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

    [Alias("Heartbeat")]
    Task<Rejection?> HeartbeatAsync();

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

/// <summary>What became of each result, or why the whole batch was refused.</summary>
[GenerateSerializer]
[Alias("LazAI.ResultsOutcome")]
public sealed record ResultsOutcome([property: Id(0)] ImmutableArray<ResultOutcome> Outcomes, [property: Id(1)] Rejection? Refusal);
