using LazAI.Client;
using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Validator.Checking;
using LazAI.Validator.Duties;
using LazAI.Validator.Filing;
using LazAI.Validator.Watching;
using LazAI.Validator.Windows;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LazAI.Validator.Hosting;

/// <summary>The challenger: asks the service who it is, then follows, checks, files and watches until the process is told to stop.</summary>
internal sealed partial class ValidatorService(
    ServiceLink link,
    OpenWindows windows,
    WindowFollower follower,
    ChallengeFiler filer,
    DeadlineWatch deadlines,
    FundsWatch funds,
    DutyDesk duties,
    Pace pace,
    ValidatorMetrics metrics,
    IServiceProvider services,
    IOptions<ValidatorOptions> options,
    ILogger<ValidatorService> logger) : BackgroundService
{
    private volatile bool _isOpen;

    /// <summary>Whether it has caught up with the open windows once.</summary>
    public bool IsReady => _isOpen && follower.IsCaughtUp;

    /// <summary>Null before the service has answered for the first time.</summary>
    public ValidatorStatus? ReadStatus()
    {
        if (!_isOpen)
        {
            return null;
        }

        var waiting = windows.Waiting;
        return new ValidatorStatus(
            link.Key.Address, link.Now, [.. FindAlerts()], duties.Standing, follower.IsCaughtUp, waiting.Duties + waiting.Others, windows.DutiesUndone, deadlines.Closing,
            pace.ResultsPerSecond, metrics.Right, metrics.TracesRight, metrics.Wrong, metrics.Uncheckable, metrics.PassedOver, metrics.Missed, metrics.DutiesMissed,
            metrics.Filed, metrics.Upheld, metrics.NotFiled, metrics.Reported, funds.Funds, link.Rules.ChallengeBond);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await OpenAsync(stoppingToken);
            _isOpen = true;
            LogStarted(link.Key.Address, link.Status.ChainId, link.Now);
            metrics.Observe(() => windows.Waiting.Duties + windows.Waiting.Others, () => deadlines.Closing, () => funds.AreTooLow ? 1 : 0);
            Func<CancellationToken, Task>[] parts =
            [
                follower.RunAsync, filer.RunAsync, deadlines.RunAsync, funds.RunAsync, duties.RunAsync,
                .. Enumerable.Range(0, options.Value.Parallelism)
                    .Select(_ => (Func<CancellationToken, Task>)ActivatorUtilities.CreateInstance<CheckLane>(services).RunAsync),
            ];

            // A part that ends is a fault: all end then, and so does the process.
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            var running = parts.Select(part => Task.Run(() => part(ending.Token), CancellationToken.None)).ToArray();
            await Task.WhenAny(running);
            await ending.CancelAsync();
            await Task.WhenAll(running);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            LogStopped(metrics.Right, metrics.TracesRight, metrics.Wrong, metrics.Filed);
        }
    }

    private async Task OpenAsync(CancellationToken stoppingToken)
    {
        var pauses = new ExponentialBackoff(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(5));
        for (var failures = 1; ; failures++)
        {
            try
            {
                await link.OpenAsync(stoppingToken);
                return;
            }
            catch (LazAIException failure)
            {
                if (System.Numerics.BitOperations.IsPow2(failures))
                {
                    LogNotOpened(failures, failure.Code, failure.Detail);
                }
            }

            await Task.Delay(pauses.Draw(failures), link.Time, stoppingToken);
        }
    }

    private IEnumerable<string> FindAlerts()
    {
        if (deadlines.Closing is var closing and > 0)
        {
            yield return $"{closing} windows close in fewer than {options.Value.AlertSlots} slots with the work undone.";
        }

        if (funds.AreTooLow)
        {
            yield return $"The account holds {funds.Funds}, less than the bond of {link.Rules.ChallengeBond}: nothing can be filed.";
        }

        if (duties.IsNotInOffice)
        {
            yield return $"The account is not in office as a challenger ({duties.Standing?.ToString() ?? "it does not stand"}): nothing can be filed.";
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Validator {Account} on chain {ChainId}, slot {Slot}")]
    private partial void LogStarted(Address account, ulong chainId, Slot slot);

    [LoggerMessage(2, LogLevel.Information, "Stopped; {Right} results were right, {TracesRight} of them checked with their traces, {Wrong} were wrong, {Filed} challenges filed")]
    private partial void LogStopped(long right, long tracesRight, long wrong, long filed);

    [LoggerMessage(3, LogLevel.Warning, "Failure {Failures} in a row of asking for the network's status: {Code}, {Detail}")]
    private partial void LogNotOpened(int failures, ErrorCode code, string detail);
}
