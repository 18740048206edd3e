using System.Collections.Immutable;
using LazAI.Grains.EventLog;
using Npgsql;

namespace LazAI.Storage;

/// <summary>Reads events back in pages that are bounded in rows and in bytes.</summary>
internal sealed class EventReader(NpgsqlDataSource dataSource, int bytesMaximum)
{
    /// <summary>Rows of one page; a caller that asks for more gets several.</summary>
    public const int PageRowsMaximum = 4096;

    // The sum decides on the size as stored, without fetching the payload. The first row always comes.
    private const string ReadAll =
        """
        SELECT position, stream, version, type, payload, recorded_at
          FROM (SELECT *, sum(octet_length(payload)) OVER (ORDER BY position) - octet_length(payload) AS bytes_before
                  FROM (SELECT * FROM events WHERE position > $1 ORDER BY position LIMIT $2) page) sized
         WHERE bytes_before < $3
         ORDER BY position
        """;

    private const string ReadStream =
        """
        SELECT position, stream, version, type, payload, recorded_at
          FROM (SELECT *, sum(octet_length(payload)) OVER (ORDER BY version) - octet_length(payload) AS bytes_before
                  FROM (SELECT * FROM events WHERE stream = $4 AND version > $1 ORDER BY version LIMIT $2) page) sized
         WHERE bytes_before < $3
         ORDER BY version
        """;

    public async ValueTask<ImmutableArray<RecordedEvent>> ReadAllAsync(long after, int maximumCount, CancellationToken cancellationToken)
    {
        await using var command = Page(ReadAll, after, maximumCount);
        return await ReadPageAsync(command, cancellationToken);
    }

    public async ValueTask<ImmutableArray<RecordedEvent>> ReadStreamAsync(
        StreamName stream, long afterVersion, int maximumCount, CancellationToken cancellationToken)
    {
        await using var command = Page(ReadStream, afterVersion, maximumCount);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = stream.Value });
        return await ReadPageAsync(command, cancellationToken);
    }

    public async ValueTask<long> ReadHeadAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT coalesce(max(position), 0) FROM events");
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private NpgsqlCommand Page(string text, long after, int maximumCount)
    {
        var command = dataSource.CreateCommand(text);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = after });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = Math.Min(maximumCount, PageRowsMaximum) });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = bytesMaximum });
        return command;
    }

    private static async ValueTask<ImmutableArray<RecordedEvent>> ReadPageAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        var events = ImmutableArray.CreateBuilder<RecordedEvent>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            events.Add(new RecordedEvent(
                reader.GetInt64(0),
                StreamName.Parse(reader.GetString(1)),
                reader.GetInt64(2),
                reader.GetString(3),
                reader.GetFieldValue<byte[]>(4),
                reader.GetFieldValue<DateTimeOffset>(5)));
        }

        return events.DrainToImmutable();
    }
}
