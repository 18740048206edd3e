using System.Collections.Immutable;
using System.Text.Json;
using LazAI.Cryptography;
using LazAI.Grains.EventLog;
using LazAI.Grains.Queries;
using LazAI.Protocol;
using LazAI.Protocol.ComputeTasks;

namespace LazAI.Gateway.Feed;

/// <summary>Counts tasks by status, and by the worker that holds them, from a census and the events behind it. Remembers held
/// tasks only. Not safe for several threads.</summary>
internal sealed class TaskTally
{
    private static readonly ComputeTaskStatus[] s_statuses =
        [.. Enum.GetValues<ComputeTaskStatus>().Where(status => status != ComputeTaskStatus.None)];

    private readonly Dictionary<ComputeTaskStatus, long> _tasks = s_statuses.ToDictionary(status => status, _ => 0L);
    private readonly Dictionary<TaskId, Address> _held = [];
    private readonly Dictionary<Address, int> _inFlight = [];

    public TaskTally(TaskCensus census)
    {
        foreach (var (status, count) in census.Tasks)
        {
            _tasks[status] = count;
        }

        foreach (var (task, worker) in census.Held)
        {
            Hold(task, worker);
        }
    }

    /// <summary>The counts in the order of a task's life.</summary>
    public ImmutableArray<StatusCount> Tasks => [.. s_statuses.Select(status => new StatusCount(status, _tasks[status]))];

    public ImmutableDictionary<Address, int> InFlight => _inFlight.ToImmutableDictionary();

    public void Apply(TaskStep step, TaskId task, RecordedEvent recorded)
    {
        if (step.From is { } from)
        {
            _tasks[from]--;
        }

        _tasks[step.To]++;
        if (step.To == ComputeTaskStatus.Assigned)
        {
            Hold(task, ReadWorker(recorded.Payload.Span));
        }
        else if (step.From == ComputeTaskStatus.Assigned)
        {
            Release(task);
        }
    }

    private void Hold(TaskId task, Address worker)
    {
        _held[task] = worker;
        _inFlight[worker] = _inFlight.GetValueOrDefault(worker) + 1;
    }

    private void Release(TaskId task)
    {
        if (_held.Remove(task, out var worker) && --_inFlight[worker] == 0)
        {
            _inFlight.Remove(worker);
        }
    }

    /// <summary>The one member that is needed of a short event: <c>assignment.worker</c>.</summary>
    private static Address ReadWorker(ReadOnlySpan<byte> assigned)
    {
        var reader = new Utf8JsonReader(assigned);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 2 && reader.ValueTextEquals("worker"u8))
            {
                reader.Read();
                return Address.TryParse(reader.ValueSpan, out var worker) ? worker : throw new JsonException("An address is missing.");
            }
        }

        throw new JsonException("task.assigned names no worker.");
    }
}
