using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.ComputeTasks;

namespace LazAI.Grains.Queries;

/// <summary>Execution records by what people ask for. A projection of the log: it may trail by moments, never contradict.</summary>
public interface ITaskIndex
{
    /// <summary>The tasks that fit, newest first.</summary>
    ValueTask<Page<TaskSummary>> QueryAsync(TaskFilter filter, string? cursor, int limit, CancellationToken cancellationToken = default);

    /// <summary>The tasks with these ids that are known, in the order asked.</summary>
    ValueTask<ImmutableArray<TaskSummary>> GetAsync(ImmutableArray<TaskId> taskIds, CancellationToken cancellationToken = default);
}

/// <summary>What to look for; null members do not restrict.</summary>
/// <param name="SubmittedFrom">First slot of submission.</param>
/// <param name="SubmittedUntil">Last slot of submission.</param>
public sealed record TaskFilter(
    Address? Submitter = null,
    Address? Worker = null,
    ModelId? ModelId = null,
    VerifyMode? VerifyMode = null,
    ComputeTaskStatus? Status = null,
    Slot? SubmittedFrom = null,
    Slot? SubmittedUntil = null);

/// <summary>Lists of models and workers, oldest first. Projections of the log.</summary>
public interface IDirectoryIndex
{
    ValueTask<Page<ModelId>> ListModelsAsync(string? cursor, int limit, CancellationToken cancellationToken = default);

    ValueTask<Page<Address>> ListWorkersAsync(string? cursor, int limit, CancellationToken cancellationToken = default);
}

/// <summary>The cursor is not one that this index has given out.</summary>
public sealed class InvalidCursorException(string cursor) : Exception($"'{cursor}' is not a cursor of this list.");
