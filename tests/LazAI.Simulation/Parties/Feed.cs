using LazAI.Cryptography;
using LazAI.Grains.EventLog;
using LazAI.Protocol;
using LazAI.Protocol.ComputeTasks;

namespace LazAI.Simulation.Parties;

/// <summary>What a follower of the feed can act upon.</summary>
public enum FeedEntry
{
    Verified,
    Challenged,

    /// <summary>A result whose proof is still to come.</summary>
    ProofAwaited,
}

/// <summary>Which tasks have got a verified result, a challenge or a result that awaits its proof, in the log's order: what followers of the
/// service's feed are told.</summary>
public sealed class Feed
{
    private readonly List<(TaskId TaskId, FeedEntry Entry)> _entries = [];

    public int Count => _entries.Count;

    public (TaskId TaskId, FeedEntry Entry) this[int index] => _entries[index];

    public void Record(RecordedEvent recorded)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        FeedEntry? entry = recorded.Type switch
        {
            "task.verified" => FeedEntry.Verified,
            "task.challenge-filed" => FeedEntry.Challenged,
            "task.executed" when AwaitsProof(recorded) => FeedEntry.ProofAwaited,
            _ => null,
        };
        if (entry is { } told)
        {
            _entries.Add((new TaskId(Bytes32.Parse(recorded.Stream.Key.ToString())), told));
        }
    }

    private static bool AwaitsProof(RecordedEvent recorded) =>
        ((ComputeTaskEvent.Executed)ComputeTaskEvent.Codec.Read(recorded)).Execution is
        { Proof: null, Result.ZkPublicHash: var announced } && announced != Bytes32.Zero;
}
