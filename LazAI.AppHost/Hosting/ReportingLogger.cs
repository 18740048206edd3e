using Microsoft.Extensions.Logging;

namespace LazAI.AppHost.Hosting;

/// <summary>A logger whose messages go to the same reader as the other reports.</summary>
internal sealed class ReportingLogger(Action<string> report) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            report(formatter(state, exception));
        }
    }
}
