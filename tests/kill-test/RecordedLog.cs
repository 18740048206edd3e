using System.Text.Json;
using Npgsql;

namespace LazAI.KillTest;

/// <summary>What the event log holds at the end, read from the table itself.</summary>
internal sealed class RecordedLog
{
    private readonly Dictionary<string, Dictionary<string, int>> _tasks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _versions = new(StringComparer.Ordinal);

    public LedgerFold Ledger { get; } = new();

    public long Events { get; private set; }

    /// <summary>Events that do not follow the one before them in their stream.</summary>
    public int VersionGaps { get; private set; }

    /// <summary>By task id, how often each type of event was recorded.</summary>
    public IReadOnlyDictionary<string, Dictionary<string, int>> Tasks => _tasks;

    public static async Task<RecordedLog> ReadAsync(string connectionString, CancellationToken cancellationToken)
    {
        var log = new RecordedLog();
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand("SELECT stream, version, type, payload FROM events ORDER BY position", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            log.Add(reader.GetString(0), reader.GetInt64(1), reader.GetString(2), reader.GetFieldValue<byte[]>(3));
        }

        return log;
    }

    private void Add(string stream, long version, string type, byte[] payload)
    {
        Events++;
        VersionGaps += version == _versions.GetValueOrDefault(stream) + 1 ? 0 : 1;
        _versions[stream] = version;
        if (type.StartsWith("ledger.", StringComparison.Ordinal))
        {
            using var document = JsonDocument.Parse(payload);
            Ledger.Apply(type, document.RootElement);
        }
        else if (type.StartsWith("task.", StringComparison.Ordinal))
        {
            var task = stream[(stream.IndexOf('/', StringComparison.Ordinal) + 1)..];
            if (!_tasks.TryGetValue(task, out var types))
            {
                _tasks.Add(task, types = new Dictionary<string, int>(StringComparer.Ordinal));
            }

            types[type] = types.GetValueOrDefault(type) + 1;
        }
    }
}
