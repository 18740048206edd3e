using LazAI.Cryptography;
using LazAI.Grains.EventLog;
using LazAI.Protocol;
using LazAI.Protocol.Accounts;
using LazAI.Protocol.Challengers;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Coordination;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Genesis;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Time;
using LazAI.Protocol.Workers;
using LazAI.Simulation.Kernel;
using LazAI.Simulation.Parties;
using LazAI.Simulation.Storage;

namespace LazAI.Simulation.Auditing;

/// <summary>Looks at every event when it becomes durable, before anybody hears of it. Nothing here asks the system how it sees things.</summary>
public sealed class Inspector
{
    private readonly Dictionary<string, long> _versions = [];
    private readonly HashSet<(string Account, ulong Nonce)> _nonces = [];
    private readonly HashSet<(string Account, string Key)> _keys = [];

    public Inspector(
        GenesisDocument genesis, SimulatedModel model, SimulatedBlobs blobs, Confessions confessions, SimulationKernel kernel, Func<bool> isServiceUp)
    {
        ArgumentNullException.ThrowIfNull(genesis);
        ArgumentNullException.ThrowIfNull(model);
        var (rules, genesisHash, schedule) = (genesis.Rules, genesis.ComputeHash(), genesis.CreateSchedule());
        Tasks = new TaskInspector(this, rules, model.Registered);
        Disputes = new DisputeInspector(this, rules, model, blobs, confessions);
        Workers = new WorkerInspector(this, rules);
        Ledger = new LedgerInspector(this, rules, model.Registered);
        Holds = new HoldInspector(this);
        Registry = new RegistryInspector(this, rules, new Eip712Domain(genesis.ChainId));
        Duties = new DutyInspector(this, rules, genesisHash, confessions);
        Coordinator = new CoordinatorInspector(rules, genesisHash, schedule, () => schedule.SlotAt(SimulationKernel.Epoch + kernel.Now));
        Vigil = new VigilInspector(this, rules, schedule, confessions, kernel, isServiceUp);
    }

    public TaskInspector Tasks { get; }

    public DisputeInspector Disputes { get; }

    public WorkerInspector Workers { get; }

    public LedgerInspector Ledger { get; }

    public HoldInspector Holds { get; }

    public RegistryInspector Registry { get; }

    public DutyInspector Duties { get; }

    public VigilInspector Vigil { get; }

    public CoordinatorInspector Coordinator { get; }

    /// <summary>The last slot that has ticked.</summary>
    public Slot? Tick { get; private set; }

    /// <summary>Events so far.</summary>
    public long Position { get; private set; }

    public void Record(RecordedEvent recorded)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        Check.That(recorded.Position == ++Position, $"position {recorded.Position} follows {Position - 1}");
        var stream = recorded.Stream.Value;
        Check.That(recorded.Version == (_versions[stream] = _versions.GetValueOrDefault(stream) + 1), $"{stream} has versions without gaps");
        Coordinator.Record(recorded);
        switch (recorded.Stream.Kind)
        {
            case "task":
                Tasks.Record(new TaskId(Bytes32.Parse(recorded.Stream.Key.ToString())), Decode(ComputeTaskEvent.Codec, recorded));
                break;
            case "worker":
                var worker = Decode(WorkerEvent.Codec, recorded);
                Workers.Record(Address.Parse(recorded.Stream.Key.ToString()), recorded.Version, worker);
                if (worker is WorkerEvent.OffenceRecorded offence)
                {
                    Duties.Convict(offence);
                }

                break;
            case "challengers":
                var challenger = Decode(ChallengerEvent.Codec, recorded);
                Duties.Record(challenger);
                Registry.Record(challenger);
                Vigil.Look();
                break;
            case "coordinator" when Decode(CoordinatorEvent.Codec, recorded) is CoordinatorEvent.PanelPublished { Panel: var panel }:
                Registry.Publish(panel);
                break;
            case "ledger":
                Ledger.Record(Decode(LedgerEvent.Codec, recorded));
                break;
            case "account":
                var authorized = (AccountEvent.Authorized)Decode(AccountEvent.Codec, recorded);
                Check.That(_nonces.Add((stream, authorized.Nonce)), "a nonce is used once");
                Check.That(_keys.Add((stream, authorized.IdempotencyKey)), "an idempotency key stands for one command");
                break;
            case "slot-clock":
                var ticked = (SlotClockEvent.Ticked)Decode(SlotClockEvent.Codec, recorded);
                Check.That(ticked.First == (Tick is { } last ? last + 1 : new Slot(0)) && ticked.Last >= ticked.First, "every slot ticks once");
                Tick = ticked.Last;
                Holds.Tick(ticked.Last);
                Duties.Tick(ticked.First, ticked.Last);
                Vigil.Look();
                break;
        }
    }

    /// <summary>What is still to be done before all is as it should be at the end, or null.</summary>
    public string? FindUnfinished(IReadOnlyList<TaskId> promised)
    {
        if (Tasks.Tasks.Values.FirstOrDefault(task => !task.IsEnded) is { } open)
        {
            return $"task {open.TaskId} is {open.Stage} since slot {open.Last}, its deadline is {open.Request.DeadlineSlot}; {Tasks.Open} tasks are not finished";
        }

        foreach (var taskId in promised)
        {
            Check.That(Tasks.Tasks.ContainsKey(taskId), $"task {taskId}, acknowledged, is in the log");
        }

        return Ledger.OpenEscrows > 0 ? $"{Ledger.OpenEscrows} escrows are open"
            : Workers.FindLag() is { } lag ? lag
            : Disputes.FindUnfinished() is { } dispute ? dispute
            : Duties.FindUnfinished() is { } duty ? duty
            : Workers.Downs.Where(down => !Ledger.IsSlashed(down.Key)).Select(down => $"{down.Value.Worker} was found down in slot {down.Value.At} and is not slashed")
                .Concat(Workers.Offences.Where(offence => !Ledger.IsSlashed(offence.Key)).Select(offence => $"{offence.Value.Worker} was convicted and is not slashed"))
                .Concat(Duties.Negligences.Where(neglect => !Ledger.IsSlashed(neglect.Key)).Select(neglect => $"{neglect.Value} was found negligent and is not slashed"))
                .FirstOrDefault() is { } unpunished ? unpunished
            : Ledger.Unbondings > 0 ? $"{Ledger.Unbondings} stakes are on their way out"
            : null;
    }

    private static TEvent Decode<TEvent>(EventCodec<TEvent> codec, RecordedEvent recorded)
        where TEvent : class => codec.Decode(recorded.Type, recorded.Payload.Span);
}
