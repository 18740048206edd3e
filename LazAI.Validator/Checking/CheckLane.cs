using LazAI.Client;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Challenges;
using LazAI.Validator.Filing;
using LazAI.Validator.Hosting;
using LazAI.Validator.Models;
using LazAI.Validator.Windows;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LazAI.Validator.Checking;

/// <summary>Takes what waits, fetches the claims in batches, repeats them one after the other. Several lanes do so at the same time.</summary>
internal sealed partial class CheckLane(
    ServiceLink link,
    OpenWindows windows,
    ModelShelf models,
    ChallengeFiler filer,
    Pace pace,
    ValidatorMetrics metrics,
    IOptions<ValidatorOptions> options,
    ILogger<CheckLane> logger)
{
    public Task RunAsync(CancellationToken stoppingToken) => link.RepeatAsync(CheckBatchAsync, LogFailed, stoppingToken);

    private async Task<TimeSpan> CheckBatchAsync(CancellationToken cancellationToken)
    {
        await windows.WaitAsync(cancellationToken);
        var begun = link.Time.GetTimestamp();
        var unfinished = windows.Take(options.Value.BatchMaximum).Select(window => window.TaskId).ToHashSet();
        if (unfinished.Count == 0)
        {
            return TimeSpan.Zero;
        }

        try
        {
            var taken = unfinished.Count;
            TaskId[] asked = [.. unfinished];
            var claims = await link.Client.QueryClaimsAsync(new QueryTasksRequest([.. asked]), cancellationToken);
            foreach (var claim in claims.Items.Where(claim => unfinished.Contains(claim.TaskId)))
            {
                await CheckAsync(claim, cancellationToken);
                unfinished.Remove(claim.TaskId);
            }

            // Looked at and without a result: the service has named results that it does not have.
            foreach (var id in asked.Take(claims.Looked).Where(unfinished.Remove))
            {
                GiveUp(id, "The service lists the result and does not give it.");
            }

            pace.Record(taken - unfinished.Count, link.Time.GetElapsedTime(begun));
            return TimeSpan.Zero;
        }
        finally
        {
            foreach (var id in unfinished)
            {
                windows.Set(id, WindowStage.Waiting);
            }
        }
    }

    private async Task CheckAsync(ClaimedResult claim, CancellationToken cancellationToken)
    {
        if (claim.Status != Protocol.ComputeTasks.ComputeTaskStatus.Verified
            || claim.Challenges.Any(challenge => challenge.Challenger == link.Key.Address && challenge.Outcome != ChallengeOutcome.Dropped))
        {
            // Somebody was faster, or we were, before a crash.
            windows.Set(claim.TaskId, WindowStage.Done);
            return;
        }

        try
        {
            var model = await models.GetAsync(claim.Request.ModelId, cancellationToken);
            var outcome = ResultCheck.Check(claim, model);
            if (outcome is CheckOutcome.Differs)
            {
                outcome = ResultCheck.Check(claim, model, await link.Client.GetTraceAsync(claim.TaskId, cancellationToken));
            }

            Conclude(claim.TaskId, outcome);
        }
#pragma warning disable CA1031 // Whatever goes wrong with one result must not keep us from the others.
        catch (Exception exception) when (exception is not LazAIException and not OperationCanceledException)
#pragma warning restore CA1031
        {
            LogFault(claim.TaskId, exception);
            GiveUp(claim.TaskId, "The check has a fault.");
        }
    }

    private void Conclude(TaskId id, CheckOutcome outcome)
    {
        switch (outcome)
        {
            case CheckOutcome.Right right:
                metrics.CountRight();
                windows.Set(id, WindowStage.Right, right.Check);
                break;
            case CheckOutcome.Wrong wrong:
                metrics.CountWrong();
                windows.Set(id, WindowStage.Wrong);
                filer.File(wrong.Finding);
                break;
            case CheckOutcome.Uncheckable uncheckable:
                GiveUp(id, uncheckable.Reason);
                break;
            default:
                throw new InvalidOperationException($"{outcome} is no end of a check.");
        }
    }

    private void GiveUp(TaskId id, string reason)
    {
        metrics.CountUncheckable();
        windows.Set(id, WindowStage.Uncheckable);
        LogUncheckable(id, reason);
    }

    private void LogFailed(int failures, LazAIException failure) => LogNotFetched(failures, failure.Code, failure.Detail);

    [LoggerMessage(1, LogLevel.Warning, "Failure {Failures} in a row of fetching results to check: {Code}, {Detail}")]
    private partial void LogNotFetched(int failures, ErrorCode code, string detail);

    [LoggerMessage(2, LogLevel.Warning, "The result of task {TaskId} cannot be checked: {Reason}")]
    private partial void LogUncheckable(TaskId taskId, string reason);

    [LoggerMessage(3, LogLevel.Error, "Checking the result of task {TaskId} failed unexpectedly")]
    private partial void LogFault(TaskId taskId, Exception exception);
}
