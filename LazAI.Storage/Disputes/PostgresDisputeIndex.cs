using System.Collections.Immutable;
using System.Numerics;
using LazAI.Cryptography;
using LazAI.Grains.Queries;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Challenges;
using Npgsql;

namespace LazAI.Storage;

/// <summary>Reads what <see cref="DisputeProjection"/> writes.</summary>
public sealed class PostgresDisputeIndex(NpgsqlDataSource dataSource) : IDisputeIndex
{
    /// <summary>Most lines on one page.</summary>
    public const int LimitMaximum = 1000;

    private const string ChallengeColumns = "position, task_id, challenge_id, decided_at";

    private const string OffenceColumns =
        "position, offence_id, worker, task_id, attempt, reason, slash, stake_then, reporter, reporter_share, jailed_until, at, "
        + "slashed_position, slashed, rewarded";

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The limit is not 1 to <see cref="LimitMaximum"/>.</exception>
    /// <exception cref="InvalidCursorException">The cursor belongs to another list.</exception>
    public ValueTask<Page<IndexedChallenge>> ListChallengesAsync(
        ChallengeOutcome? outcome, Address? challenger, string? cursor, int limit, CancellationToken cancellationToken = default)
    {
        var condition = (outcome, challenger) switch
        {
            (null, null) => "$3::smallint IS NULL AND $4::bytea IS NULL",
            (not null, null) => "outcome = $3 AND $4::bytea IS NULL",
            (null, not null) => "$3::smallint IS NULL AND challenger = $4",
            _ => "outcome = $3 AND challenger = $4",
        };
        return PageAsync(
            $"SELECT {ChallengeColumns} FROM challenge_index WHERE position < $1 AND {condition} ORDER BY position DESC LIMIT $2",
            ListCursor.Of($"challenges {outcome} {challenger}"), cursor, limit, ReadChallenge,
            [
                new NpgsqlParameter<short?> { TypedValue = (short?)outcome },
                new NpgsqlParameter<byte[]?> { TypedValue = challenger?.ToArray() },
            ],
            cancellationToken);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The limit is not 1 to <see cref="LimitMaximum"/>.</exception>
    /// <exception cref="InvalidCursorException">The cursor belongs to another list.</exception>
    public ValueTask<Page<OffenceView>> ListOffencesAsync(
        Address? worker, string? cursor, int limit, CancellationToken cancellationToken = default) => PageAsync(
            $"""
            SELECT {OffenceColumns} FROM offence_index
             WHERE position < $1 AND {(worker is null ? "$3::bytea IS NULL" : "worker = $3")} ORDER BY position DESC LIMIT $2
            """,
            ListCursor.Of($"offences {worker}"), cursor, limit, ReadOffence,
            [new NpgsqlParameter<byte[]?> { TypedValue = worker?.ToArray() }],
            cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<OffenceView?> FindOffenceAsync(OperationId id, CancellationToken cancellationToken = default) =>
        (await ReadAsync(
            $"SELECT {OffenceColumns} FROM offence_index WHERE offence_id = $1", ReadOffence,
            [new NpgsqlParameter<byte[]> { TypedValue = id.Value.ToArray() }], cancellationToken)).Select(row => row.Item).FirstOrDefault();

    /// <inheritdoc/>
    public async ValueTask<ImmutableArray<OffenceView>> ListOffencesOfAsync(TaskId task, CancellationToken cancellationToken = default) =>
        [.. (await ReadAsync(
            $"SELECT {OffenceColumns} FROM offence_index WHERE task_id = $1 ORDER BY position", ReadOffence,
            [new NpgsqlParameter<byte[]> { TypedValue = task.Value.ToArray() }], cancellationToken)).Select(row => row.Item)];

    private async ValueTask<Page<T>> PageAsync<T>(
        string sql, ListCursor cursors, string? cursor, int limit, Func<NpgsqlDataReader, T> read, NpgsqlParameter[] parameters,
        CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, LimitMaximum);
        var before = cursors.Read(cursor) ?? long.MaxValue;

        // One more than asked for says whether there is a next page.
        var rows = await ReadAsync(
            sql, read,
            [new NpgsqlParameter<long> { TypedValue = before }, new NpgsqlParameter<int> { TypedValue = limit + 1 }, .. parameters],
            cancellationToken);
        return rows.Count > limit
            ? new Page<T>([.. rows.Take(limit).Select(row => row.Item)], cursors.Write(rows[limit - 1].Position))
            : new Page<T>([.. rows.Select(row => row.Item)], null);
    }

    private async ValueTask<List<(T Item, long Position)>> ReadAsync<T>(
        string sql, Func<NpgsqlDataReader, T> read, NpgsqlParameter[] parameters, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<(T, long)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add((read(reader), reader.GetInt64(0)));
        }

        return rows;
    }

    private static IndexedChallenge ReadChallenge(NpgsqlDataReader reader) =>
        new(new TaskId(Hash(reader, 1)), new ChallengeId(Hash(reader, 2)), SlotOrNull(reader, 3));

    private static OffenceView ReadOffence(NpgsqlDataReader reader) => new(
        new OperationId(Hash(reader, 1)),
        new Address(reader.GetFieldValue<byte[]>(2)),
        reader.IsDBNull(3) ? null : new TaskId(Hash(reader, 3)),
        reader.IsDBNull(4) ? null : reader.GetInt32(4),
        reader.IsDBNull(5) ? null : new Protocol.ErrorCode(reader.GetString(5)),
        new BasisPoints(reader.GetInt32(6)),
        AmountOrNull(reader, 7),
        reader.IsDBNull(8) ? null : new Address(reader.GetFieldValue<byte[]>(8)),
        reader.IsDBNull(9) ? null : new BasisPoints(reader.GetInt32(9)),
        SlotOrNull(reader, 10),
        new Slot(reader.GetInt64(11)),
        reader.GetInt64(0),
        reader.IsDBNull(12) ? null : reader.GetInt64(12),
        AmountOrNull(reader, 13),
        AmountOrNull(reader, 14));

    private static Bytes32 Hash(NpgsqlDataReader reader, int column) => new(reader.GetFieldValue<byte[]>(column));

    private static Slot? SlotOrNull(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : new Slot(reader.GetInt64(column));

    private static Amount? AmountOrNull(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : new Amount((UInt128)reader.GetFieldValue<BigInteger>(column));
}
