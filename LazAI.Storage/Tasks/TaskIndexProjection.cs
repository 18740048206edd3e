using System.Collections.Frozen;
using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Grains.EventLog;
using LazAI.Protocol;
using Npgsql;

namespace LazAI.Storage;

/// <summary>Keeps <c>task_index</c>, one row a task, and <c>open_windows</c>, one row for the results of a batch that may be challenged. All events of a
/// batch are folded to one change a task first, and all changes go out as two set-based statements.</summary>
public sealed class TaskIndexProjection : Projection
{
    /// <summary>The name to wait for (<see cref="ProjectionHost.WaitForAsync"/>).</summary>
    public const string ProjectionName = "task-index";

    private const string EventPrefix = "task.";

    /// <summary>A lease's end and challenges are no part of the index; what comes of a challenge is.</summary>
    private static readonly FrozenSet<string> s_notIndexed =
        FrozenSet.ToFrozenSet(["task.lease-extended", "task.challenge-filed", "task.challenge-decided", "task.proof-submitted"], StringComparer.Ordinal);

    public override string Name => ProjectionName;

    public override int Version => 2;

    public override int BatchEventsMaximum => 8192;

    /// <inheritdoc/>
    /// <remarks>Most of a task's events fall into one second: the longer the pause, the more of them become one row.</remarks>
    public override TimeSpan Linger => TimeSpan.FromMilliseconds(150);

    public override async Task ResetAsync(NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("TRUNCATE task_index, task_index_workers, open_windows", transaction.Connection, transaction);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public override async Task ApplyAsync(
        ImmutableArray<RecordedEvent> events, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        var changes = Fold(events);
        var begun = changes.Where(change => change.Submitted is not null).ToArray();
        if (begun.Length > 0)
        {
            await InsertAsync(begun, transaction, cancellationToken);
        }

        if (begun.Length < changes.Count)
        {
            await UpdateAsync([.. changes.Where(change => change.Submitted is null)], transaction, cancellationToken);
        }

        await OpenWindowTable.WriteAsync(changes, transaction, cancellationToken);
    }

    /// <summary>One change for each task that the events touch.</summary>
    internal static IReadOnlyCollection<TaskChange> Fold(ImmutableArray<RecordedEvent> events)
    {
        var changes = new Dictionary<TaskId, TaskChange>();
        foreach (var recorded in events)
        {
            if (!recorded.Type.StartsWith(EventPrefix, StringComparison.Ordinal) || s_notIndexed.Contains(recorded.Type))
            {
                continue;
            }

            var taskId = Bytes32.TryParse(recorded.Stream.Key, out var id)
                ? new TaskId(id)
                : throw new InvalidOperationException($"The stream {recorded.Stream} holds the event {recorded.Type} and is no task's.");
            if (!changes.TryGetValue(taskId, out var change))
            {
                changes.Add(taskId, change = new TaskChange(taskId));
            }

            change.Apply(recorded);
        }

        return changes.Values;
    }

    private static async Task InsertAsync(TaskChange[] begun, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            WITH begun AS (
                INSERT INTO task_index
                    (position, submitted_at, changed_at, attempt, verify_mode, status, task_id, submitter, model_id, worker)
                SELECT * FROM unnest(
                    $1::bigint[], $2::bigint[], $3::bigint[], $4::integer[], $5::smallint[], $6::smallint[],
                    $7::bytea[], $8::bytea[], $9::bytea[], $10::bytea[])
                RETURNING worker, position)
            INSERT INTO task_index_workers (worker, position)
            SELECT worker, position FROM begun WHERE worker IS NOT NULL
            """,
            transaction.Connection,
            transaction);
        Add(command, begun, change => change.Position);
        Add(command, begun, change => change.Submitted!.Value.At.Number);
        Add(command, begun, change => change.ChangedAt.Number);
        Add(command, begun, change => change.Attempt!.Value);
        Add(command, begun, change => (short)change.Submitted!.Value.VerifyMode);
        Add(command, begun, change => (short)change.Status);
        Add(command, begun, change => change.TaskId.Value.ToArray());
        Add(command, begun, change => change.Submitted!.Value.Submitter.ToArray());
        Add(command, begun, change => change.Submitted!.Value.ModelId.Value.ToArray());
        Add(command, begun, change => change.Worker?.ToArray());
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task UpdateAsync(TaskChange[] moved, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            WITH moved AS (
                UPDATE task_index AS t
                   SET changed_at = c.changed_at,
                       status = c.status,
                       attempt = coalesce(c.attempt, t.attempt),
                       worker = CASE WHEN c.has_worker THEN c.worker ELSE t.worker END
                  FROM unnest($1::bytea[], $2::bigint[], $3::smallint[], $4::integer[], $5::boolean[], $6::bytea[])
                       AS c (task_id, changed_at, status, attempt, has_worker, worker)
                 WHERE t.task_id = c.task_id
                RETURNING c.worker, t.position),
            held AS (
                INSERT INTO task_index_workers (worker, position)
                SELECT worker, position FROM moved WHERE worker IS NOT NULL
                ON CONFLICT ON CONSTRAINT task_index_workers_worker_position_key DO NOTHING)
            SELECT count(*) FROM moved
            """,
            transaction.Connection,
            transaction);
        Add(command, moved, change => change.TaskId.Value.ToArray());
        Add(command, moved, change => change.ChangedAt.Number);
        Add(command, moved, change => (short)change.Status);
        Add(command, moved, change => change.Attempt);
        Add(command, moved, change => change.HasWorker);
        Add(command, moved, change => change.Worker?.ToArray());
        var updated = (long)(await command.ExecuteScalarAsync(cancellationToken))!;
        Invariant.Require(updated == moved.Length, "a task's events come after the one that begins it");
    }

    private static void Add<T>(NpgsqlCommand command, TaskChange[] changes, Func<TaskChange, T> select) =>
        command.Parameters.Add(new NpgsqlParameter<T[]> { TypedValue = Array.ConvertAll(changes, change => select(change)) });
}
