using LazAI.Testing;
using Npgsql;

namespace LazAI.Storage.Tests;

public sealed class MigratorTests : IAsyncLifetime
{
    private const string Objects =
        """
        SELECT coalesce(string_agg(name, E'\n' ORDER BY name), '') FROM (
            SELECT 'relation ' || relname || ' ' || relkind::text AS name FROM pg_class
             WHERE relnamespace = 'public'::regnamespace AND relname NOT LIKE 'schema_migrations%'
            UNION ALL SELECT 'function ' || oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace
            UNION ALL SELECT 'constraint ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
             WHERE connamespace = 'public'::regnamespace AND conname NOT LIKE 'schema_migrations%') objects
        """;

    private readonly PostgresFixture _postgres = new();

    public Task InitializeAsync() => _postgres.InitializeAsync();

    public Task DisposeAsync() => _postgres.DisposeAsync();

    [Fact]
    public async Task Migrations_UpDownUp_LeaveNothingAndGiveTheSame()
    {
        var migrator = new Migrator(_postgres.DataSource);
        var up = await _postgres.DataSource.ScalarAsync<string>(Objects);
        Assert.Contains("relation events r", up, StringComparison.Ordinal);

        Assert.Equal(Migration.All.Count, await migrator.DownAsync(0));
        Assert.Equal("", await _postgres.DataSource.ScalarAsync<string>(Objects));

        Assert.Equal(Migration.All.Count, await migrator.UpAsync());
        Assert.Equal(up, await _postgres.DataSource.ScalarAsync<string>(Objects));
    }

    [Fact]
    public async Task EveryMigration_OneStepDownAndUp_GivesTheSame()
    {
        var migrator = new Migrator(_postgres.DataSource);
        for (var number = Migration.All.Count; number > 0; number--)
        {
            var stepwise = new Migrator(_postgres.DataSource, [.. Migration.All.Take(number)]);
            var before = await _postgres.DataSource.ScalarAsync<string>(Objects);
            Assert.Equal(1, await stepwise.DownAsync(number - 1));
            Assert.Equal(1, await stepwise.UpAsync());
            Assert.Equal(before, await _postgres.DataSource.ScalarAsync<string>(Objects));
            Assert.Equal(1, await stepwise.DownAsync(number - 1));
        }

        Assert.Equal(Migration.All.Count, await migrator.UpAsync());
    }

    [Fact]
    public async Task Up_OnACurrentDatabase_DoesNothing() => Assert.Equal(0, await new Migrator(_postgres.DataSource).UpAsync());

    [Fact]
    public async Task Down_BelowTheDatabase_DoesNothing()
    {
        var migrator = new Migrator(_postgres.DataSource);
        await migrator.DownAsync(1);
        Assert.Equal(0, await migrator.DownAsync(2));
        Assert.Equal(1L, await _postgres.DataSource.ScalarAsync<long>("SELECT count(*) FROM schema_migrations"));
    }

    [Fact]
    public async Task Up_ByManyProcessesAtOnce_AppliesEachOnce()
    {
        await new Migrator(_postgres.DataSource).DownAsync(0);
        var applied = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => new Migrator(_postgres.DataSource).UpAsync()));
        Assert.Equal(Migration.All.Count, applied.Sum());
    }

    [Fact]
    public async Task Up_WithAFailingMigration_KeepsTheOnesBeforeItAlone()
    {
        Migration[] migrations = [.. Migration.All, Next("CREATE TABLE half (x int); SELECT 1/0")];
        await Assert.ThrowsAsync<PostgresException>(() => new Migrator(_postgres.DataSource, migrations).UpAsync());
        Assert.False(await _postgres.DataSource.ScalarAsync<bool>("SELECT to_regclass('half') IS NOT NULL"));
        Assert.Equal(0, await new Migrator(_postgres.DataSource).UpAsync());
    }

    [Fact]
    public async Task Up_OnADatabaseOfANewerProgram_IsRefused()
    {
        Migration[] newer = [.. Migration.All, Next("CREATE TABLE later (x int)")];
        await new Migrator(_postgres.DataSource, newer).UpAsync();
        await Assert.ThrowsAsync<MigrationException>(() => new Migrator(_postgres.DataSource).UpAsync());
    }

    [Fact]
    public async Task Up_OnADatabaseOfAnotherHistory_IsRefused()
    {
        Migration[] changed = [Migration.All[0] with { Up = Migration.All[0].Up + "-- changed" }, .. Migration.All.Skip(1)];
        await Assert.ThrowsAsync<MigrationException>(() => new Migrator(_postgres.DataSource, changed).UpAsync());
    }

    private static Migration Next(string up) => new(Migration.All.Count + 1, "next", up, "SELECT 1");
}
