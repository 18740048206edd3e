using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Challenges;

namespace LazAI.Grains.Queries;

/// <summary>Challenges and offences of all tasks and workers, newest first. A projection of the log.</summary>
public interface IDisputeIndex
{
    /// <param name="outcome">Only challenges with this outcome; null for all.</param>
    /// <param name="challenger">Only those of this account; null for all.</param>
    ValueTask<Page<IndexedChallenge>> ListChallengesAsync(
        ChallengeOutcome? outcome, Address? challenger, string? cursor, int limit, CancellationToken cancellationToken = default);

    /// <param name="worker">Only offences of this worker; null for all.</param>
    ValueTask<Page<OffenceView>> ListOffencesAsync(Address? worker, string? cursor, int limit, CancellationToken cancellationToken = default);

    /// <summary>The offence with this id, or null.</summary>
    ValueTask<OffenceView?> FindOffenceAsync(OperationId id, CancellationToken cancellationToken = default);

    /// <summary>What workers have done wrong with this task, oldest first.</summary>
    ValueTask<ImmutableArray<OffenceView>> ListOffencesOfAsync(TaskId task, CancellationToken cancellationToken = default);
}

/// <summary>Where a challenge is: the task's own record says what it is.</summary>
/// <param name="DecidedAt">Null while it is pending.</param>
public sealed record IndexedChallenge(TaskId TaskId, ChallengeId Id, Slot? DecidedAt);
