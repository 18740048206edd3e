using LazAI.Cryptography;
using LazAI.Grains.EventLog;
using LazAI.Protocol;

namespace LazAI.Simulation.Parties;

/// <summary>Which tasks have got a verified result or a challenge, in the log's order: what followers of the service's feed are told.</summary>
public sealed class Feed
{
    private readonly List<(TaskId TaskId, bool IsChallenge)> _entries = [];

    public int Count => _entries.Count;

    public (TaskId TaskId, bool IsChallenge) this[int index] => _entries[index];

    public void Record(RecordedEvent recorded)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        if (recorded.Type is "task.verified" or "task.challenge-filed")
        {
            _entries.Add((new TaskId(Bytes32.Parse(recorded.Stream.Key.ToString())), recorded.Type == "task.challenge-filed"));
        }
    }
}
