using System.Collections.Immutable;
using System.Numerics;
using LazAI.Grains.EventLog;
using LazAI.Protocol;
using LazAI.Protocol.Ledger;
using Npgsql;

namespace LazAI.Storage;

/// <summary>Keeps <c>ledger_entries</c>: one row for each event of a ledger and each account that it touches.</summary>
/// <remarks>A batch of settlements pays few accounts out of many escrows, so that there are about two rows a task, both of its escrow.</remarks>
public sealed class LedgerEntryProjection : Projection
{
    /// <summary>The name to wait for (<see cref="ProjectionHost.WaitForAsync"/>).</summary>
    public const string ProjectionName = "ledger-entries";

    private const string StreamKind = "ledger";

    public override string Name => ProjectionName;

    public override int Version => 1;

    public override int BatchEventsMaximum => 8192;

    public override TimeSpan Linger => TimeSpan.FromMilliseconds(250);

    public override async Task ResetAsync(NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("TRUNCATE ledger_entries", transaction.Connection, transaction);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public override async Task ApplyAsync(
        ImmutableArray<RecordedEvent> events, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        var rows = new List<Row>();
        foreach (var recorded in events.Where(recorded => recorded.Stream.Kind.SequenceEqual(StreamKind)))
        {
            Add(rows, recorded);
        }

        if (rows.Count > 0)
        {
            await BalanceAsync(rows, transaction, cancellationToken);
            await InsertAsync(rows, transaction, cancellationToken);
        }
    }

    /// <summary>One row for each account that the event touches; their balances come later.</summary>
    private static void Add(List<Row> rows, RecordedEvent recorded)
    {
        var @event = LedgerEvent.Codec.Decode(recorded.Type, recorded.Payload.Span);
        var touched = new Dictionary<LedgerAccount, Row>();
        foreach (var posting in LedgerPosting.Of(@event))
        {
            if (posting.Debit is { } debit)
            {
                RowOf(debit).Debited += posting.Amount;
            }

            RowOf(posting.Credit).Credited += posting.Amount;
        }

        Row RowOf(LedgerAccount account)
        {
            if (!touched.TryGetValue(account, out var row))
            {
                row = new Row(recorded.Position, LedgerPosting.SlotOf(@event), recorded.Type, recorded.Stream.Key.ToString(), account);
                touched.Add(account, row);
                rows.Add(row);
            }

            row.Movements++;
            return row;
        }
    }

    /// <summary>Goes on from what the accounts held before. An escrow begins with nothing and ends with nothing, so it is not looked up.</summary>
    private static async Task BalanceAsync(List<Row> rows, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        var accounts = rows.Where(row => row.Account.Kind != LedgerAccountKind.Escrow).Select(row => (row.Asset, row.Account)).Distinct().ToArray();
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
            var before = row.Account.Kind == LedgerAccountKind.Escrow ? row.Debited.BaseUnits : balances.GetValueOrDefault((row.Asset, row.Account));
            row.Balance = before + row.Credited.BaseUnits - row.Debited.BaseUnits;
            balances[(row.Asset, row.Account)] = row.Balance;
        }
    }

    private static async Task InsertAsync(List<Row> list, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        var rows = list.ToArray();
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

    /// <summary>A row in the making.</summary>
    private sealed class Row(long position, Slot at, string type, string asset, LedgerAccount account)
    {
        public long Position => position;

        public Slot At => at;

        public string Type => type;

        public string Asset => asset;

        public LedgerAccount Account => account;

        public int Movements { get; set; }

        public Amount Debited { get; set; }

        public Amount Credited { get; set; }

        public BigInteger Balance { get; set; }
    }
}
