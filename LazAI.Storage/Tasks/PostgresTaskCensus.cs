using System.Collections.Immutable;
using System.Data;
using LazAI.Cryptography;
using LazAI.Grains.Queries;
using LazAI.Protocol;
using LazAI.Protocol.ComputeTasks;
using Npgsql;

namespace LazAI.Storage;

/// <summary>Counts what <see cref="TaskIndexProjection"/> has written. Checkpoint and tables are read in one snapshot, so the
/// counts are those of exactly that position.</summary>
public sealed class PostgresTaskCensus(NpgsqlDataSource dataSource) : ITaskCensus
{
    /// <inheritdoc/>
    public async ValueTask<TaskCensus> TakeAsync(CancellationToken cancellationToken = default)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);

        // The pool forbids scans; here the whole table is what is wanted.
        await using (var allow = new NpgsqlCommand("SET LOCAL enable_seqscan = on", connection, transaction))
        {
            await allow.ExecuteNonQueryAsync(cancellationToken);
        }

        var position = await ReadPositionAsync(connection, transaction, cancellationToken);
        var tasks = await ReadCountsAsync(connection, transaction, cancellationToken);
        var held = await ReadHeldAsync(connection, transaction, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new TaskCensus(position, tasks, held);
    }

    /// <returns>0 if the projection has never run: then the tables are empty too.</returns>
    private static async Task<long> ReadPositionAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT position FROM projection_checkpoints WHERE projection = $1", connection, transaction);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = TaskIndexProjection.ProjectionName });
        return (long?)await command.ExecuteScalarAsync(cancellationToken) ?? 0;
    }

    private static async Task<ImmutableArray<StatusCount>> ReadCountsAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT status, count(*) FROM task_index GROUP BY status ORDER BY status", connection, transaction);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var counts = ImmutableArray.CreateBuilder<StatusCount>();
        while (await reader.ReadAsync(cancellationToken))
        {
            counts.Add(new StatusCount((ComputeTaskStatus)reader.GetInt16(0), reader.GetInt64(1)));
        }

        return counts.DrainToImmutable();
    }

    private static async Task<ImmutableArray<HeldTask>> ReadHeldAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT task_id, worker FROM task_index WHERE status = $1 AND worker IS NOT NULL", connection, transaction);
        command.Parameters.Add(new NpgsqlParameter<short> { TypedValue = (short)ComputeTaskStatus.Assigned });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var held = ImmutableArray.CreateBuilder<HeldTask>();
        while (await reader.ReadAsync(cancellationToken))
        {
            held.Add(new HeldTask(
                new TaskId(new Bytes32(reader.GetFieldValue<byte[]>(0))), new Address(reader.GetFieldValue<byte[]>(1))));
        }

        return held.DrainToImmutable();
    }
}
