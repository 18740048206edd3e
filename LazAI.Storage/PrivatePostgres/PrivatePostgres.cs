using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace LazAI.Storage;

/// <summary>A PostgreSQL server of our own: made on first use, reachable from this machine only, restarted when it dies,
/// and stopped with its owner, even when the owner is killed.</summary>
public sealed partial class PrivatePostgres : IAsyncDisposable
{
    private const string Role = "lazai";
    private const int StartAttempts = 5;
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan RetryPauseMaximum = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ProbePauseMaximum = TimeSpan.FromMilliseconds(200);

    private readonly PrivatePostgresOptions _options;
    private readonly ILogger _logger;
    private readonly PostgresPrograms _programs;
    private readonly ServerAccount _account;
    private readonly ServerFolder _folder;
    private readonly ServerControl _control;
    private readonly CancellationTokenSource _stopping = new();
    private ServerProcess _process;
    private Task _supervision = Task.CompletedTask;
    private bool _disposed;

    private PrivatePostgres(
        PrivatePostgresOptions options, ILogger logger, PostgresPrograms programs, ServerAccount account, ServerFolder folder)
    {
        (_options, _logger, _programs, _account, _folder) = (options, logger, programs, account, folder);
        _control = new ServerControl(programs, account, folder);
        _process = null!;
    }

    /// <summary>Where the server keeps its data; not always the folder that was asked for (see <see cref="PrivatePostgresOptions.Folder"/>).</summary>
    public string Folder => _folder.Path;

    /// <summary>The server's port on the loopback address; it stays over restarts.</summary>
    public int Port { get; private set; }

    /// <summary>PostgreSQL's programs that run it.</summary>
    public PostgresPrograms Programs => _programs;

    /// <summary>How the database of the options is reached. Holds the password: not for logs.</summary>
    public string ConnectionString => ConnectionStringTo(_options.Database);

    /// <summary>The server's process id, from its own lock file.</summary>
    public int ProcessId => int.Parse(
        File.ReadLines(Path.Combine(_folder.Data, "postmaster.pid")).First(), NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>Starts the server and waits until it answers.</summary>
    /// <exception cref="PostgresMissingException">PostgreSQL is not installed.</exception>
    /// <exception cref="PrivatePostgresException">The server cannot run in this folder; the message says why.</exception>
    public static async Task<PrivatePostgres> StartAsync(
        PrivatePostgresOptions options, ILogger? logger = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var programs = PostgresPrograms.Find();
        var account = ServerAccount.Choose();
        var folder = await ServerFolder.OpenAsync(options.Folder, account, cancellationToken);
        var server = new PrivatePostgres(options, logger ?? NullLogger.Instance, programs, account, folder);
        try
        {
            await server.StartAsync(cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>How another database of this server is reached.</summary>
    public string ConnectionStringTo(string database) =>
        new NpgsqlConnectionStringBuilder
        {
            Host = _folder.Socket ?? IPAddress.Loopback.ToString(),
            Port = Port,
            Username = Role,
            Password = _folder.ReadPassword(),
            Database = database,
            Timeout = 5,

            // Nothing leaves the machine; asking for encryption would only cost a connection its round trips.
            SslMode = SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
        }.ConnectionString;

    /// <summary>Stops the server without taking anything from its clients: new connections are refused, and it ends when
    /// the last open one is closed.</summary>
    public async Task StopSmartlyAsync(CancellationToken cancellationToken = default)
    {
        await StopSupervisionAsync();
        if (!_process.HasExited)
        {
            await _control.StopSmartlyAsync(ProcessId, cancellationToken);
            await _process.WaitForExitAsync(cancellationToken);
        }

        await DisposeAsync();
    }

    /// <summary>Stops the server fast: open connections are ended, what is committed is flushed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        await StopSupervisionAsync();
        if (_process is not null)
        {
            _process.LetGo();
            await _process.WaitForExitAsync(CancellationToken.None);
            _process.Dispose();
        }

        if (_options.Ephemeral && Directory.Exists(_folder.Path))
        {
            // The shell does this for an owner that cannot, but not if the server ended before it.
            Directory.Delete(_folder.Path, recursive: true);
        }

        _folder.Dispose();
        _stopping.Dispose();
    }

    private async Task StopSupervisionAsync()
    {
        await _stopping.CancelAsync();
        await _supervision;
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!_folder.IsInitialised)
        {
            await _control.InitialiseAsync(Role, durably: !_options.Ephemeral, cancellationToken);
            LogInitialised(_folder.Path);
        }

        // We hold the owner's lock, so a server that still runs here has lost its owner.
        if (await _control.TryStopAsync(cancellationToken))
        {
            LogStaleStopped(_folder.Path);
        }

        for (var attempt = 1; ; attempt++)
        {
            Port = FreePort();
            _process = Launch();
            if (await IsReadyAsync(_options.ReadyTimeout, cancellationToken))
            {
                break;
            }

            // The port may have been taken in between; the children of a killed server may not be gone yet.
            _process.Dispose();
            if (attempt == StartAttempts)
            {
                throw new PrivatePostgresException($"PostgreSQL does not start in {_folder.Path}. Its log ends with:\n{_folder.LogTail()}");
            }

            await Task.Delay(RetryPause * attempt * attempt, cancellationToken);
        }

        await EnsureDatabaseAsync(cancellationToken);
        LogReady(Port, _folder.Path);
        _supervision = Task.Run(SuperviseAsync, CancellationToken.None);
    }

    private ServerProcess Launch()
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["port"] = Port.ToString(CultureInfo.InvariantCulture),
            ["listen_addresses"] = IPAddress.Loopback.ToString(),
            ["unix_socket_directories"] = _folder.Socket ?? "",
            ["unix_socket_permissions"] = "0700",
            ["logging_collector"] = "off",
            ["log_checkpoints"] = "off",

            // What is acknowledged is on the disk.
            ["fsync"] = "on",
            ["full_page_writes"] = "on",
            ["synchronous_commit"] = "on",

            // Our statements are short: compiling them costs more than it gives. Fewer checkpoints, fewer full pages.
            ["jit"] = "off",
            ["max_wal_size"] = "2GB",

            // The log's and the index's hot pages; with less, every commit writes others out to make room.
            ["shared_buffers"] = "512MB",
        };
        foreach (var (name, value) in _options.Settings)
        {
            settings[name] = value;
        }

        return ServerProcess.Start(_programs, _account, _folder, settings, _options.Ephemeral);
    }

    /// <returns>False if the process ended instead.</returns>
    private async Task<bool> IsReadyAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        var startedAt = TimeProvider.System.GetTimestamp();
        for (var pause = TimeSpan.FromMilliseconds(10); !_process.HasExited; pause = Longer(pause, ProbePauseMaximum))
        {
            try
            {
                await using var connection = new NpgsqlConnection(ConnectionStringTo("postgres") + ";Pooling=false");
                await connection.OpenAsync(cancellationToken);
                return true;
            }
            catch (NpgsqlException exception)
            {
                if (timeout != Timeout.InfiniteTimeSpan && TimeProvider.System.GetElapsedTime(startedAt) > timeout)
                {
                    throw new PrivatePostgresException(
                        $"PostgreSQL in {_folder.Path} is not ready after {timeout}. Its log ends with:\n{_folder.LogTail()}", exception);
                }
            }

            await Task.Delay(pause, cancellationToken);
        }

        return false;
    }

    private async Task EnsureDatabaseAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(ConnectionStringTo("postgres") + ";Pooling=false");
        await connection.OpenAsync(cancellationToken);
        await using var exists = new NpgsqlCommand("SELECT count(*) FROM pg_database WHERE datname = $1", connection);
        exists.Parameters.Add(new NpgsqlParameter<string> { TypedValue = _options.Database });
        if ((long)(await exists.ExecuteScalarAsync(cancellationToken))! == 0)
        {
#pragma warning disable CA2100 // An identifier cannot be a parameter; it is quoted.
            await using var create = new NpgsqlCommand($"CREATE DATABASE {new NpgsqlCommandBuilder().QuoteIdentifier(_options.Database)}", connection);
#pragma warning restore CA2100
            await create.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    /// <summary>Starts the server again whenever it ends by itself; it then recovers from its write-ahead log.</summary>
    private async Task SuperviseAsync()
    {
        try
        {
            while (true)
            {
                await _process.WaitForExitAsync(_stopping.Token);
                LogDied(_folder.Path);
                var pause = RetryPause;
                do
                {
                    await Task.Delay(pause, _stopping.Token);
                    pause = Longer(pause, RetryPauseMaximum);
                    _process.Dispose();
                    _process = Launch();
                }
                while (!await IsReadyAsync(Timeout.InfiniteTimeSpan, _stopping.Token));

                LogReady(Port, _folder.Path);
            }
        }
        catch (OperationCanceledException)
        {
            // The owner stops the server.
        }
    }

    private static TimeSpan Longer(TimeSpan pause, TimeSpan maximum) => pause * 2 < maximum ? pause * 2 : maximum;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>A private PostgreSQL server cannot run; the message says why and what to do.</summary>
public sealed class PrivatePostgresException(string message, Exception? innerException = null) : Exception(message, innerException);
