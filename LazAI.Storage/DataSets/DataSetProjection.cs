using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Grains.EventLog;
using LazAI.Protocol.Ownership;
using Npgsql;

namespace LazAI.Storage;

/// <summary>Keeps who owns which data set or model.</summary>
public sealed class DataSetProjection : Projection
{
    /// <summary>The name to wait for (<see cref="ProjectionHost.WaitForAsync"/>).</summary>
    public const string ProjectionName = "data-set-directory";

    private const string Anchored = "ownership.anchored";
    private const string Transferred = "ownership.transferred";

    public override string Name => ProjectionName;

    public override int Version => 1;

    public override int BatchEventsMaximum => 8192;

    public override TimeSpan Linger => TimeSpan.FromMilliseconds(250);

    public override async Task ResetAsync(NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("TRUNCATE data_set_directory", transaction.Connection, transaction);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public override async Task ApplyAsync(
        ImmutableArray<RecordedEvent> events, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        foreach (var recorded in events.Where(recorded => recorded.Type is Anchored or Transferred))
        {
            await using var command = OwnershipEvent.Codec.Read(recorded) switch
            {
                OwnershipEvent.Anchored { Anchor: var anchor } => Write(
                    "INSERT INTO data_set_directory (content_hash, owner, position) VALUES ($1, $2, $3)", anchor.ContentHash, anchor.Owner),
                OwnershipEvent.Transferred { Order: var order } => Write(
                    "UPDATE data_set_directory SET owner = $2 WHERE content_hash = $1", order.ContentHash, order.NewOwner),
                var other => throw new InvalidOperationException($"{other.GetType().Name} has been asked for by neither name."),
            };
            if (recorded.Type == Anchored)
            {
                command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = recorded.Position });
            }

            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        NpgsqlCommand Write(string sql, ContentHash content, Address owner)
        {
#pragma warning disable CA2100 // The constants above.
            var command = new NpgsqlCommand(sql, transaction.Connection, transaction);
#pragma warning restore CA2100
            command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = content.Value.ToArray() });
            command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = owner.ToArray() });
            return command;
        }
    }
}
