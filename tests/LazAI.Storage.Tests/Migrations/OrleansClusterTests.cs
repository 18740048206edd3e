using LazAI.Testing;
using Npgsql;

namespace LazAI.Storage.Tests;

/// <summary>The statements that Orleans' ADO.NET providers look up, executed as they execute them.</summary>
public sealed class OrleansClusterTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static readonly DateTime Noon = new(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc);

    private readonly string _cluster = Guid.NewGuid().ToString("N");

    [Fact]
    public async Task Statements_AreAllThatTheProvidersLookUp()
    {
        var keys = await postgres.DataSource.ScalarAsync<string[]>("SELECT array_agg(QueryKey ORDER BY QueryKey) FROM OrleansQuery");
        Assert.Equal(
            [
                "CleanupDefunctSiloEntriesKey", "DeleteMembershipTableEntriesKey", "DeleteReminderRowKey", "DeleteReminderRowsKey",
                "GatewaysQueryKey", "InsertMembershipKey", "InsertMembershipVersionKey", "MembershipReadAllKey", "MembershipReadRowKey",
                "ReadRangeRows1Key", "ReadRangeRows2Key", "ReadReminderRowKey", "ReadReminderRowsKey", "UpdateIAmAlivetimeKey",
                "UpdateMembershipKey", "UpsertReminderRowKey",
            ],
            keys);
    }

    [Fact]
    public async Task NewCluster_HasAVersionAndNoMembers()
    {
        Assert.True(await AskAsync("InsertMembershipVersionKey"));
        Assert.False(await AskAsync("InsertMembershipVersionKey"));
        foreach (var key in (string[])["MembershipReadAllKey", "MembershipReadRowKey"])
        {
            var row = Assert.Single(await ReadAsync(key, Silo(1)));
            Assert.Equal((0, null), (row["Version"], row["StartTime"]));
        }
    }

    [Fact]
    public async Task Members_ChangeOnlyFromTheVersionThatWasRead()
    {
        await AskAsync("InsertMembershipVersionKey");
        Assert.True(await InsertAsync(1, version: 0));
        Assert.False(await InsertAsync(2, version: 0));
        Assert.False(await InsertAsync(1, version: 1));
        Assert.True(await InsertAsync(2, version: 1));
        Assert.False(await UpdateAsync(1, status: 3, version: 1));
        Assert.False(await UpdateAsync(3, status: 3, version: 2));
        Assert.True(await UpdateAsync(1, status: 3, version: 2, suspicions: "127.0.0.1:1@1,2026-01-01 12:00:00.000 GMT"));

        var members = await ReadAsync("MembershipReadAllKey", []);
        Assert.Equal([3, 3], members.Select(row => row["Version"]));
        var member = Assert.Single(await ReadAsync("MembershipReadRowKey", Silo(1)));
        Assert.Equal(
            ("127.0.0.1", 1, 1, "silo 1", "host", 3, 30_001, Noon),
            (member["Address"], member["Port"], member["Generation"], member["SiloName"], member["HostName"], member["Status"],
                member["ProxyPort"], member["StartTime"]));
        Assert.Equal("127.0.0.1:1@1,2026-01-01 12:00:00.000 GMT", member["SuspectTimes"]);
        Assert.Null(Assert.Single(await ReadAsync("MembershipReadRowKey", Silo(9)))["StartTime"]);
    }

    [Fact]
    public async Task Silos_ThatJoinAtOnce_TakeTurns()
    {
        const int Silos = 12;
        await AskAsync("InsertMembershipVersionKey");
        for (var version = 0; version < 3; version++)
        {
            var joined = await Task.WhenAll(Enumerable.Range(0, Silos).Select(silo => InsertAsync((version * Silos) + silo, version)));
            Assert.Single(joined, inserted => inserted);
        }

        Assert.Equal([3, 3, 3], (await ReadAsync("MembershipReadAllKey", [])).Select(row => row["Version"]));
    }

    [Fact]
    public async Task Gateways_AreThoseOfActiveSilos()
    {
        await AskAsync("InsertMembershipVersionKey");
        await InsertAsync(1, version: 0);
        await InsertAsync(2, version: 1);
        await InsertAsync(3, version: 2, proxyPort: 0);
        await UpdateAsync(1, status: 3, version: 3);
        await UpdateAsync(3, status: 3, version: 4);

        var gateway = Assert.Single(await ReadAsync("GatewaysQueryKey", [("Status", 3)]));
        Assert.Equal(("127.0.0.1", 30_001, 1), (gateway["Address"], gateway["ProxyPort"], gateway["Generation"]));
    }

    [Fact]
    public async Task Cleanup_RemovesSilosThatAreLongDead()
    {
        await AskAsync("InsertMembershipVersionKey");
        for (var silo = 1; silo <= 3; silo++)
        {
            await InsertAsync(silo, version: silo - 1);
        }

        await UpdateAsync(1, status: 6, version: 3);
        await UpdateAsync(2, status: 6, version: 4);
        await ExecuteAsync("UpdateIAmAlivetimeKey", [.. Silo(2), ("IAmAliveTime", Noon.AddHours(2))]);
        await ExecuteAsync("CleanupDefunctSiloEntriesKey", [("IAmAliveTime", Noon.AddHours(1))]);
        Assert.Equal([2, 3], (await ReadAsync("MembershipReadAllKey", [])).Select(row => row["Port"]).Order());

        await ExecuteAsync("DeleteMembershipTableEntriesKey", []);
        Assert.Empty(await ReadAsync("MembershipReadAllKey", []));
    }

    [Fact]
    public async Task Reminder_IsReplacedUnderItsNameAndDeletedAtItsVersion()
    {
        Assert.Equal(0, await RemindAsync("clock/0", "wake-up", hash: 1, period: 60_000));
        Assert.Equal(1, await RemindAsync("clock/0", "wake-up", hash: 1, period: 4_000_000_000L));
        Assert.Equal(0, await RemindAsync("clock/0", "other", hash: 1, period: 1));

        var reminder = Assert.Single(await ReadAsync("ReadReminderRowKey", Reminder("wake-up")));
        Assert.Equal(
            ("clock/0", "wake-up", Noon, 4_000_000_000L, 1),
            (reminder["GrainId"], reminder["ReminderName"], reminder["StartTime"], reminder["Period"], reminder["Version"]));
        Assert.Equal(2, (await ReadAsync("ReadReminderRowsKey", Reminder("")[..2])).Count);

        Assert.False(await AskAsync("DeleteReminderRowKey", [.. Reminder("wake-up"), ("Version", 0)]));
        Assert.True(await AskAsync("DeleteReminderRowKey", [.. Reminder("wake-up"), ("Version", 1)]));
        Assert.Empty(await ReadAsync("ReadReminderRowKey", Reminder("wake-up")));

        await ExecuteAsync("DeleteReminderRowsKey", Reminder("")[..1]);
        Assert.Empty(await ReadAsync("ReadReminderRowsKey", Reminder("")[..2]));
    }

    [Theory]
    [InlineData("ReadRangeRows1Key", -5, 5, new[] { 0, 5 })]
    [InlineData("ReadRangeRows2Key", 5, -5, new[] { int.MinValue, -5, int.MaxValue })]
    [InlineData("ReadRangeRows2Key", 0, 0, new[] { int.MinValue, -5, 0, 5, int.MaxValue })]
    public async Task Range_OfTheRing_TakesItsEndAndNotItsBeginning(string key, int begin, int end, int[] expected)
    {
        foreach (var hash in (int[])[int.MinValue, -5, 0, 5, int.MaxValue])
        {
            await RemindAsync($"clock/{hash}", "wake-up", hash, period: 1);
        }

        var rows = await ReadAsync(key, [("ServiceId", _cluster), ("BeginHash", begin), ("EndHash", end)]);
        Assert.Equal(
            expected.Select(hash => $"clock/{hash}").Order(StringComparer.Ordinal),
            rows.Select(row => (string)row["GrainId"]!).Order(StringComparer.Ordinal));
    }

    private static (string, object?)[] Silo(int silo) => [("Address", "127.0.0.1"), ("Port", silo), ("Generation", silo)];

    private (string, object?)[] Reminder(string name) => [("ServiceId", _cluster), ("GrainId", "clock/0"), ("ReminderName", name)];

    private Task<bool> InsertAsync(int silo, int version, int? proxyPort = null) => AskAsync(
        "InsertMembershipKey",
        [
            .. Silo(silo), ("SiloName", $"silo {silo}"), ("HostName", "host"), ("Status", 2), ("ProxyPort", proxyPort ?? 30_000 + silo),
            ("StartTime", Noon), ("IAmAliveTime", Noon), ("Version", version),
        ]);

    private Task<bool> UpdateAsync(int silo, int status, int version, string? suspicions = null) => AskAsync(
        "UpdateMembershipKey",
        [.. Silo(silo), ("Status", status), ("SuspectTimes", suspicions), ("IAmAliveTime", Noon), ("Version", version)]);

    private async Task<object?> RemindAsync(string grain, string name, int hash, object period)
    {
        var rows = await ReadAsync(
            "UpsertReminderRowKey",
            [("ServiceId", _cluster), ("GrainHash", hash), ("GrainId", grain), ("ReminderName", name), ("StartTime", Noon), ("Period", period)]);
        return Assert.Single(rows)["Version"];
    }

    private async Task<bool> AskAsync(string key, (string Name, object? Value)[]? parameters = null) =>
        (bool)Assert.Single(Assert.Single(await ReadAsync(key, parameters ?? []))).Value!;

    private async Task ExecuteAsync(string key, (string Name, object? Value)[] parameters) => await ReadAsync(key, parameters);

    private async Task<List<Dictionary<string, object?>>> ReadAsync(string key, (string Name, object? Value)[] parameters)
    {
#pragma warning disable CA2100 // The statements are the migration's.
        await using var command = postgres.DataSource.CreateCommand(
            await postgres.DataSource.ScalarAsync<string>($"SELECT QueryText FROM OrleansQuery WHERE QueryKey = '{key}'"));
#pragma warning restore CA2100
        if (!parameters.Any(parameter => parameter.Name == "ServiceId"))
        {
            command.Parameters.Add(new NpgsqlParameter("DeploymentId", _cluster));
        }

        foreach (var (name, value) in parameters)
        {
            command.Parameters.Add(value is null
                ? new NpgsqlParameter(name, System.Data.DbType.String) { Value = DBNull.Value }
                : new NpgsqlParameter(name, value));
        }

        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<Dictionary<string, object?>>();
        while (await reader.ReadAsync())
        {
            rows.Add(Enumerable.Range(0, reader.FieldCount).ToDictionary(
                reader.GetName, i => reader.IsDBNull(i) ? null : reader.GetValue(i), StringComparer.OrdinalIgnoreCase));
        }

        return rows;
    }
}
