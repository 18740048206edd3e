using LazAI.LocalRuntime;
using Npgsql;

namespace LazAI.Silo.Reminders;

/// <summary>The local runtime's reminders in PostgreSQL, so that they outlive the process.</summary>
internal sealed class PostgresReminderTable(NpgsqlDataSource dataSource) : IReminderTable
{
    public async Task<IReadOnlyList<ReminderRow>> ReadAllAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT grain, name, first_due, period, next_due FROM reminders ORDER BY grain, name");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<ReminderRow>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(new ReminderRow(
                GrainId.Parse(reader.GetString(0)),
                reader.GetString(1),
                reader.GetFieldValue<DateTimeOffset>(2),
                reader.GetTimeSpan(3),
                reader.GetFieldValue<DateTimeOffset>(4)));
        }

        return rows;
    }

    public async Task UpsertAsync(ReminderRow row, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            """
            INSERT INTO reminders (grain, name, first_due, period, next_due)
            VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT ON CONSTRAINT reminders_grain_name_key DO UPDATE
               SET first_due = excluded.first_due, period = excluded.period, next_due = excluded.next_due
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = row.Grain.ToString() });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = row.Name });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = row.FirstDue.ToUniversalTime() });
        command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = row.Period });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = row.NextDue.ToUniversalTime() });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task RemoveAsync(GrainId grain, string name, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("DELETE FROM reminders WHERE grain = $1 AND name = $2");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = grain.ToString() });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
