using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Grains.EventLog;
using Npgsql;

namespace LazAI.Storage;

/// <summary>Keeps the lists of models and of workers. A worker is listed from its first session on: a challenge alone, which
/// anybody may ask for, makes no worker.</summary>
public sealed class DirectoryProjection : Projection
{
    /// <summary>The name to wait for (<see cref="ProjectionHost.WaitForAsync"/>).</summary>
    public const string ProjectionName = "directory";

    private const string ModelRegistered = "model.registered";
    private const string SessionOpened = "worker.session-opened";

    public override string Name => ProjectionName;

    public override int Version => 1;

    public override int BatchEventsMaximum => 8192;

    public override TimeSpan Linger => TimeSpan.FromMilliseconds(250);

    public override async Task ResetAsync(NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("TRUNCATE model_directory, worker_directory", transaction.Connection, transaction);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public override async Task ApplyAsync(
        ImmutableArray<RecordedEvent> events, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        foreach (var recorded in events)
        {
            if (recorded.Type == ModelRegistered)
            {
                await ListAsync(
                    "INSERT INTO model_directory (position, model_id) VALUES ($1, $2)",
                    recorded.Position,
                    Bytes32.Parse(recorded.Stream.Key, null).ToArray(),
                    transaction,
                    cancellationToken);
            }
            else if (recorded.Type == SessionOpened)
            {
                await ListAsync(
                    """
                    INSERT INTO worker_directory (position, address) VALUES ($1, $2)
                    ON CONFLICT ON CONSTRAINT worker_directory_address_key DO NOTHING
                    """,
                    recorded.Position,
                    Address.Parse(recorded.Stream.Key, null).ToArray(),
                    transaction,
                    cancellationToken);
            }
        }
    }

    // Both are rare: one statement each is cheap enough.
    private static async Task ListAsync(
        string sql, long position, byte[] key, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100 // The constants above.
        await using var command = new NpgsqlCommand(sql, transaction.Connection, transaction);
#pragma warning restore CA2100
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = position });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = key });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
