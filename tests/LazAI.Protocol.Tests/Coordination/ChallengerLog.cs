using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Protocol.Challengers;
using LazAI.Protocol.Challenges;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Coordination;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Models;
using LazAI.Protocol.Tests.Challengers;
using LazAI.Protocol.Tests.ComputeTasks;
using LazAI.Protocol.Time;

namespace LazAI.Protocol.Tests.Coordination;

/// <summary>A log with a registry of challengers and optimistic results, and the coordinator that follows it, as bytes like the real one.</summary>
internal sealed class ChallengerLog
{
    private readonly List<(string Kind, string Key, string Type, byte[] Payload)> _events = [];
    private readonly ProtocolRules _rules;
    private Coordinator? _coordinator;
    private ulong _nonce;

    public ChallengerLog(ProtocolRules? rules = null)
    {
        _rules = rules ?? Samples.Rules;
        Tell(new ModelEvent.Registered(Samples.Model.Id, Samples.Model.Description, Samples.Registration, Samples.Now));
    }

    public Coordinator Coordinator => _coordinator ??= new Coordinator(_rules, Samples.GenesisHash, Samples.Schedule);

    public ChallengerState Registry { get; private set; } = ChallengerState.Initial;

    public long Position => _events.Count;

    /// <summary>In office, and the panel in the log.</summary>
    public ChallengerLog Elect(params ReadOnlySpan<Address> challengers)
    {
        foreach (var challenger in challengers)
        {
            Tell(ChallengerStates.Applied(challenger));
            Tell(ChallengerStates.Elected(challenger, ++_nonce));
        }

        Tell(new CoordinatorEvent.PanelPublished(Panel()));
        return this;
    }

    public PublishedPanel Panel()
    {
        var panel = ChallengerPanel.Create(Registry, _rules, Samples.Now);
        return new PublishedPanel(panel.ComputeHash(), panel, Samples.Now);
    }

    /// <summary>A result in mode OP whose window ends then.</summary>
    public CheckedResult Verify(Slot windowUntil, ulong nonce = 1)
    {
        var request = Samples.Request with { VerifyMode = VerifyMode.Optimistic, Nonce = nonce };
        var result = Samples.Result(request, 5).Result with { TraceRoot = Samples.Hash($"trace {nonce}") };
        var task = request.ComputeTaskId();
        Tell(task, new ComputeTaskEvent.Submitted(request, Samples.Input, "{}", Samples.Submission, 1, Samples.Now));
        Tell(task, new ComputeTaskEvent.Assigned(TaskStates.Assigned.Assignment!, 1));
        Tell(task, new ComputeTaskEvent.Executed(
            new TaskExecution(result, Samples.Output, 1, new StoredTrace(Samples.Hash("roots"), [])), Samples.Now));
        Tell(task, new ComputeTaskEvent.Verified(Samples.SessionId, windowUntil, Samples.Now));
        return new CheckedResult(task, result.ResultHash, result.TraceRoot);
    }

    public void Report(Address challenger, Slot at, params ImmutableArray<CheckedResult> checks) => Tell(
        new ChallengerEvent.ResultsChecked(challenger, ++_nonce, checks, Samples.OtherKey.Sign(default), at));

    public TaskChallenge File(TaskId task, Address challenger, Slot at, string name = "challenge")
    {
        var challenge = new TaskChallenge(
            new ChallengeId(Samples.Hash(name)), challenger, Samples.Hash("evidence"), 1, at, at + Samples.Rules.ChallengeJudgingSlots, ChallengeOutcome.Pending, "");
        Tell(task, new ComputeTaskEvent.ChallengeFiled(challenge));
        return challenge;
    }

    public void Decide(TaskId task, TaskChallenge challenge, ChallengeOutcome outcome, bool traceOnly = false)
    {
        Tell(task, new ComputeTaskEvent.ChallengeDecided(challenge.Id, outcome, "", Samples.Now));
        if (outcome == ChallengeOutcome.Upheld)
        {
            Tell(task, new ComputeTaskEvent.Invalidated(
                Samples.Worker, 1, TaskStates.Stake, challenge.Challenger, ChallengeErrors.FaultProven, "", Samples.Now, traceOnly));
        }
    }

    public void Tick(Slot slot) => Tick(slot, slot);

    public void Tick(Slot first, Slot last) => Tell("slot-clock", "0", SlotClockEvent.Codec.Encode(new SlotClockEvent.Ticked(first, last)));

    public void Tell(LedgerEvent @event) => Tell("ledger", _rules.NativeAsset, LedgerEvent.Codec.Encode(@event));

    public void Tell(ModelEvent @event) => Tell("model", Samples.Model.Id.ToString(), ModelEvent.Codec.Encode(@event));

    public void Tell(TaskId task, ComputeTaskEvent @event) => Tell("task", task.ToString(), ComputeTaskEvent.Codec.Encode(@event));

    public void Tell(CoordinatorEvent @event) => Tell("coordinator", "panel", CoordinatorEvent.Codec.Encode(@event));

    public void Tell(ChallengerEvent @event)
    {
        Registry = ChallengerAggregate.Apply(Registry, @event);
        Tell("challengers", "registry", ChallengerEvent.Codec.Encode(@event));
    }

    /// <summary>Has the registry count what the coordinator says, as it may be told: late, twice, after another.</summary>
    public void Record(ChallengerCommand.RecordActivity activity, Slot now)
    {
        var accepted = Assert.IsType<Accepted<ChallengerEvent, ChallengerEffect>>(ChallengerAggregate.Decide(Registry, activity, _rules, now));
        foreach (var @event in accepted.Events)
        {
            Tell(@event);
        }
    }

    /// <summary>The process of the coordinator ends; the next one has its snapshot, or nothing but the log.</summary>
    public void Restart(bool fromSnapshot)
    {
        var snapshot = CanonicalJson.Serialize(Coordinator.Capture());
        if (fromSnapshot)
        {
            _coordinator = Coordinator.Restore(CanonicalJson.Deserialize<CoordinatorSnapshot>(snapshot), _rules, Samples.GenesisHash, Samples.Schedule);
        }
        else
        {
            _coordinator = new Coordinator(_rules, Samples.GenesisHash, Samples.Schedule);
            for (var i = 0; i < _events.Count; i++)
            {
                Observe(i);
            }
        }

        Assert.Equal(snapshot, CanonicalJson.Serialize(Coordinator.Capture()));
    }

    private void Tell(string kind, string key, (string Type, byte[] Payload) data)
    {
        _events.Add((kind, key, data.Type, data.Payload));
        Observe(_events.Count - 1);
    }

    private void Observe(int index)
    {
        var (kind, key, type, payload) = _events[index];
        Coordinator.Observe(index + 1, kind, key, type, payload);
    }
}
