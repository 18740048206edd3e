using Microsoft.Extensions.Logging;

namespace LazAI.Storage;

public sealed partial class PrivatePostgres
{
    [LoggerMessage(1, LogLevel.Information, "PostgreSQL made a new data folder in {Folder}.")]
    private partial void LogInitialised(string folder);

    [LoggerMessage(2, LogLevel.Information, "PostgreSQL is ready on port {Port}, folder {Folder}.")]
    private partial void LogReady(int port, string folder);

    [LoggerMessage(3, LogLevel.Warning, "A PostgreSQL server had been left behind in {Folder} and was stopped.")]
    private partial void LogStaleStopped(string folder);

    [LoggerMessage(4, LogLevel.Error, "PostgreSQL in {Folder} has died and is started again.")]
    private partial void LogDied(string folder);
}
