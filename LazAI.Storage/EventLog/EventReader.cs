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

    // Rows say which of the streams asked for they are of: its name need not come back.
    private const string ReadStreams =
        """
        SELECT position, n, version, type, payload, recorded_at
          FROM (SELECT asked.n, page.*, sum(octet_length(payload)) OVER (ORDER BY asked.n, page.version) - octet_length(payload) AS bytes_before
                  FROM unnest($1::text[], $2::bigint[]) WITH ORDINALITY AS asked (stream, after, n)
                 CROSS JOIN LATERAL (
                       SELECT position, version, type, payload, recorded_at FROM events
                        WHERE events.stream = asked.stream AND version > asked.after ORDER BY version LIMIT $3) page) sized
         WHERE bytes_before < $4
         ORDER BY n, version
        """;

    public async ValueTask<ImmutableArray<RecordedEvent>> ReadAllAsync(long after, int maximumCount, CancellationToken cancellationToken)
    {
        await using var command = Page(ReadAll, after, maximumCount);
        return await ReadPageAsync(command, cancellationToken);
    }

    public async ValueTask<StreamPage> ReadStreamAsync(
        StreamName stream, long afterVersion, int maximumCount, CancellationToken cancellationToken)
    {
        await using var command = Page(ReadStream, afterVersion, maximumCount);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = stream.Value });
        var events = await ReadPageAsync(command, cancellationToken);
        return new StreamPage(
            events, events.Length < Math.Min(maximumCount, PageRowsMaximum) && events.Sum(one => (long)one.Payload.Length) < bytesMaximum);
    }

    /// <summary>Reads the first page of each of several streams in one query.</summary>
    /// <param name="maximumCount">Rows of one page.</param>
    /// <returns>In the order of <paramref name="streams"/>. All of them together are bounded in bytes, so that a later page may be empty and not the last.</returns>
    public async ValueTask<StreamPage[]> ReadStreamsAsync(StreamName[] streams, long[] afterVersions, int maximumCount)
    {
        await using var command = dataSource.CreateCommand(ReadStreams);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = Array.ConvertAll(streams, stream => stream.Value) });
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = afterVersions });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = maximumCount });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = bytesMaximum });
        var pages = new ImmutableArray<RecordedEvent>.Builder?[streams.Length];
        var bytes = 0L;
        var lastRead = -1;
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                lastRead = (int)reader.GetInt64(1) - 1;
                var payload = reader.GetFieldValue<byte[]>(4);
                bytes += payload.Length;
                (pages[lastRead] ??= ImmutableArray.CreateBuilder<RecordedEvent>(maximumCount)).Add(new RecordedEvent(
                    reader.GetInt64(0), streams[lastRead], reader.GetInt64(2), reader.GetString(3), payload,
                    reader.GetFieldValue<DateTimeOffset>(5)));
            }
        }

        // Where the bytes were used up, nothing is known of the streams from there on.
        var known = bytes < bytesMaximum ? streams.Length : lastRead;
        return [.. pages.Select((page, i) => new StreamPage(page?.ToImmutable() ?? [], i < known && (page?.Count ?? 0) < maximumCount))];
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
