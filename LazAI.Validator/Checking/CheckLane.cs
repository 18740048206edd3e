using LazAI.Client;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Challenges;
using LazAI.Protocol.ComputeTasks;
using LazAI.Validator.Filing;
using LazAI.Validator.Hosting;
using LazAI.Validator.Models;
using LazAI.Validator.Windows;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LazAI.Validator.Checking;

/// <summary>Takes what waits, fetches the claims in batches, repeats those of one model together. Several lanes do so at the same time.</summary>
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
            var given = claims.Items
                .Where(claim => claim.Status >= ComputeTaskStatus.Verified && unfinished.Contains(claim.TaskId))
                .DistinctBy(claim => claim.TaskId)
                .ToArray();
            foreach (var ofModel in given.Where(claim => !IsSettled(claim, unfinished)).GroupBy(claim => claim.Request.ModelId))
            {
                var model = await models.GetAsync(ofModel.Key, cancellationToken);
                foreach (var (together, traces) in Arrange([.. ofModel], model))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    await CheckAsync(together, model, traces, unfinished, cancellationToken);
                }
            }

            // The list is of the log, the answer of whoever holds the task, which may be a moment behind the log, or a silo behind: asked again soon.
            var behind = asked.Take(claims.Looked).Where(unfinished.Remove).ToArray();
            foreach (var id in behind)
            {
                windows.Set(id, WindowStage.Postponed);
            }

            pace.Record(taken - unfinished.Count - behind.Length, link.Time.GetElapsedTime(begun));
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

    /// <summary>Those whose traces are checked together, so that they fill the lanes that hash them, and then the others.</summary>
    private static IEnumerable<(ClaimedResult[] Together, bool Traces)> Arrange(ClaimedResult[] claims, CheckableModel model)
    {
        var drawn = model.Traces.Draw(claims.Length);
        return claims.Zip(drawn)
            .GroupBy(claim => claim.Second, claim => claim.First)
            .OrderByDescending(group => group.Key)
            .SelectMany(group => group.Chunk(model.ResultsTogether).Select(together => (together, group.Key)));
    }

    private bool IsSettled(ClaimedResult claim, HashSet<TaskId> unfinished)
    {
        var isSettled = claim.Status != ComputeTaskStatus.Verified
            || claim.Challenges.Any(challenge => challenge.Challenger == link.Key.Address && challenge.Outcome != ChallengeOutcome.Dropped);
        if (isSettled)
        {
            // Somebody was faster, or we were, before a crash.
            windows.Set(claim.TaskId, WindowStage.Done);
            unfinished.Remove(claim.TaskId);
        }

        return isSettled;
    }

    private async Task CheckAsync(
        ClaimedResult[] claims, CheckableModel model, bool traces, HashSet<TaskId> unfinished, CancellationToken cancellationToken)
    {
        try
        {
            var outcomes = ResultCheck.Check(claims, model, traces);
            for (var i = 0; i < outcomes.Length; i++)
            {
                var (claim, outcome) = (claims[i], outcomes[i]);
                if (outcome is CheckOutcome.Differs)
                {
                    outcome = ResultCheck.CheckTrace(claim, model, await link.Client.GetTraceAsync(claim.TaskId, cancellationToken));
                }

                Conclude(claim.TaskId, outcome);
                unfinished.Remove(claim.TaskId);
            }
        }
#pragma warning disable CA1031 // Whatever goes wrong with one result must not keep us from the others.
        catch (Exception exception) when (exception is not LazAIException and not OperationCanceledException)
#pragma warning restore CA1031
        {
            var left = claims.Where(claim => unfinished.Contains(claim.TaskId)).ToArray();
            if (left is [var claim])
            {
                LogFault(claim.TaskId, exception);
                GiveUp(claim.TaskId, "The check has a fault.");
                unfinished.Remove(claim.TaskId);
                return;
            }

            foreach (var one in left)
            {
                await CheckAsync([one], model, traces, unfinished, cancellationToken);
            }
        }
    }

    private void Conclude(TaskId id, CheckOutcome outcome)
    {
        switch (outcome)
        {
            case CheckOutcome.Right right:
                metrics.CountRight(right.Check.VouchesForTrace);
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
