using System.Collections.Immutable;
using System.Data;
using LazAI.Cryptography;
using LazAI.Grains.Queries;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Encoding;
using Npgsql;

namespace LazAI.Storage;

/// <summary>Reads what <see cref="TaskIndexProjection"/> writes. Lists go by the log position of the submission, newest first,
/// so that tasks which arrive while somebody pages appear on no page of theirs; those of a range of slots by slot before that.</summary>
/// <remarks>One call looks at no more than <see cref="ScanMaximum"/> tasks. A page of a filter that fits few of them may
/// therefore be short, even empty, and still have a cursor: the list ends where there is none.</remarks>
public sealed class PostgresTaskIndex(NpgsqlDataSource dataSource) : ITaskIndex
{
    /// <summary>Most tasks on one page.</summary>
    public const int LimitMaximum = 1000;

    /// <summary>Tasks that one call looks at (some tens of milliseconds) before it answers with what it has.</summary>
    public const int ScanMaximum = 100_000;

    private const string Columns =
        "t.position, t.submitted_at, t.changed_at, t.attempt, t.verify_mode, t.status, t.task_id, t.submitter, t.model_id, t.worker";

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The limit is not 1 to <see cref="LimitMaximum"/>.</exception>
    /// <exception cref="InvalidCursorException">The cursor belongs to another list.</exception>
    public async ValueTask<Page<TaskSummary>> QueryAsync(
        TaskFilter filter, string? cursor, int limit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, LimitMaximum);
        var cursors = new ListCursor(Keccak256.Hash(CanonicalJson.Serialize(filter)));
        var before = cursors.Read(cursor);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);

        // One snapshot, so that all statements below see the same tasks.
        await using var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var until = before ?? await ReadEndAsync(connection, cancellationToken);
        var walk = Walk.Of(filter);
        var (tasks, positions) = await ReadPageAsync(connection, walk, filter, until, limit, cancellationToken);
        if (tasks.Length > limit)
        {
            return new Page<TaskSummary>(tasks[..limit], cursors.Write(positions[limit - 1]));
        }

        var scanned = await ReadScanEndAsync(connection, walk, filter, until, cancellationToken);
        return new Page<TaskSummary>(tasks, scanned is { } position ? cursors.Write(position) : null);
    }

    /// <inheritdoc/>
    public async ValueTask<ImmutableArray<TaskSummary>> GetAsync(
        ImmutableArray<TaskId> taskIds, CancellationToken cancellationToken = default)
    {
        if (taskIds.IsDefaultOrEmpty)
        {
            return [];
        }

        await using var command = dataSource.CreateCommand(
            $"""
            SELECT {Columns}
              FROM unnest($1::bytea[]) WITH ORDINALITY AS asked (task_id, n)
              JOIN task_index AS t ON t.task_id = asked.task_id
             ORDER BY asked.n
            """);
        command.Parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = [.. taskIds.Select(id => id.Value.ToArray())] });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var tasks = ImmutableArray.CreateBuilder<TaskSummary>(taskIds.Length);
        while (await reader.ReadAsync(cancellationToken))
        {
            tasks.Add(ReadSummary(reader));
        }

        return tasks.DrainToImmutable();
    }

    private static async Task<long> ReadEndAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT coalesce(max(position), 0) + 1 FROM task_index", connection);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <returns>Up to one more than the limit, which says that there is a next page.</returns>
    private static async Task<(ImmutableArray<TaskSummary> Tasks, List<long> Positions)> ReadPageAsync(
        NpgsqlConnection connection, Walk walk, TaskFilter filter, long until, int limit, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(walk.PageSql, connection);
        AddWalk(command, walk, filter, until);
        command.Parameters.Add(new NpgsqlParameter<byte[]?> { TypedValue = filter.Submitter?.ToArray() });
        command.Parameters.Add(new NpgsqlParameter<byte[]?> { TypedValue = filter.Worker?.ToArray() });
        command.Parameters.Add(new NpgsqlParameter<byte[]?> { TypedValue = filter.ModelId?.Value.ToArray() });
        command.Parameters.Add(new NpgsqlParameter<short?> { TypedValue = (short?)filter.VerifyMode });
        command.Parameters.Add(new NpgsqlParameter<short?> { TypedValue = (short?)filter.Status });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit + 1 });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var tasks = ImmutableArray.CreateBuilder<TaskSummary>();
        var positions = new List<long>();
        while (await reader.ReadAsync(cancellationToken))
        {
            tasks.Add(ReadSummary(reader));
            positions.Add(reader.GetInt64(0));
        }

        return (tasks.DrainToImmutable(), positions);
    }

    /// <returns>The last position that the page's statement has looked at, null if it has seen the end of the list.</returns>
    private static async Task<long?> ReadScanEndAsync(
        NpgsqlConnection connection, Walk walk, TaskFilter filter, long until, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(walk.ScanEndSql, connection);
        AddWalk(command, walk, filter, until);
        return (long?)await command.ExecuteScalarAsync(cancellationToken);
    }

    /// <summary>The first four parameters, which say where a walk goes along.</summary>
    private static void AddWalk(NpgsqlCommand command, Walk walk, TaskFilter filter, long until)
    {
        command.Parameters.Add(new NpgsqlParameter<byte[]?> { TypedValue = walk.Key });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = until });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = filter.SubmittedFrom?.Number ?? 0 });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = filter.SubmittedUntil?.Number ?? Slot.NumberMaximum });
    }

    private static TaskSummary ReadSummary(NpgsqlDataReader reader) => new(
        new TaskId(new Bytes32(reader.GetFieldValue<byte[]>(6))),
        new Address(reader.GetFieldValue<byte[]>(7)),
        new ModelId(new Bytes32(reader.GetFieldValue<byte[]>(8))),
        (VerifyMode)reader.GetInt16(4),
        (ComputeTaskStatus)reader.GetInt16(5),
        reader.GetInt32(3),
        reader.IsDBNull(9) ? null : new Address(reader.GetFieldValue<byte[]>(9)),
        new Slot(reader.GetInt64(1)),
        new Slot(reader.GetInt64(2)));

    /// <summary>The index that a query walks down: that of the rarest thing it names. Five fixed statements, so that they stay
    /// prepared; the other conditions are tested on the way.</summary>
    private sealed record Walk(string PageSql, string ScanEndSql, byte[]? Key)
    {
        private const string BeforePosition = "position < $2 AND $3::bigint IS NOT NULL AND $4::bigint IS NOT NULL ORDER BY position DESC";

        private static readonly Walk ByPosition = OverTasks("$1::bytea IS NULL");
        private static readonly Walk BySubmitter = OverTasks("submitter = $1");
        private static readonly Walk ByModel = OverTasks("model_id = $1");

        // The tasks that it has ever held; whether it still does is among the conditions tested on the way.
        private static readonly Walk ByWorker = Over(
            "SELECT position FROM task_index_workers WHERE worker = $1 AND " + BeforePosition,
            "JOIN task_index AS t ON t.position = walk.position", "walk", "walk.position DESC");

        // A first page begins at a position that no task has, and so with the newest slot of the range.
        private static readonly Walk BySlot = Over(
            """
            SELECT * FROM task_index
             WHERE $1::bytea IS NULL AND submitted_at >= $3
               AND (submitted_at, position) < (coalesce((SELECT submitted_at FROM task_index WHERE position = $2), $4 + 1), $2)
             ORDER BY submitted_at DESC, position DESC
            """,
            "", "t", "t.submitted_at DESC, t.position DESC");

        public static Walk Of(TaskFilter filter) => filter switch
        {
            { Submitter: { } submitter } => BySubmitter with { Key = submitter.ToArray() },
            { Worker: { } worker } => ByWorker with { Key = worker.ToArray() },
            { SubmittedFrom: not null } or { SubmittedUntil: not null } => BySlot,
            { ModelId: { } model } => ByModel with { Key = model.Value.ToArray() },
            _ => ByPosition,
        };

        private static Walk OverTasks(string condition) =>
            Over($"SELECT * FROM task_index WHERE {condition} AND {BeforePosition}", "", "t", "t.position DESC");

        private static Walk Over(string walk, string join, string alias, string order) => new(
            $"""
            SELECT {Columns}
              FROM ({walk} LIMIT {ScanMaximum}) AS {alias} {join}
             WHERE t.submitted_at BETWEEN $3 AND $4
               AND ($5::bytea IS NULL OR t.submitter = $5)
               AND ($6::bytea IS NULL OR t.worker = $6)
               AND ($7::bytea IS NULL OR t.model_id = $7)
               AND ($8::smallint IS NULL OR t.verify_mode = $8)
               AND ($9::smallint IS NULL OR t.status = $9)
             ORDER BY {order}
             LIMIT $10
            """,
            $"SELECT position FROM ({walk}) AS walk LIMIT 1 OFFSET {ScanMaximum - 1}",
            null);
    }
}
