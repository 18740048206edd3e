using Microsoft.Extensions.Logging;
using Npgsql;

namespace LazAI.Storage;

/// <summary>The writer's way to the database: one connection, made again when it is lost.</summary>
internal sealed partial class WriterLink(NpgsqlDataSource dataSource, PostgresEventLogOptions options, TimeProvider time, ILogger logger)
    : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);

    private readonly ILogger _logger = logger;
    private volatile WriterConnection? _connection;

    /// <summary>The server process that writes for us, 0 without a connection.</summary>
    public int ServerProcessId => _connection?.ServerProcessId ?? 0;

    /// <summary>Connects unless it is, and tries again with growing pauses while the patience lasts.</summary>
    /// <param name="isClosing">Ends the patience.</param>
    public async Task<bool> TryConnectAsync(Func<bool> isClosing)
    {
        if (_connection is not null)
        {
            return true;
        }

        var startedAt = time.GetTimestamp();
        for (var pause = FirstPause; ; pause = Min(pause * 2, options.ReconnectPauseMaximum))
        {
            try
            {
                _connection = await WriterConnection.OpenAsync(dataSource, options.CommitTimeout, CancellationToken.None);
                LogConnected();
                return true;
            }
            catch (Exception exception)
            {
                LogConnectFailed(exception);
            }

            if (isClosing() || time.GetElapsedTime(startedAt) + pause > options.ConnectPatience)
            {
                return false;
            }

            await Task.Delay(pause, time);
        }
    }

    /// <summary>Writes the group. When this returns, it is durable; when it throws, <see cref="SettleAsync"/> comes next.</summary>
    public Task<GroupCommit> CommitAsync(AppendGroup group) => _connection!.CommitAsync(group);

    /// <summary>Waits until a failed commit is decided in the database, so that the callers, told that it is unknown, find
    /// the truth when they reload. Without this a commit record that was flushed just before the server died would be
    /// missing from a read before the recovery and come back with it; or the old session might still be at work.</summary>
    /// <remarks>If the database does not come back within the patience, the callers are told nevertheless; what they then
    /// reload may be older than the truth, and their next append finds out.</remarks>
    public async Task SettleAsync(Func<bool> isClosing)
    {
        // Whatever happened, the connection may be in the middle of something.
        await DisposeAsync();
        try
        {
            if (await TryConnectAsync(isClosing))
            {
                await _connection!.WaitForOthersAsync();
            }
        }
        catch (Exception exception)
        {
            LogConnectFailed(exception);
            await DisposeAsync();
        }
    }

    /// <summary>Closes the connection, if there is one.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_connection is { } connection)
        {
            _connection = null;
            await connection.DisposeAsync();
        }
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    [LoggerMessage(1, LogLevel.Information, "The event log's writer is connected.")]
    private partial void LogConnected();

    [LoggerMessage(2, LogLevel.Warning, "The event log's writer cannot connect.")]
    private partial void LogConnectFailed(Exception exception);
}
