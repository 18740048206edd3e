using Npgsql;

namespace LazAI.Storage.Tests;

/// <summary>The table of events defends its own invariants, whoever writes to it.</summary>
public sealed class PostgresEventTableTests : PostgresEventLogSuite
{
    [Theory]
    [InlineData("UPDATE events SET payload = ''")]
    [InlineData("DELETE FROM events")]
    [InlineData("TRUNCATE events")]
    [InlineData("INSERT INTO events VALUES (0, 'task/x', 1, 'T', '', now())")]
    [InlineData("INSERT INTO events VALUES (1, 'task/x', 1, 'T', '', now())")]
    [InlineData("INSERT INTO events VALUES (9, 'task/a', 1, 'T', '', now())")]
    [InlineData("INSERT INTO events VALUES (9, 'task/x', 0, 'T', '', now())")]
    [InlineData("INSERT INTO events VALUES (9, 'task/', 1, 'T', '', now())")]
    [InlineData("INSERT INTO events VALUES (9, '/x', 1, 'T', '', now())")]
    [InlineData("INSERT INTO events VALUES (9, 'task', 1, 'T', '', now())")]
    [InlineData("INSERT INTO events VALUES (9, 'task/' || repeat('x', 196), 1, 'T', '', now())")]
    [InlineData("INSERT INTO events VALUES (9, 'task/x', 1, '', '', now())")]
    [InlineData("INSERT INTO events VALUES (9, 'task/x', 1, repeat('t', 101), '', now())")]
    [InlineData("INSERT INTO events VALUES (9, 'task/x', 1, 'T', convert_to(repeat('x', 4194305), 'UTF8'), now())")]
    public async Task Table_AgainstItsInvariants_RefusesTheStatement(string sql)
    {
        await AppendAsync(Open(), "a");
        var exception = await Assert.ThrowsAsync<PostgresException>(() => Database.ExecuteAsync(sql));
        Assert.StartsWith("23", exception.SqlState, StringComparison.Ordinal);
        Assert.Equal(1L, await Database.ScalarAsync<long>("SELECT count(*) FROM events"));
    }
}
