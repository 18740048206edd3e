using System.Collections.Immutable;
using LazAI.Grains.EventLog;
using Npgsql;

namespace LazAI.Storage.Tests;

/// <summary>Counts events a stream. Applying an event twice or never shows in the count.</summary>
internal class CountingProjection(string name = "counting", int version = 1) : Projection
{
    public const string Table = "CREATE TABLE counted (stream text PRIMARY KEY, events bigint NOT NULL, last_version bigint NOT NULL)";

    public override string Name => name;

    public override int Version => version;

    public override int BatchEventsMaximum => 7;

    /// <summary>Called in the middle of a transaction, the tables written and the commit to come.</summary>
    public Func<ImmutableArray<RecordedEvent>, NpgsqlConnection, Task> BeforeCommit { get; set; } = (_, _) => Task.CompletedTask;

    public override async Task ResetAsync(NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("TRUNCATE counted", transaction.Connection, transaction);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public override async Task ApplyAsync(
        ImmutableArray<RecordedEvent> events, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        foreach (var recorded in events)
        {
            await using var command = new NpgsqlCommand(
                """
                INSERT INTO counted VALUES ($1, 1, $2)
                ON CONFLICT (stream) DO UPDATE SET events = counted.events + 1, last_version = excluded.last_version
                """,
                transaction.Connection,
                transaction);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = recorded.Stream.Value });
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = recorded.Version });
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        await BeforeCommit(events, transaction.Connection!);
    }
}
