using LazAI.Protocol;
using LazAI.Validator.Checking;
using LazAI.Validator.Hosting;
using LazAI.Validator.Windows;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LazAI.Validator.Watching;

/// <summary>Says so when a window is about to close with work undone, and when one has; and lets go, by lot, of what cannot be checked in time.</summary>
internal sealed partial class DeadlineWatch(
    ServiceLink link,
    OpenWindows windows,
    Pace pace,
    ValidatorMetrics metrics,
    IOptions<ValidatorOptions> options,
    ILogger<DeadlineWatch> logger)
{
    private HashSet<TaskId> _alerted = [];
    private int _closing;

    /// <summary>Windows that are about to close with work undone.</summary>
    public int Closing => Volatile.Read(ref _closing);

    public async Task RunAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var now = link.Now;
            Close(now);
            Alert(now);
            LetGo(now);
            await Task.Delay(link.Interval, link.Time, stoppingToken);
        }
    }

    private void Close(Slot now)
    {
        var missed = windows.Close(now);
        var duties = missed.Count(window => window.IsDuty);
        if (missed.Count > 0)
        {
            metrics.CountMissed(missed.Count - duties);
            metrics.CountDutiesMissed(duties);
            LogMissed(duties, missed.Count - duties, missed[0].TaskId);
        }
    }

    private void Alert(Slot now)
    {
        var closing = windows.UndoneBefore(now + options.Value.AlertSlots);
        var fresh = closing.Where(window => !_alerted.Contains(window.TaskId)).ToList();
        foreach (var duty in fresh.Where(window => window.IsDuty))
        {
            LogDutyClosing(duty.TaskId, duty.Until, duty.Until - now, duty.Stage);
        }

        if (fresh.Find(window => !window.IsDuty) is { } first)
        {
            LogClosing(fresh.Count(window => !window.IsDuty), first.Until, first.TaskId);
        }

        metrics.CountAlerts(fresh.Count);
        _alerted = [.. closing.Select(window => window.TaskId)];
        Volatile.Write(ref _closing, closing.Count);
    }

    private void LetGo(Slot now)
    {
        if (windows.LastWaiting is { } last && last >= now)
        {
            var time = link.Clock.SlotDuration * ((last - now) * options.Value.WindowShare);
            var passedOver = windows.ThinOthers(Math.Max(options.Value.BatchMaximum, pace.ResultsIn(time)));
            if (passedOver > 0)
            {
                metrics.CountPassedOver(passedOver);
                LogPassedOver(passedOver, pace.ResultsPerSecond ?? 0);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "DUTY at risk: the window of task {TaskId} closes with slot {Until}, {Slots} slots from now, and the work is undone ({Stage})")]
    private partial void LogDutyClosing(TaskId taskId, Slot until, long slots, WindowStage stage);

    [LoggerMessage(2, LogLevel.Warning, "{Windows} windows close soon with the work undone, the first with slot {Until}, of task {TaskId}")]
    private partial void LogClosing(int windows, Slot until, TaskId taskId);

    [LoggerMessage(3, LogLevel.Error, "Windows have closed with the work undone: {Duties} duties, {Others} others, the first of task {TaskId}")]
    private partial void LogMissed(int duties, int others, TaskId taskId);

    [LoggerMessage(4, LogLevel.Warning, "More waits than can be checked in time; {Results} results that are no duty of ours were let go by lot, at {PerSecond:F0} results a second")]
    private partial void LogPassedOver(int results, double perSecond);
}
