using LazAI.Cryptography;
using LazAI.Grains.EventLog;
using LazAI.Protocol;
using LazAI.Protocol.Coordination;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Time;

namespace LazAI.Simulation.Auditing;

/// <summary>Rosters are what their hash says, and a snapshot of the coordinator is what a coordinator that has read all the log would write.</summary>
public sealed class CoordinatorInspector(ProtocolRules rules, Bytes32 genesisHash, SlotSchedule schedule, Func<Slot> now)
{
    private static readonly StreamName s_snapshots = new("coordinator", "vsc");

    private readonly Dictionary<Bytes32, HashSet<SessionId>> _rosters = [];
    private readonly Coordinator _reader = new(rules, genesisHash, schedule);
    private readonly Queue<RecordedEvent> _unread = new();
    private long _position;

    public int Snapshots { get; private set; }

    public bool HasPublished(Bytes32 roster, SessionId session) => _rosters.TryGetValue(roster, out var sessions) && sessions.Contains(session);

    public void Record(RecordedEvent recorded)
    {
        _unread.Enqueue(recorded);
        if (recorded.Stream.Kind.SequenceEqual("coordinator"))
        {
            switch (CoordinatorEvent.Codec.Read(recorded))
            {
                case CoordinatorEvent.RosterPublished published:
                    Check.That(published.Roster.ComputeHash() == published.Hash, "a roster has the hash that draws name");
                    _rosters[published.Hash] = [.. published.Roster.Entries.Select(entry => entry.Session)];
                    break;
                case CoordinatorEvent.PanelPublished { Panel: var panel }:
                    Check.That(panel.Panel.ComputeHash() == panel.Hash, "a panel has the hash that duties name");
                    break;
            }
        }
    }

    public void Record(StreamName stream, Snapshot snapshot)
    {
        if (stream != s_snapshots || snapshot.Version < _position)
        {
            return;
        }

        while (_unread.TryPeek(out var next) && next.Position <= snapshot.Version)
        {
            _unread.Dequeue();
            _position = next.Position;
            _reader.Observe(next.Position, next.Stream.Kind, next.Stream.Key, next.Type, next.Payload.Span);
        }

        Snapshots++;
        var written = CanonicalJson.Deserialize<CoordinatorSnapshot>(snapshot.State.Span);
        var read = _reader.Capture();

        // Sessions that have ended are forgotten when the roster is next made, which a reader never does.
        var forgotten = read.Sessions.Except(written.Sessions).ToArray();
        Check.That(forgotten.All(session => session.Session.Until < now()), "a snapshot forgets no session that runs");
        Check.That(
            CanonicalJson.Serialize(written).AsSpan().SequenceEqual(CanonicalJson.Serialize(read with { Sessions = read.Sessions.RemoveRange(forgotten) })),
            $"the coordinator's snapshot at {snapshot.Version} holds what the log says");
    }
}
