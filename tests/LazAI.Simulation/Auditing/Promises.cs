using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Grains.Workers;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Proofs;
using LazAI.Simulation.Kernel;

namespace LazAI.Simulation.Auditing;

/// <summary>What the system has told its callers. All of it was durable when it was said.</summary>
public sealed class Promises(Inspector inspector)
{
    private readonly List<TaskId> _accepted = [];
    private readonly HashSet<TaskId> _known = [];

    /// <summary>Proofs that were refused, or with which the result was rejected.</summary>
    public int RefusedProofs { get; private set; }

    /// <summary>Tasks that a submitter was told are accepted.</summary>
    public IReadOnlyList<TaskId> AcceptedTasks => _accepted;

    public void Accepted(SubmitTasksRequest request, ImmutableArray<TaskId> taskIds)
    {
        ArgumentNullException.ThrowIfNull(request);
        Check.That(
            taskIds.SequenceEqual(request.Tasks.Select(task => task.ToRequest(request.Submitter).ComputeTaskId())),
            "an acceptance names the tasks that were sent");
        foreach (var taskId in taskIds)
        {
            Check.That(inspector.Tasks.Tasks.ContainsKey(taskId), $"task {taskId}, acknowledged, is in the log");
            if (_known.Add(taskId))
            {
                _accepted.Add(taskId);
            }
        }
    }

    /// <summary>Nothing comes of a submission that was refused at once.</summary>
    public void Refused(SubmitTasksRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        Check.That(
            !request.Tasks.Any(task => inspector.Tasks.Tasks.ContainsKey(task.ToRequest(request.Submitter).ComputeTaskId())),
            "no task of a refused submission is in the log");
    }

    /// <summary>An answer to a batch of results: what was accepted is in the log.</summary>
    public void Taken(Address worker, SubmitResultsRequest batch, ResultsOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(outcome);
        foreach (var result in outcome.Outcomes.Where(result => result.Accepted))
        {
            Check.That(
                inspector.Tasks.Tasks.TryGetValue(result.TaskId, out var task)
                && (inspector.Tasks.Failures.ContainsValue(worker) || (task.Execution is not null && task.Worker == worker)),
                $"the result of {worker} for task {result.TaskId}, acknowledged, is in the log");
        }
    }

    /// <summary>A challenge that was taken is in the log.</summary>
    public void Filed(ChallengeView challenge)
    {
        ArgumentNullException.ThrowIfNull(challenge);
        Check.That(inspector.Disputes.WasFiled(challenge.Challenge.Id), $"challenge {challenge.Challenge.Id}, acknowledged, is in the log");
    }

    /// <summary>An answer to somebody who has handed in a proof: what is accepted is what a session has signed, and proves the result.</summary>
    public void Proven(TaskId taskId, ResultProof proof, Rejection? refusal)
    {
        ArgumentNullException.ThrowIfNull(proof);
        Check.That(
            refusal is not null
            || (inspector.Tasks.Tasks.GetValueOrDefault(taskId) is { IsProven: true, Lie: null } task && task.Execution!.Result.ZkPublicHash == proof.ComputeHash()),
            $"a proof of task {taskId} is accepted that its session has signed and that holds");
        RefusedProofs += refusal is null ? 0 : 1;
    }

    public void Seen(Address worker, Slot slot) => inspector.Workers.Alive(worker, slot);

    public TaskId? AnyTask(SeededRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return _accepted.Count == 0 ? null : random.Pick(_accepted);
    }
}
