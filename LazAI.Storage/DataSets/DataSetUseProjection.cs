using System.Collections.Immutable;
using System.Numerics;
using LazAI.Grains.EventLog;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Ownership;
using Npgsql;

namespace LazAI.Storage;

/// <summary>Keeps <c>data_set_uses</c>: each use of a data set from its request to what the ledger did with its price.</summary>
public sealed class DataSetUseProjection : Projection
{
    /// <summary>The name to wait for (<see cref="ProjectionHost.WaitForAsync"/>).</summary>
    public const string ProjectionName = "data-set-uses";

    private const string Requested = "ownership.key-requested";
    private const string Released = "ownership.key-released";
    private const string Transferred = "ownership.transferred";
    private const string Settled = "ledger.settled";

    public override string Name => ProjectionName;

    public override int Version => 1;

    public override int BatchEventsMaximum => 8192;

    public override TimeSpan Linger => TimeSpan.FromMilliseconds(250);

    public override async Task ResetAsync(NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("TRUNCATE data_set_uses", transaction.Connection, transaction);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public override async Task ApplyAsync(
        ImmutableArray<RecordedEvent> events, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        bool? isAnyUnsettled = null;
        foreach (var recorded in events)
        {
            if (recorded.Type == Settled)
            {
                isAnyUnsettled ??= await IsAnyUnsettledAsync(transaction, cancellationToken);
            }
            else if (recorded.Type == Requested)
            {
                isAnyUnsettled = true;
            }

            await using var command = recorded.Type switch
            {
                Requested or Released or Transferred => Decide(recorded, transaction),
                Settled when isAnyUnsettled == true => Settle(recorded, transaction),
                _ => null,
            };
            if (command is not null)
            {
                await command.ExecuteNonQueryAsync(cancellationToken);
            }
        }
    }

    private static async Task<bool> IsAnyUnsettledAsync(NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using var command = Write(transaction, "SELECT EXISTS (SELECT 1 FROM data_set_uses WHERE settled_position IS NULL)");
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static NpgsqlCommand Decide(RecordedEvent recorded, NpgsqlTransaction transaction)
    {
        switch (OwnershipEvent.Codec.Read(recorded))
        {
            case OwnershipEvent.KeyRequested { Order: var order } asked:
                var insert = Write(
                    transaction,
                    """
                    INSERT INTO data_set_uses (use, position, content_hash, account, session, scope, licence, price, price_maximum, requested_at,
                                               deadline, request_version, payee, decided_at, decision_version)
                    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,
                            CASE WHEN $13 IS NULL THEN NULL ELSE $10 END, CASE WHEN $13 IS NULL THEN NULL ELSE $12 END)
                    """);
                Add(insert, LicenceUse.IdOf(order).Value.ToArray());
                Add(insert, recorded.Position);
                Add(insert, order.ContentHash.Value.ToArray());
                Add(insert, order.Signer.ToArray());
                Add(insert, order.Session.Value.ToArray());
                Add(insert, (short)order.Scope);
                Add(insert, asked.Licence?.Value.ToArray());
                Add(insert, (BigInteger)asked.Price.BaseUnits);
                Add(insert, (BigInteger)order.PriceMaximum.BaseUnits);
                Add(insert, asked.At.Number);
                Add(insert, order.DeadlineSlot.Number);
                Add(insert, recorded.Version);
                Add(insert, asked.Payee?.ToArray());
                return insert;
            case OwnershipEvent.KeyReleased { Order: var order } released:
                var use = Write(
                    transaction,
                    """
                    UPDATE data_set_uses SET payee = $5, decided_at = $3, decision_version = $4
                     WHERE content_hash = $1 AND session = $2 AND decided_at IS NULL AND deadline > $3
                    """);
                Add(use, order.ContentHash.Value.ToArray());
                Add(use, order.Session.Value.ToArray());
                Add(use, released.At.Number);
                Add(use, recorded.Version);
                Add(use, order.Signer.ToArray());
                return use;
            case OwnershipEvent.Transferred { Order: var order } transferred:
                var end = Write(
                    transaction,
                    """
                    UPDATE data_set_uses SET decided_at = $2, decision_version = $3
                     WHERE content_hash = $1 AND decided_at IS NULL AND deadline > $2
                    """);
                Add(end, order.ContentHash.Value.ToArray());
                Add(end, transferred.At.Number);
                Add(end, recorded.Version);
                return end;
            case var other:
                throw new InvalidOperationException($"{other.GetType().Name} has been asked for by none of these names.");
        }
    }

    /// <summary>What is paid to a worker is of a task; of the rest, uses have rows. An escrow that was reserved once more after its end changes nothing.</summary>
    private static NpgsqlCommand? Settle(RecordedEvent recorded, NpgsqlTransaction transaction)
    {
        var settlements = ((LedgerEvent.Settled)LedgerEvent.Codec.Read(recorded)).Settlements
            .Where(settlement => settlement.Legs.All(leg => leg.Purpose is LicenceUse.Purpose or "refund"))
            .ToArray();
        if (settlements.Length == 0)
        {
            return null;
        }

        var command = Write(
            transaction,
            """
            UPDATE data_set_uses AS u SET paid = settled.paid, returned = settled.returned, settled_position = $4
              FROM unnest($1::bytea[], $2::numeric[], $3::numeric[]) AS settled (use, paid, returned)
             WHERE u.use = settled.use AND u.settled_position IS NULL
            """);
        Add(command, Array.ConvertAll(settlements, settlement => settlement.TaskId.Value.ToArray()));
        Add(command, Array.ConvertAll(settlements, settlement => SumOf(settlement, LicenceUse.Purpose)));
        Add(command, Array.ConvertAll(settlements, settlement => SumOf(settlement, "refund")));
        Add(command, recorded.Position);
        return command;
    }

    private static BigInteger SumOf(Settlement settlement, string purpose) =>
        settlement.Legs.Where(leg => leg.Purpose == purpose).Aggregate(BigInteger.Zero, (sum, leg) => sum + leg.Amount.BaseUnits);

#pragma warning disable CA2100 // The constants above.
    private static NpgsqlCommand Write(NpgsqlTransaction transaction, string sql) => new(sql, transaction.Connection, transaction);
#pragma warning restore CA2100

    private static void Add<T>(NpgsqlCommand command, T value) => command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
}
