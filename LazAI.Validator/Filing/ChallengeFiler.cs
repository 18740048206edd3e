using System.Collections.Concurrent;
using System.Threading.Channels;
using LazAI.Client;
using LazAI.Protocol;
using LazAI.Protocol.Challenges;
using LazAI.Protocol.Ledger;
using LazAI.Validator.Checking;
using LazAI.Validator.Hosting;
using LazAI.Validator.Windows;
using Microsoft.Extensions.Logging;

namespace LazAI.Validator.Filing;

/// <summary>
/// Files what was found, each finding once: the command follows from the finding, so one that is sent again, by this process or the next one, is the same.
/// What the service does not take for now, for lack of funds or office, is tried again until the window is over; what it has taken and not decided is sent
/// again, ever less often, which brings back evidence that its store has lost.
/// </summary>
internal sealed partial class ChallengeFiler(ServiceLink link, OpenWindows windows, ValidatorMetrics metrics, ILogger<ChallengeFiler> logger)
{
    private static readonly ErrorCode[] s_passing = [LedgerErrors.InsufficientFunds, ChallengeErrors.NotElected];

    private static readonly TimeSpan s_pauseMaximum = TimeSpan.FromMinutes(1);

    private readonly Channel<Finding> _found = Channel.CreateUnbounded<Finding>();
    private readonly ConcurrentDictionary<ModelId, bool> _halted = new();

    /// <summary>Takes a finding to file.</summary>
    public void File(Finding finding)
    {
        LogFound(finding.TaskId, finding.Fault, finding.WindowUntil);
        _found.Writer.TryWrite(finding);
    }

    public async Task RunAsync(CancellationToken stoppingToken)
    {
        List<Finding> unfiled = [];
        List<Undecided> undecided = [];
        while (true)
        {
            while (_found.Reader.TryRead(out var finding))
            {
                unfiled.Add(finding);
            }

            foreach (var finding in unfiled.OrderBy(finding => finding.WindowUntil).ToList())
            {
                if (await TryFileAsync(finding, undecided, stoppingToken))
                {
                    unfiled.Remove(finding);
                }
            }

            foreach (var challenge in undecided.Where(challenge => link.Time.GetElapsedTime(challenge.SentAt) >= challenge.Pause).ToList())
            {
                undecided.Remove(challenge);
                if (await SendAgainAsync(challenge, stoppingToken) is { } still)
                {
                    undecided.Add(still);
                }
            }

            if (unfiled.Count + undecided.Count == 0)
            {
                await _found.Reader.WaitToReadAsync(stoppingToken);
            }
            else
            {
                await Task.Delay(link.Interval, link.Time, stoppingToken);
            }
        }
    }

    /// <summary>Whether nothing is left to do about it.</summary>
    private async Task<bool> TryFileAsync(Finding finding, List<Undecided> undecided, CancellationToken cancellationToken)
    {
        if (link.Now > finding.WindowUntil)
        {
            metrics.CountNotFiled();
            LogTooLate(finding.TaskId, finding.WindowUntil);
            return true;
        }

        if (_halted.ContainsKey(finding.ModelId))
        {
            return false;
        }

        try
        {
            var challenge = await SendAsync(finding, cancellationToken);
            metrics.CountFiled();
            windows.Set(finding.TaskId, WindowStage.Done);
            LogFiled(challenge.Id, finding.TaskId, challenge.Outcome);
            if (challenge.Outcome == ChallengeOutcome.Pending)
            {
                undecided.Add(new Undecided(finding, link.Interval, link.Time.GetTimestamp()));
            }
            else
            {
                Conclude(finding, challenge);
            }

            return true;
        }
        catch (LazAIException failure) when (failure.IsTransient || s_passing.Contains(failure.Code))
        {
            LogNotTakenYet(finding.TaskId, failure.Code, failure.Detail);
            return false;
        }
        catch (LazAIException refusal)
        {
            metrics.CountNotFiled();
            windows.Set(finding.TaskId, WindowStage.Done);
            LogRefused(finding.TaskId, refusal.Code, refusal.Detail);
            return true;
        }
    }

    /// <summary>Null once it is decided, or the service has nothing more to say of it.</summary>
    private async Task<Undecided?> SendAgainAsync(Undecided undecided, CancellationToken cancellationToken)
    {
        try
        {
            var challenge = await SendAsync(undecided.Finding, cancellationToken);
            if (challenge.Outcome != ChallengeOutcome.Pending)
            {
                Conclude(undecided.Finding, challenge);
                return null;
            }
        }
        catch (LazAIException failure) when (failure.IsTransient)
        {
            // It is asked again.
        }
        catch (LazAIException refusal)
        {
            LogRefused(undecided.Finding.TaskId, refusal.Code, refusal.Detail);
            return null;
        }

        return undecided with
        {
            Pause = TimeSpan.FromTicks(Math.Min(2 * undecided.Pause.Ticks, s_pauseMaximum.Ticks)),
            SentAt = link.Time.GetTimestamp(),
        };
    }

    private async Task<TaskChallenge> SendAsync(Finding finding, CancellationToken cancellationToken) => (await link.Client.SubmitFraudProofAsync(
        link.Requests.SubmitFraudProofOnce(finding.TaskId, finding.Evidence, finding.WindowUntil), cancellationToken)).Challenge;

    private void Conclude(Finding finding, TaskChallenge challenge)
    {
        LogDecided(challenge.Id, finding.TaskId, challenge.Outcome);
        metrics.CountUpheld(challenge.Outcome == ChallengeOutcome.Upheld ? 1 : 0);
        if (challenge.Outcome == ChallengeOutcome.Rejected && _halted.TryAdd(finding.ModelId, true))
        {
            // Every proof was put before the same judge here. One that does not hold there means that this build computes something else than the service's.
            LogHalted(finding.TaskId, finding.ModelId, challenge.Detail);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The result of task {TaskId} is false: {Fault} Its window ends with slot {Until}")]
    private partial void LogFound(TaskId taskId, string fault, Slot until);

    [LoggerMessage(2, LogLevel.Information, "Challenge {ChallengeId} of task {TaskId} is filed: {Outcome}")]
    private partial void LogFiled(ChallengeId challengeId, TaskId taskId, ChallengeOutcome outcome);

    [LoggerMessage(3, LogLevel.Warning, "The challenge of task {TaskId} is not taken yet: {Code}, {Detail}")]
    private partial void LogNotTakenYet(TaskId taskId, ErrorCode code, string detail);

    [LoggerMessage(4, LogLevel.Information, "The challenge of task {TaskId} was refused, and nothing is left to do about it: {Code}, {Detail}")]
    private partial void LogRefused(TaskId taskId, ErrorCode code, string detail);

    [LoggerMessage(5, LogLevel.Error, "The window of task {TaskId} has ended with slot {Until}, and the proof against it was not filed")]
    private partial void LogTooLate(TaskId taskId, Slot until);

    [LoggerMessage(6, LogLevel.Error, "The challenge of task {TaskId} was rejected and its bond is lost: {Detail} Nothing more is filed against model {ModelId} before this process starts anew; compare its version with the service's")]
    private partial void LogHalted(TaskId taskId, ModelId modelId, string detail);

    [LoggerMessage(7, LogLevel.Information, "Challenge {ChallengeId} of task {TaskId} is decided: {Outcome}")]
    private partial void LogDecided(ChallengeId challengeId, TaskId taskId, ChallengeOutcome outcome);

    /// <summary>A challenge that the service has taken and not decided.</summary>
    /// <param name="Pause">From <paramref name="SentAt"/>, a timestamp, until it is sent again.</param>
    private sealed record Undecided(Finding Finding, TimeSpan Pause, long SentAt);
}
