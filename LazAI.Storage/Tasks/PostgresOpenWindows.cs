using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Grains.Queries;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Challenges;
using LazAI.Protocol.ComputeTasks;
using Npgsql;

namespace LazAI.Storage;

/// <summary>Reads what <see cref="OpenWindowTable"/> writes, and <see cref="DisputeProjection"/>: the two are moments apart.</summary>
public sealed class PostgresOpenWindows(NpgsqlDataSource dataSource) : IOpenWindows
{
    /// <summary>Most lines on one page.</summary>
    public const int LimitMaximum = 10_000;

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The limit is not 1 to <see cref="LimitMaximum"/>.</exception>
    public async ValueTask<DisputableResults> ListAsync(long after, int limit, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, LimitMaximum);
        await using var command = dataSource.CreateCommand(
            """
            SELECT w.position, w.until, t.status, t.attempt, t.verify_mode, t.task_id, t.model_id, t.worker, c.filed, c.pending
              FROM (SELECT opened.*
                      FROM (SELECT * FROM open_windows WHERE position > $1 ORDER BY position LIMIT $2) AS batch
                     CROSS JOIN LATERAL unnest(batch.positions, batch.task_ids, batch.untils) AS opened (position, task_id, until)
                     WHERE opened.position > $1 ORDER BY opened.position LIMIT $2) AS w
              JOIN task_index AS t ON t.task_id = w.task_id
             CROSS JOIN LATERAL (
                SELECT count(*)::integer AS filed, count(*) FILTER (WHERE outcome = $3)::integer AS pending
                  FROM challenge_index WHERE task_id = w.task_id) AS c
             ORDER BY w.position
            """);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = after });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        command.Parameters.Add(new NpgsqlParameter<short> { TypedValue = (short)ChallengeOutcome.Pending });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var items = ImmutableArray.CreateBuilder<DisputableResult>();
        while (await reader.ReadAsync(cancellationToken))
        {
            after = reader.GetInt64(0);
            if ((ComputeTaskStatus)reader.GetInt16(2) == ComputeTaskStatus.Verified)
            {
                items.Add(new DisputableResult(
                    new TaskId(new Bytes32(reader.GetFieldValue<byte[]>(5))),
                    reader.GetInt32(3),
                    (VerifyMode)reader.GetInt16(4),
                    new ModelId(new Bytes32(reader.GetFieldValue<byte[]>(6))),
                    new Address(reader.GetFieldValue<byte[]>(7)),
                    new Slot(reader.GetInt64(1)),
                    reader.GetInt32(8),
                    reader.GetInt32(9)));
            }
        }

        return new DisputableResults(items.DrainToImmutable(), after);
    }
}
