using LazAI.Client;
using LazAI.Client.Challengers;
using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Challengers;
using LazAI.Validator.Hosting;
using LazAI.Validator.Windows;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LazAI.Validator.Duties;

/// <summary>
/// Deals with the registry of challengers (PROTOCOL §7.4): stands for election, puts duties before other work, and reports what was found right, so that the
/// duty counts as done. Where nobody elects challengers there is nothing to do.
/// </summary>
internal sealed partial class DutyDesk(
    ServiceLink link, OpenWindows windows, ValidatorMetrics metrics, IOptions<ValidatorOptions> options, ILogger<DutyDesk> logger)
{
    private const int DutiesMaximum = 1_000;

    private readonly ChallengerClient _registry = new(link.Client);
    private volatile ChallengerView? _view;
    private volatile bool _isAsked;

    /// <summary>Null where there is no registry, or it does not know the account.</summary>
    public ChallengerStanding? Standing => _view?.Standing;

    /// <summary>Whether only those in office may challenge, and the account is known not to be.</summary>
    public bool IsNotInOffice => _isAsked && Standing != ChallengerStanding.Elected;

    public Task RunAsync(CancellationToken stoppingToken) =>
        link.Rules.ChallengerElector == Address.Zero
            ? Task.Delay(Timeout.Infinite, stoppingToken)
            : link.RepeatAsync(WorkAsync, LogFailed, stoppingToken);

    private async Task<TimeSpan> WorkAsync(CancellationToken cancellationToken)
    {
        await StandAsync(cancellationToken);
        if (Standing != ChallengerStanding.Elected)
        {
            return link.Interval;
        }

        var duties = await _registry.GetDutiesAsync(link.Key.Address, DutiesMaximum, cancellationToken);
        windows.Add(duties.Duties.Select(duty => (duty.TaskId, duty.WindowUntil)), areDuties: true);
        return await ReportAsync(cancellationToken) ? TimeSpan.Zero : link.Interval;
    }

    /// <summary>Looks where the account stands, and has it stand if the registry has never heard of it. Who was dismissed or has withdrawn is not put forward again by a
    /// machine.</summary>
    private async Task StandAsync(CancellationToken cancellationToken)
    {
        var before = Standing;
        try
        {
            _view = await _registry.GetAsync(link.Key.Address, cancellationToken);
        }
        catch (LazAIException unknown) when (unknown.Code == ChallengerErrors.NotFound)
        {
            _view = null;
        }

        _isAsked = true;
        if (_view is null && options.Value.Apply)
        {
            _view = await _registry.ApplyAsync(new ChallengerOrders(link.Requests).Apply(), cancellationToken);
        }

        if (Standing is { } standing && standing != before)
        {
            LogStanding(link.Key.Address, standing);
        }
    }

    /// <returns>Whether there may be more to report.</returns>
    private async Task<bool> ReportAsync(CancellationToken cancellationToken)
    {
        var right = windows.ToReport(ChallengerAggregate.BatchItemsMaximum, options.Value.ReportOthers);
        if (right.Count == 0)
        {
            return false;
        }

        var report = new ChallengerOrders(link.Requests).Report(
            (_view!.LastReport?.Sequence ?? 0) + 1, [.. right.Select(window => window.Check!)]);
        _view = await _registry.ReportAsync(report, cancellationToken);
        foreach (var window in right)
        {
            windows.Set(window.TaskId, WindowStage.Done);
        }

        metrics.CountReported(right.Count);
        return right.Count == ChallengerAggregate.BatchItemsMaximum;
    }

    private void LogFailed(int failures, LazAIException failure) => LogNotDone(failures, failure.Code, failure.Detail);

    [LoggerMessage(1, LogLevel.Information, "Account {Account} stands in the registry of challengers as: {Standing}")]
    private partial void LogStanding(Address account, ChallengerStanding standing);

    [LoggerMessage(2, LogLevel.Warning, "Failure {Failures} in a row of dealing with the registry of challengers: {Code}, {Detail}")]
    private partial void LogNotDone(int failures, ErrorCode code, string detail);
}
