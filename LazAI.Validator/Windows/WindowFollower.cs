using LazAI.Client;
using LazAI.Protocol;
using LazAI.Validator.Hosting;
using Microsoft.Extensions.Logging;

namespace LazAI.Validator.Windows;

/// <summary>
/// Follows the results that may be challenged, in the order in which they were verified, from the first one that still may. So a validator needs to remember
/// nothing over its own death: whatever it had not finished is on the list again.
/// </summary>
internal sealed partial class WindowFollower(ServiceLink link, OpenWindows windows, ValidatorMetrics metrics, ILogger<WindowFollower> logger)
{
    private const int PageItems = 1_000;

    private long _next;
    private int _isCaughtUp;

    /// <summary>Whether the end of the list has been seen since the start.</summary>
    public bool IsCaughtUp => Volatile.Read(ref _isCaughtUp) != 0;

    public Task RunAsync(CancellationToken stoppingToken) => link.RepeatAsync(LookAsync, LogFailed, stoppingToken);

    private async Task<TimeSpan> LookAsync(CancellationToken cancellationToken)
    {
        windows.Resume();
        var page = await link.Client.ListDisputableAsync(_next, PageItems, cancellationToken);
        var now = link.Now;
        var passedOver = windows.Add(
            page.Items
                .Where(result => result.DisputableUntil >= now && result.Worker != link.Key.Address
                    && result.VerifyMode is VerifyMode.Optimistic or VerifyMode.Tee)
                .Select(result => (result.TaskId, result.DisputableUntil)),
            areDuties: false);
        if (passedOver > 0)
        {
            metrics.CountPassedOver(passedOver);
            LogPassedOver(passedOver);
        }

        var moved = page.Next > _next;
        _next = page.Next;
        if (!moved)
        {
            Volatile.Write(ref _isCaughtUp, 1);
        }

        return moved ? TimeSpan.Zero : link.Interval;
    }

    private void LogFailed(int failures, LazAIException failure) => LogNotFollowed(failures, failure.Code, failure.Detail);

    [LoggerMessage(1, LogLevel.Warning, "Failure {Failures} in a row of following open windows: {Code}, {Detail}")]
    private partial void LogNotFollowed(int failures, ErrorCode code, string detail);

    [LoggerMessage(2, LogLevel.Warning, "More results wait than may; {Results} that are no duty of ours were let go by lot")]
    private partial void LogPassedOver(int results);
}
