using System.Collections.Immutable;
using System.Numerics;
using LazAI.Cryptography;
using LazAI.Grains.EventLog;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Workers;
using Npgsql;

namespace LazAI.Storage;

/// <summary>Keeps <c>challenge_index</c> and <c>offence_index</c>. Its events are rare: one statement each is cheap enough.</summary>
public sealed class DisputeProjection : Projection
{
    /// <summary>The name to wait for (<see cref="ProjectionHost.WaitForAsync"/>).</summary>
    public const string ProjectionName = "disputes";

    public override string Name => ProjectionName;

    public override int Version => 1;

    public override int BatchEventsMaximum => 8192;

    public override TimeSpan Linger => TimeSpan.FromMilliseconds(250);

    public override async Task ResetAsync(NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("TRUNCATE challenge_index, offence_index", transaction.Connection, transaction);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public override async Task ApplyAsync(
        ImmutableArray<RecordedEvent> events, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        foreach (var recorded in events)
        {
            if (Write(recorded) is { } write)
            {
                await using (write)
                {
                    (write.Connection, write.Transaction) = (transaction.Connection, transaction);
                    await write.ExecuteNonQueryAsync(cancellationToken);
                }
            }
        }
    }

    /// <summary>What the event changes, or null.</summary>
    private static NpgsqlCommand? Write(RecordedEvent recorded) => recorded.Type switch
    {
        "task.challenge-filed" or "task.challenge-decided" => Write(recorded, ComputeTaskEvent.Codec.Read(recorded)),
        "worker.offence-recorded" or "worker.found-down" => Write(recorded, WorkerEvent.Codec.Read(recorded)),
        "ledger.slashed" => Write(recorded, LedgerEvent.Codec.Read(recorded)),
        _ => null,
    };

    private static NpgsqlCommand Write(RecordedEvent recorded, ComputeTaskEvent @event) => @event switch
    {
        ComputeTaskEvent.ChallengeFiled { Challenge: var filed } => Command(
            """
            INSERT INTO challenge_index
                (position, filed_at, account_event, outcome, challenge_id, task_id, challenger, evidence_hash, detail)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """,
            recorded.Position, filed.FiledAt.Number, filed.Authorization, (short)filed.Outcome, filed.Id.Value.ToArray(),
            Bytes32.Parse(recorded.Stream.Key, null).ToArray(), filed.Challenger.ToArray(), filed.EvidenceHash.ToArray(), filed.Detail),
        ComputeTaskEvent.ChallengeDecided decided => Command(
            "UPDATE challenge_index SET outcome = $2, decided_at = $3, detail = $4 WHERE challenge_id = $1",
            decided.Id.Value.ToArray(), (short)decided.Outcome, decided.At.Number, decided.Detail),
        _ => throw new InvalidOperationException($"{@event.GetType().Name} has been asked for by no name."),
    };

    private static NpgsqlCommand Write(RecordedEvent recorded, WorkerEvent @event) => @event switch
    {
        WorkerEvent.OffenceRecorded offence => Command(
            """
            INSERT INTO offence_index
                (position, at, jailed_until, attempt, slash, reporter_share, offence_id, worker, task_id, reporter, reason, stake_then)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            """,
            recorded.Position, offence.At.Number, offence.JailedUntil.Number, offence.Attempt, offence.Slash.Value,
            offence.Reporter is null ? null : offence.ReporterShare.Value, offence.Id.Value.ToArray(), WorkerOf(recorded),
            offence.TaskId.Value.ToArray(), offence.Reporter?.ToArray(), offence.Reason.Value, (BigInteger)offence.StakeThen.BaseUnits),
        WorkerEvent.FoundDown down => Command(
            "INSERT INTO offence_index (position, at, slash, offence_id, worker) VALUES ($1, $2, $3, $4, $5)",
            recorded.Position, down.At.Number, down.Slash.Value, down.Id.Value.ToArray(), WorkerOf(recorded)),
        _ => throw new InvalidOperationException($"{@event.GetType().Name} has been asked for by no name."),
    };

    /// <summary>The ledger's part comes after the worker's. Slashes of others than workers are of no offence that is kept here.</summary>
    private static NpgsqlCommand Write(RecordedEvent recorded, LedgerEvent @event)
    {
        var slashed = (LedgerEvent.Slashed)@event;
        return Command(
            "UPDATE offence_index SET slashed_position = $2, slashed = $3, rewarded = $4 WHERE offence_id = $1",
            slashed.Id.Value.ToArray(), recorded.Position, Sum(movement => movement.Credit == LedgerAccount.Slashed),
            Sum(movement => movement.Credit != LedgerAccount.Slashed));

        BigInteger Sum(Func<Movement, bool> condition) =>
            slashed.Movements.Where(condition).Aggregate(BigInteger.Zero, (sum, movement) => sum + movement.Amount.BaseUnits);
    }

    private static byte[] WorkerOf(RecordedEvent recorded) => Address.Parse(recorded.Stream.Key, null).ToArray();

    private static NpgsqlCommand Command(string sql, params object?[] values)
    {
#pragma warning disable CA2100 // The constants above.
        var command = new NpgsqlCommand(sql);
#pragma warning restore CA2100
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        }

        return command;
    }
}
