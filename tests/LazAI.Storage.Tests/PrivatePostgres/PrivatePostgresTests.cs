using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace LazAI.Storage.Tests;

public sealed class PrivatePostgresTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    private static CancellationToken Deadline => new CancellationTokenSource(TimeSpan.FromMinutes(2)).Token;

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public async Task Server_StoppedAndStartedAgain_KeepsItsDataAndLeavesNoProcess()
    {
        int first;
        await using (var server = await StartAsync(_temporary.In("pg")))
        {
            first = server.ProcessId;
            await ExecuteAsync(server, "CREATE TABLE kept AS SELECT 42 AS answer");
            Assert.Equal("on|on|on|127.0.0.1", await ScalarAsync<string>(
                server,
                """
                SELECT concat_ws('|', current_setting('fsync'), current_setting('synchronous_commit'),
                                 current_setting('full_page_writes'), current_setting('listen_addresses'))
                """));
            Assert.Equal("UTF8|C", await ScalarAsync<string>(
                server, "SELECT pg_encoding_to_char(encoding) || '|' || datcollate FROM pg_database WHERE datname = current_database()"));
        }

        Assert.False(IsAlive(first));
        await using var again = await StartAsync(_temporary.In("pg"));
        Assert.Equal(42, await ScalarAsync<int>(again, "SELECT answer FROM kept"));
    }

    [Fact]
    public async Task Password_IsRequiredAndInNoLog()
    {
        var log = new CapturingLogger();
        await using var server = await PrivatePostgres.StartAsync(
            new PrivatePostgresOptions { Folder = _temporary.In("pg") }, log, Deadline);
        var settings = new NpgsqlConnectionStringBuilder(server.ConnectionString);
        Assert.Equal(32, settings.Password!.Length);
        foreach (var host in (string[])[settings.Host!, "127.0.0.1"])
        {
            await using var open = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(server.ConnectionString) { Host = host }.ConnectionString);
            await open.OpenAsync(Deadline);
            await using var wrong = new NpgsqlConnection(
                new NpgsqlConnectionStringBuilder(server.ConnectionString) { Host = host, Password = "wrong" }.ConnectionString);
            var refusal = await Assert.ThrowsAsync<PostgresException>(() => wrong.OpenAsync(Deadline));
            Assert.Equal(PostgresErrorCodes.InvalidPassword, refusal.SqlState);
        }

        Assert.NotEmpty(log.Messages);
        Assert.DoesNotContain(log.Messages, message => message.Contains(settings.Password, StringComparison.Ordinal));
        Assert.DoesNotContain(settings.Password, await File.ReadAllTextAsync(Path.Combine(server.Folder, "server.log")), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(server.Folder, "password")));
        }
    }

    [Fact]
    public async Task Server_Killed_ComesBackOnItsPortWithWhatWasCommitted()
    {
        await using var server = await StartAsync(_temporary.In("pg"));
        await ExecuteAsync(server, "CREATE TABLE kept AS SELECT 42 AS answer");
        var (port, killed) = (server.Port, server.ProcessId);

        Process.GetProcessById(killed).Kill();

        Assert.Equal(42, await UntilAnsweredAsync(server, "SELECT answer FROM kept"));
        Assert.Equal(port, server.Port);
        Assert.NotEqual(killed, server.ProcessId);
    }

    [Fact]
    public async Task SecondOwner_OfOneFolder_IsRefusedAndTheFirstGoesOn()
    {
        await using var server = await StartAsync(_temporary.In("pg"));
        var refusal = await Assert.ThrowsAsync<PrivatePostgresException>(() => StartAsync(_temporary.In("pg")));
        Assert.Contains("Another process", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(1, await ScalarAsync<int>(server, "SELECT 1"));
    }

    [Fact]
    public async Task Folder_WithOtherThings_IsRefusedAndLeftAlone()
    {
        await File.WriteAllTextAsync(_temporary.In("letter.txt"), "dear");
        await Assert.ThrowsAsync<PrivatePostgresException>(() => StartAsync(_temporary.Path));
        Assert.Equal([_temporary.In("letter.txt")], Directory.GetFileSystemEntries(_temporary.Path));
    }

    [Fact]
    public async Task Folder_TooDeepForASocket_IsServedOverLoopback()
    {
        var deep = _temporary.In(Path.Combine(new string('a', 60), new string('b', 60)));
        await using var server = await StartAsync(deep);
        Assert.Equal("127.0.0.1", new NpgsqlConnectionStringBuilder(server.ConnectionString).Host);
        Assert.Equal(1, await ScalarAsync<int>(server, "SELECT 1"));
    }

    [Fact]
    public async Task EphemeralServer_Stopped_TakesItsFolderWithIt()
    {
        var server = await PrivatePostgres.StartAsync(
            new PrivatePostgresOptions { Folder = _temporary.In("pg"), Ephemeral = true }, cancellationToken: Deadline);
        Assert.True(Directory.Exists(_temporary.In("pg")));
        await server.DisposeAsync();
        Assert.False(Directory.Exists(_temporary.In("pg")));
    }

    [Fact]
    public async Task SmartStop_WaitsForOpenConnections()
    {
        await using var server = await StartAsync(_temporary.In("pg"));
        await using var connection = new NpgsqlConnection(server.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(Deadline);

        var stopping = server.StopSmartlyAsync(Deadline);
        await using (var command = new NpgsqlCommand("SELECT 1", connection))
        {
            Assert.Equal(1, await command.ExecuteScalarAsync(Deadline));
        }

        await connection.CloseAsync();
        await stopping;
        Assert.False(File.Exists(Path.Combine(_temporary.In("pg"), "data", "postmaster.pid")));
    }

    [Fact]
    public async Task InterruptedInitialisation_IsStartedOver()
    {
        var folder = _temporary.In("pg");
        Directory.CreateDirectory(Path.Combine(folder, "data.unfinished", "base"));
        await File.WriteAllTextAsync(Path.Combine(folder, "owner.lock"), "");
        await using var server = await StartAsync(folder);
        Assert.Equal(1, await ScalarAsync<int>(server, "SELECT 1"));
    }

    [Fact]
    public async Task Owner_Killed_TakesTheServerWithIt()
    {
        using var owner = StartOwner(_temporary.In("pg"));
        var server = await ReadProcessIdAsync(owner);
        Assert.True(IsAlive(server));

        owner.Kill();

        await UntilGoneAsync(server);
        await using var again = await StartAsync(_temporary.In("pg"));
        Assert.Equal(1, await ScalarAsync<int>(again, "SELECT 1"));
    }

    [Fact]
    public async Task ServerLeftBehind_IsStoppedByTheNextOwner()
    {
        using var owner = StartOwner(_temporary.In("pg"));
        var server = await ReadProcessIdAsync(owner);
        foreach (var shell in SupervisorsOf(_temporary.In("pg")))
        {
            Process.GetProcessById(shell).Kill();
        }

        owner.Kill();
        await owner.WaitForExitAsync(Deadline);
        Assert.True(IsAlive(server));

        await using var again = await StartAsync(_temporary.In("pg"));
        Assert.False(IsAlive(server));
        Assert.Equal(1, await ScalarAsync<int>(again, "SELECT 1"));
    }

    [Fact]
    public async Task Root_WithAFolderNobodyElseCanReach_UsesAnotherOne()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        File.SetUnixFileMode(_temporary.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await using var server = await PrivatePostgres.StartAsync(
            new PrivatePostgresOptions { Folder = _temporary.In("pg"), Ephemeral = true }, cancellationToken: Deadline);
        Assert.Equal(1, await ScalarAsync<int>(server, "SELECT 1"));

        // Anyone else runs the server as himself, and reaches what is his.
        var expected = Environment.IsPrivilegedProcess ? "/var/lib/lazai/" : _temporary.Path;
        Assert.StartsWith(expected, server.Folder, StringComparison.Ordinal);
    }

    private static Task<PrivatePostgres> StartAsync(string folder) =>
        PrivatePostgres.StartAsync(new PrivatePostgresOptions { Folder = folder }, cancellationToken: Deadline);

    private static Process StartOwner(string folder) => Process.Start(
        new ProcessStartInfo(Environment.ProcessPath!, ["exec", typeof(PrivatePostgresTests).Assembly.Location, "own-postgres", folder])
        {
            RedirectStandardOutput = true,
        })!;

    private static async Task<int> ReadProcessIdAsync(Process owner) =>
        int.Parse((await owner.StandardOutput.ReadLineAsync(Deadline))!, CultureInfo.InvariantCulture);

    private static IEnumerable<int> SupervisorsOf(string folder) =>
        from entry in Directory.EnumerateDirectories("/proc")
        let id = int.TryParse(Path.GetFileName(entry), CultureInfo.InvariantCulture, out var parsed) ? parsed : 0
        where id > 0 && File.Exists(Path.Combine(entry, "cmdline"))
        let words = ReadCommand(entry)
        where words.Contains("lazai-postgres") && words.Contains(Path.Combine(folder, "data"))
        select id;

    private static string[] ReadCommand(string entry)
    {
        try
        {
            return File.ReadAllText(Path.Combine(entry, "cmdline")).Split('\0');
        }
        catch (IOException)
        {
            return []; // It has ended in between.
        }
    }

    private static bool IsAlive(int processId)
    {
        try
        {
            // A zombie has ended; only its parent has not taken note.
            var stat = File.ReadAllText($"/proc/{processId}/stat");
            return stat[stat.LastIndexOf(')') + 2] != 'Z';
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static async Task UntilGoneAsync(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            await process.WaitForExitAsync(Deadline);
        }
        catch (ArgumentException)
        {
            // It is gone already.
        }
    }

    private static async Task<int> UntilAnsweredAsync(PrivatePostgres server, string sql)
    {
        var deadline = Deadline;
        while (true)
        {
            try
            {
                return await ScalarAsync<int>(server, sql);
            }
            catch (NpgsqlException)
            {
                deadline.ThrowIfCancellationRequested();
            }
        }
    }

    private static async Task ExecuteAsync(PrivatePostgres server, string sql)
    {
        await using var dataSource = NpgsqlDataSource.Create(server.ConnectionString);
        await dataSource.ExecuteAsync(sql);
    }

    private static async Task<T> ScalarAsync<T>(PrivatePostgres server, string sql)
    {
        await using var dataSource = NpgsqlDataSource.Create(server.ConnectionString);
        return await dataSource.ScalarAsync<T>(sql);
    }

    private sealed class CapturingLogger : ILogger
    {
        public ConcurrentQueue<string> Messages { get; } = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Messages.Enqueue(formatter(state, exception) + exception);
    }
}
