using LazAI.AppHost.Hosting;
using LazAI.Client;
using LazAI.Engines.Digits;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.ComputeTasks;

namespace LazAI.KillTest;

/// <summary>A client that never gives up: submits without end, repeats each submission until it is acknowledged, and remembers
/// every task that was.</summary>
internal sealed class TaskLoad(LocalSystem system, Random random)
{
    private const int BatchMaximum = 50;
    private const int OpenMaximum = 1_000;
    private const int QueryMaximum = 1_000;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Dictionary<TaskId, ComputeTaskStatus> _acknowledged = [];
    private readonly HashSet<TaskId> _open = [];
    private volatile int _openCount;
    private volatile int _submissions;

    /// <summary>Every acknowledged task and the last that the service said of it.</summary>
    public IReadOnlyDictionary<TaskId, ComputeTaskStatus> Acknowledged => _acknowledged;

    /// <summary>Submissions whose acknowledgement named a task twice, or one of an earlier submission.</summary>
    public int Repeated { get; private set; }

    /// <summary>Submissions that had to be repeated.</summary>
    public int Retried { get; private set; }

    /// <summary>Submissions that were acknowledged.</summary>
    public int Submissions => _submissions;

    /// <summary>Acknowledged tasks that have not ended, as far as is known.</summary>
    public int Open => _openCount;

    /// <summary>Submits until told that it is enough; what is under way then is still brought to its acknowledgement.</summary>
    public async Task RunAsync(CancellationToken enough, CancellationToken cancellationToken)
    {
        var digits = ReadDigits();
        var status = await system.Client.GetStatusAsync(cancellationToken);
        using var key = system.Network.Submitter.ReadKey();

        // Valid for as long as the test may take: a submission is repeated unchanged until it is answered.
        var requests = new SignedRequests(key, status.ChainId, new NetworkClock(status)) { Validity = TimeSpan.FromMinutes(30) };
        var builder = new TaskSubmissionBuilder(requests);
        while (!enough.IsCancellationRequested)
        {
            for (var count = random.Next(1, BatchMaximum + 1); count > 0; count--)
            {
                builder.Add(system.Digits.Id, digits.Pixels(random.Next(digits.Count)).ToArray(), DigitModel.Price);
            }

            foreach (var task in (await InsistAsync(builder.Build(), cancellationToken)).TaskIds)
            {
                Repeated += _acknowledged.TryAdd(task, ComputeTaskStatus.Submitted) ? 0 : 1;
                _open.Add(task);
            }

            _openCount = _open.Count;
            _submissions++;

            do
            {
                await Task.Delay(Pause, cancellationToken);
                await FollowAsync(cancellationToken);
            }
            while (_open.Count > OpenMaximum && !enough.IsCancellationRequested);
        }
    }

    /// <summary>Waits until every acknowledged task is Settled or Expired, or the time is over.</summary>
    public async Task WaitForEndAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        var startedAt = TimeProvider.System.GetTimestamp();
        while (_open.Count > 0 && TimeProvider.System.GetElapsedTime(startedAt) < timeout)
        {
            await Task.Delay(Pause, cancellationToken);
            await FollowAsync(cancellationToken);
        }
    }

    private static HeldOutDigits ReadDigits() =>
        HeldOutDigits.TryParse(File.ReadAllBytes(Path.Combine(RepositoryFiles.Digits, "heldout-500.bin")), out var digits, out var refusal)
            ? digits
            : throw new InvalidDataException($"The sample holds no digits: {refusal}.");

    private async Task<TasksAccepted> InsistAsync(SubmitTasksRequest request, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await system.Client.SubmitTasksAsync(request, cancellationToken);
            }
            catch (LazAIException exception) when (exception.IsTransient || exception.Status >= 500)
            {
                Retried++;
                await Task.Delay(Pause, cancellationToken);
            }
        }
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        foreach (var tasks in _open.Chunk(QueryMaximum))
        {
            try
            {
                var page = await system.Client.QueryTasksAsync(new QueryTasksRequest([.. tasks]), cancellationToken);
                foreach (var task in page.Items)
                {
                    _acknowledged[task.TaskId] = task.Status;
                    if (task.Status is ComputeTaskStatus.Settled or ComputeTaskStatus.Expired)
                    {
                        _open.Remove(task.TaskId);
                    }
                }

                _openCount = _open.Count;
            }
            catch (LazAIException exception) when (exception.IsTransient || exception.Status >= 500)
            {
                return;
            }
        }
    }
}
