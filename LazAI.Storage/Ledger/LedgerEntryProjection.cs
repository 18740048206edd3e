using System.Collections.Immutable;
using System.Numerics;
using LazAI.Grains.EventLog;
using LazAI.Protocol.Ledger;
using Npgsql;

namespace LazAI.Storage;

/// <summary>Keeps <c>ledger_entries</c>: one row for each event of a ledger and each account that it touches, but for escrows, whose <c>escrow_entries</c> say no
/// more than which events these are.</summary>
/// <remarks>A batch of settlements pays few accounts out of many escrows: of the rows of a task nearly all are its escrow's.</remarks>
public sealed class LedgerEntryProjection : Projection
{
    /// <summary>The name to wait for (<see cref="ProjectionHost.WaitForAsync"/>).</summary>
    public const string ProjectionName = "ledger-entries";

    private const string StreamKind = "ledger";

    public override string Name => ProjectionName;

    public override int Version => 2;

    public override int BatchEventsMaximum => 8192;

    public override TimeSpan Linger => TimeSpan.FromMilliseconds(250);

    public override async Task ResetAsync(NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("TRUNCATE ledger_entries, escrow_entries", transaction.Connection, transaction);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public override async Task ApplyAsync(
        ImmutableArray<RecordedEvent> events, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        var touched = events
            .Where(recorded => recorded.Stream.Kind.SequenceEqual(StreamKind))
            .SelectMany(LedgerEntryRow.Of)
            .ToLookup(row => row.Account.Kind == LedgerAccountKind.Escrow);
        if (touched.Contains(true))
        {
            await EscrowEntryTable.InsertAsync([.. touched[true]], transaction, cancellationToken);
        }

        if (touched.Contains(false))
        {
            LedgerEntryRow[] rows = [.. touched[false]];
            await BalanceAsync(rows, transaction, cancellationToken);
            await InsertAsync(rows, transaction, cancellationToken);
        }
    }

    /// <summary>Goes on from what the accounts held before.</summary>
    private static async Task BalanceAsync(LedgerEntryRow[] rows, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        var accounts = rows.Select(row => (row.Asset, row.Account)).Distinct().ToArray();
        var balances = new Dictionary<(string Asset, LedgerAccount Account), BigInteger>();
        await using (var command = new NpgsqlCommand(
            """
            SELECT asked.n, newest.balance
              FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS asked (asset, account, n)
             CROSS JOIN LATERAL (
                   SELECT balance FROM ledger_entries AS e
                    WHERE e.account = asked.account AND e.asset = asked.asset ORDER BY e.position DESC LIMIT 1) AS newest
            """,
            transaction.Connection,
            transaction))
        {
            Add(command, accounts, account => account.Asset);
            Add(command, accounts, account => account.Account.ToString());
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                balances[accounts[reader.GetInt64(0) - 1]] = reader.GetFieldValue<BigInteger>(1);
            }
        }

        foreach (var row in rows)
        {
            var before = balances.GetValueOrDefault((row.Asset, row.Account));
            row.Balance = before + row.Credited.BaseUnits - row.Debited.BaseUnits;
            balances[(row.Asset, row.Account)] = row.Balance;
        }
    }

    private static async Task InsertAsync(LedgerEntryRow[] rows, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO ledger_entries (position, at, movements, asset, account, type, debited, credited, balance)
            SELECT * FROM unnest(
                $1::bigint[], $2::bigint[], $3::integer[], $4::text[], $5::text[], $6::text[], $7::numeric[], $8::numeric[], $9::numeric[])
            """,
            transaction.Connection,
            transaction);
        Add(command, rows, row => row.Position);
        Add(command, rows, row => row.At.Number);
        Add(command, rows, row => row.Movements);
        Add(command, rows, row => row.Asset);
        Add(command, rows, row => row.Account.ToString());
        Add(command, rows, row => row.Type);
        Add(command, rows, row => (BigInteger)row.Debited.BaseUnits);
        Add(command, rows, row => (BigInteger)row.Credited.BaseUnits);
        Add(command, rows, row => row.Balance);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static void Add<TItem, T>(NpgsqlCommand command, TItem[] items, Func<TItem, T> select) =>
        command.Parameters.Add(new NpgsqlParameter<T[]> { TypedValue = Array.ConvertAll(items, item => select(item)) });
}
