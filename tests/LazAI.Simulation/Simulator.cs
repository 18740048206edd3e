using System.Collections.Immutable;
using System.Text;
using LazAI.Grains.EventLog;
using LazAI.Grains.Models;
using LazAI.Protocol;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Models;
using LazAI.Simulation.Auditing;
using LazAI.Simulation.Faults;
using LazAI.Simulation.Kernel;
using LazAI.Simulation.Parties;
using LazAI.Simulation.Silo;
using LazAI.Simulation.Storage;

namespace LazAI.Simulation;

/// <summary>
/// One run of the whole service under one seed: the real grains, coordinator and ledger on a simulated machine, submitters and workers of
/// every kind around it. First things go wrong, then nothing does; then all must come to a good end.
/// </summary>
public sealed class Simulator
{
    private static readonly ProtocolRules s_rules = ProtocolRules.Local with
    {
        SlotMilliseconds = 1_000,
        LeaseSlots = 5,
        TaskDeadlineSlotsMaximum = 24,
        CommandDeadlineSlotsMaximum = 30,
        SessionSlotsMaximum = 60,
        ChallengeSlots = 20,
        WorkerDownSlots = 16,
        TeeDisputeSlots = 24,
        JailSlots = 15,
        ChallengerSeatsMaximum = 5,
        ChallengerTermSlotsMaximum = 60,

        // Two misses in a row decide, with a window between them: runs are short.
        ChallengerMissRateUnacceptable = new BasisPoints(5_000),
        ChallengerMissPauseSlots = 10,
        ChallengeJudgingSlots = 12,
        UnbondingSlots = 66,
    };

    private readonly ulong _seed;
    private readonly SimulationOptions _options;
    private readonly SimulationKernel _kernel;
    private readonly Trace _trace;
    private readonly Inspector _inspector;
    private readonly Cluster _cluster;
    private readonly World _world;
    private readonly Promises _promises;
    private readonly FaultPlan _faults;
    private readonly RegistrationProof _registration;
    private readonly ImmutableArray<Submitter> _submitters;
    private readonly ImmutableArray<SimulatedWorker> _workers;
    private readonly ImmutableArray<SimulatedChallenger> _challengers;
    private readonly Meddler _meddler;
    private readonly Elector? _elector;
    private readonly CrashSchedule _crashes;
    private readonly DurableStore _store;

    private Simulator(ulong seed, SimulationOptions options)
    {
        _seed = seed;
        _options = options;
        var random = new SeededRandom(seed);
        _kernel = new SimulationKernel(random);
        _trace = new Trace(_kernel, options.LinesKept, options.Output);
        _faults = options.Faults ?? FaultPlan.Draw(random);

        _crashes = new CrashSchedule(_faults.CrashPoints);
        var population = Population.Draw(random, options);
        var genesis = population.Found(s_rules, random);
        var model = new SimulatedModel(population.Publisher.Address);
        var registration = new ModelRegistration(
            population.Publisher.Address, model.Registered.Id, model.Registered.Description.ComputeHash(), 1, new Slot(10));
        _registration = new RegistrationProof(
            registration.Nonce, registration.DeadlineSlot,
            population.Publisher.Sign(new Eip712Domain(genesis.ChainId).Digest(registration.StructHash())));

        var feed = new Feed();
        var confessions = new Confessions();
        _store = new DurableStore(options.Sabotage)
        {
            Committed = events =>
            {
                foreach (var recorded in events)
                {
                    _trace.Write($"{recorded.Position} {recorded.Stream} {recorded.Version} {recorded.Type}", recorded.Payload.Span);
                    _inspector!.Record(recorded);
                    feed.Record(recorded);
                    LoseEvidence(recorded);
                }
            },
            SnapshotWritten = (stream, snapshot) =>
            {
                _trace.Write($"snapshot of {stream} at {snapshot.Version}", snapshot.State.Span);

                // The silo that writes it catches everything; what an inspector says must not be lost there.
                _kernel.Schedule(null, TimeSpan.Zero, () => _inspector!.Coordinator.Record(stream, snapshot));
            },
        };
        _inspector = new Inspector(genesis, model, _store.Blobs, confessions, _kernel, () => _cluster!.IsUp);
        _promises = new Promises(_inspector);
        _cluster = new Cluster(_kernel, genesis, _store, _crashes, options.Sabotage, _trace);
        _cluster.Changed += _inspector.Vigil.Look;
        _world = new World(_kernel, _cluster, model, _store.Blobs, feed, _promises, confessions);
        _submitters = [.. population.Submitters.Select((key, i) => new Submitter(_world, $"submitter {i}", key))];
        _workers = [.. population.Workers.Select((worker, i) =>
            new SimulatedWorker(_world, $"worker {i} ({worker.Behaviour})", worker.Key, worker.Behaviour))];
        _challengers = [.. population.Challengers.Select((challenger, i) =>
            new SimulatedChallenger(_world, $"challenger {i} ({challenger.Behaviour})", challenger.Key, challenger.Behaviour))];
        _meddler = new Meddler(_world);
        _elector = population.Elector is { } elector ? new Elector(_world, elector) : null;
    }

    /// <summary>Runs a seed to its end.</summary>
    /// <exception cref="SimulationFailedException">Something was wrong.</exception>
    public static SimulationResult Run(ulong seed, SimulationOptions? options = null)
    {
        var simulator = new Simulator(seed, options ?? new SimulationOptions());
        try
        {
            return simulator.Run();
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            throw new SimulationFailedException(seed, Describe(exception), simulator._trace.LastLines, exception);
        }
    }

    private SimulationResult Run()
    {
        _cluster.Start();
        RunUntilSlot(2);
        var modelRegistered = false;
        var operatorMachine = new Machine(_kernel, "operator");
        operatorMachine.Run(async () =>
        {
            var model = _world.Model.Registered;
            await _store.Blobs.PutAsync(model.Description.WeightsHash, _world.Model.Weights);
            await _cluster.CallAsync(operatorMachine, grains =>
                grains.GetGrain<IModelGrain>(model.Id.ToString()).RegisterAsync(
                    model.Id, model.Description, model.Description.Publisher, _registration));
            modelRegistered = true;
        });
        RunUntilSlot(3, () => modelRegistered);
        foreach (var worker in _workers)
        {
            worker.Start();
        }

        foreach (var challenger in _challengers)
        {
            challenger.Start();
        }

        _meddler.Start();
        _elector?.Start();
        _cluster.Faults = _faults;
        _crashes.IsActive = true;

        // A network opens to submitters once somebody watches, if anybody ever will.
        RunUntilSlot(15, () => !_inspector.Vigil.IsExpected || _inspector.Vigil.IsWatched);
        foreach (var submitter in _submitters)
        {
            submitter.Start();
        }

        var calm = _world.Now.Number + _options.FaultySlots;
        while (_world.Now.Number < calm)
        {
            RunUntilSlot(_world.Now.Number + 1);
            if (_kernel.Random.Chance(_faults.Crash))
            {
                _cluster.Crash();
            }
        }

        return Conclude();
    }

    private SimulationResult Conclude()
    {
        _trace.Write("nothing goes wrong any more, but for appends at which the silo crashes");
        var calmSince = _world.Now;
        _cluster.Faults = FaultPlan.None;
        foreach (var submitter in _submitters)
        {
            submitter.IsActive = false;
        }

        foreach (var worker in _workers)
        {
            worker.Reform();
        }

        _elector?.Dismisses = false;

        // Whatever was held up by the last fault arrives and the dead are found down; a task that comes after that finds nothing in its way.
        RunUntilSlot(_world.Now.Number + 8 + (3 * s_rules.WorkerDownSlots / 2));
        _crashes.IsActive = false;

        // A silo that crashed in the last slot is back after three, and the store has answered what it was asked before.
        RunUntilSlot(Math.Max(_world.Now.Number, _cluster.LastCrash.Number + 8));
        Check.That(_inspector.Tick >= new Protocol.Slot(_world.Now.Number - 2), $"the clock ticks, it stands at {_inspector.Tick}");
        var before = _promises.AcceptedTasks.Count;
        _submitters[0].Submit(1);
        var limit = _world.Now.Number + _options.CalmSlots;
        string? unfinished = "";
        while (unfinished is not null && _world.Now.Number < limit)
        {
            RunUntilSlot(_world.Now.Number + 1);
            unfinished = FindUnfinished(calmSince);
        }

        Check.That(unfinished is null, $"everything has come to an end by slot {limit}, but {unfinished}");
        foreach (var taskId in _promises.AcceptedTasks.Skip(before))
        {
            Check.That(_inspector.Tasks.Tasks[taskId].Stage == TaskStage.Settled, $"task {taskId}, submitted when nothing went wrong, is settled");
        }

        _inspector.Ledger.Compare();
        return new SimulationResult(
            _seed, _trace.Hash, _inspector.Position, _kernel.Actions, _promises.AcceptedTasks.Count,
            _inspector.Tasks.Tasks.Values.Count(task => task.Stage == TaskStage.Settled), _cluster.Crashes, _inspector.Coordinator.Snapshots,
            _inspector.Tasks.Failures.Count, _inspector.Workers.Downs.Count + _inspector.Workers.Offences.Count, _inspector.Disputes.Tally, _inspector.Duties.Tally,
            _promises.RefusedProofs, [.. _crashes.Reached]);
    }

    /// <summary>The evidence of what is filed may be lost the moment after.</summary>
    private void LoseEvidence(RecordedEvent recorded)
    {
        if (recorded.Type == "task.challenge-filed" && _kernel.Random.Chance(_cluster.Faults.EvidenceLoss))
        {
            var filed = (ComputeTaskEvent.ChallengeFiled)ComputeTaskEvent.Codec.Read(recorded);
            _trace.Write($"evidence {filed.Challenge.EvidenceHash} is lost");
            _store.Blobs.Lose(filed.Challenge.EvidenceHash);
        }
    }

    private string? FindUnfinished(Protocol.Slot calmSince)
    {
        // A coordinator, which any fault may have started anew, holds no silence against a worker that was before its own start.
        var lastFault = calmSince > _cluster.LastCrash ? calmSince : _cluster.LastCrash;
        var listeningSince = _faults == FaultPlan.None ? new Protocol.Slot(0) : lastFault + 5;
        return _inspector.FindUnfinished(_promises.AcceptedTasks)
            ?? _workers.Where(worker => worker.DeadSince is { } since && _inspector.Workers.IsOverdue(
                    worker.Address, since > listeningSince ? since : listeningSince, _world.Now))
                .Select(worker => $"{worker.Name} is dead since slot {worker.DeadSince} and was not found down")
                .FirstOrDefault()

            // Last, for it is nobody's fault for a moment at the start of each slot in which a term has ended.
            ?? _inspector.Registry.FindUnfinished(_world.Now);
    }

    private void RunUntilSlot(long slot, Func<bool>? isDone = null) =>
        _kernel.RunUntil(_cluster.Schedule.StartOf(new Protocol.Slot(slot)) - SimulationKernel.Epoch, isDone);

    private static string Describe(Exception exception)
    {
        var text = new StringBuilder();
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            text.Append(text.Length == 0 ? "" : " <- ").Append(cause is CheckException or AuditException ? cause.Message : $"{cause.GetType().Name}: {cause.Message}");
        }

        return text.ToString();
    }
}
