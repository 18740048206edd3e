using LazAI.Cryptography;
using LazAI.Engines.FraudProofs;
using LazAI.Engines.Traces;
using LazAI.Grains.Tasks;
using LazAI.Grains.Verification;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Challenges;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Encoding;
using LazAI.Simulation.Kernel;
using LazAI.Simulation.Silo;

namespace LazAI.Simulation.Parties;

/// <summary>A challenger: follows the feed, runs results again and files challenges, each as its behaviour has it.</summary>
public sealed class SimulatedChallenger
{
    private readonly World _world;
    private readonly Secp256k1PrivateKey _key;
    private readonly Machine _machine;
    private readonly CheckReporter _reporter;
    private int _read;
    private ulong _nonce;

    public SimulatedChallenger(World world, string name, Secp256k1PrivateKey key, ChallengerBehaviour behaviour)
    {
        _world = world;
        _key = key;
        Behaviour = behaviour;
        _machine = new Machine(world.Kernel, name);
        _reporter = new CheckReporter(world, _machine, key);
        if (behaviour == ChallengerBehaviour.Honest)
        {
            world.Confessions.Promised(key.Address);
        }
    }

    /// <summary>How long a challenger waits for an answer before it asks again: windows are short.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(1.5);

    public Address Address => _key.Address;

    public ChallengerBehaviour Behaviour { get; }

    private bool LooksForLies => Behaviour is ChallengerBehaviour.Honest or ChallengerBehaviour.Late;

    private bool IsThorough => LooksForLies || Behaviour == ChallengerBehaviour.Poor;

    public void Start()
    {
        if (_world.Cluster.Genesis.Rules.ChallengerElector != Address.Zero)
        {
            _machine.Run(new Candidate(_world, _machine, _key, isSteady: LooksForLies).StandAsync);
            _machine.Run(_reporter.ReportAsync);
        }

        if (Behaviour != ChallengerBehaviour.Idle)
        {
            _machine.Run(FollowAsync);
        }

        if (Behaviour == ChallengerBehaviour.False)
        {
            _machine.Run(ElectItselfAsync);
        }
    }

    /// <summary>Nobody but the elector decides; the inspectors would see it.</summary>
    private async Task ElectItselfAsync()
    {
        await _machine.DelayAsync(TimeSpan.FromSeconds(_world.Random.Between(1, 30)));
        try
        {
            await Elector.SendAsync(
                _world, _machine, _key, new ChallengerElection(Bytes32.Zero, Address, true, _world.Now + 10, (ulong)_world.Random.Between(1, 1_000)));
        }
        catch (Exception exception) when (exception is TimeoutException or CallFailedException)
        {
            // It was worth a try.
        }
    }

    private async Task FollowAsync()
    {
        while (true)
        {
            await _machine.DelayAsync(TimeSpan.FromMilliseconds(_world.Random.Between(100, 1_000)));
            while (_read < _world.Feed.Count)
            {
                var (taskId, entry) = _world.Feed[_read++];
                if (entry == (Behaviour == ChallengerBehaviour.Copycat ? FeedEntry.Challenged : FeedEntry.Verified) && (IsThorough || Behaviour == ChallengerBehaviour.Blind || _world.Random.Next(6) == 0))
                {
                    _machine.Run(() => ExamineAsync(taskId));
                }
            }
        }
    }

    private async Task ExamineAsync(TaskId taskId)
    {
        var task = await AskAsync(grains => grains.GetGrain<IComputeTaskGrain>(taskId.ToString()).GetAsync());
        for (var limit = _world.Now + _world.Cluster.Genesis.Rules.ChallengeWindowSlots; task?.Status < ComputeTaskStatus.Verified && _world.Now < limit;)
        {
            // The feed is of the log; whoever holds the task may be a moment behind it.
            await _machine.DelayAsync(TimeSpan.FromMilliseconds(_world.Random.Between(200, 1_000)));
            task = await AskAsync(grains => grains.GetGrain<IComputeTaskGrain>(taskId.ToString()).GetAsync());
        }

        if (task is not { Execution: { Result: var result } })
        {
            return;
        }

        if (Behaviour == ChallengerBehaviour.Blind)
        {
            _reporter.Add(new CheckedResult(taskId, result.ResultHash, result.TraceRoot), task.DisputableUntil ?? _world.Now);
            return;
        }

        if ((task.DisputableUntil is null && Behaviour != ChallengerBehaviour.False) || Find(taskId, task) is not { } evidence)
        {
            if (LooksForLies && task.Request!.VerifyMode == VerifyMode.Optimistic)
            {
                _reporter.Add(new CheckedResult(taskId, result.ResultHash, result.TraceRoot), task.DisputableUntil ?? _world.Now);
            }

            return;
        }

        if (Behaviour is ChallengerBehaviour.Late or ChallengerBehaviour.Poor && task.DisputableUntil is { } until && _world.Now < until)
        {
            // At the slot's beginning, where all that are late meet, or anywhere in it.
            var begin = _world.Cluster.Schedule.StartOf(until) - _machine.GetUtcNow();
            await _machine.DelayAsync(begin + TimeSpan.FromMilliseconds(_world.Random.Next(2) == 0 ? 10 : _world.Random.Next(800)));
        }

        await FileAsync(Sign(taskId, evidence), task.DisputableUntil ?? _world.Now);
    }

    private async Task FileAsync(SubmitFraudProofRequest request, Slot until)
    {
        var outcome = await SendAsync(request);
        while (outcome is null && LooksForLies && _world.Now <= until)
        {
            // Who is out of office for a moment tries again while the window is open.
            await _machine.DelayAsync(TimeSpan.FromMilliseconds(_world.Random.Between(200, 1_000)));
            outcome = await SendAsync(request);
        }

        while (outcome == ChallengeOutcome.Pending && Behaviour == ChallengerBehaviour.Honest)
        {
            // The same again until it is decided, which brings back evidence that a store has lost.
            await _machine.DelayAsync(TimeSpan.FromSeconds(2));
            outcome = await SendAsync(request);
        }
    }

    /// <summary>What it has to say of this result, or null.</summary>
    private byte[]? Find(TaskId taskId, ComputeTaskState task)
    {
        if (Behaviour == ChallengerBehaviour.Copycat)
        {
            return task.Challenges is [.., var last] && last.Challenger != Address ? _world.Blobs.Find(last.EvidenceHash)?.ToArray() : null;
        }

        var honest = _world.Model.Run(task.Input!.Value.Span);
        var proof = Prove(task, honest);
        if (Behaviour == ChallengerBehaviour.False && proof is not null)
        {
            return new ChallengeEvidence(FraudProof: _world.Random.NextBytes(200)).Encode();
        }

        if (proof is null)
        {
            return LooksForLies ? null : Fabricate(task, honest).Encode();
        }

        var evidence = proof.Encode();
        if (task.Request!.VerifyMode == VerifyMode.Optimistic)
        {
            _world.Confessions.Proven(taskId, Keccak256.Hash(evidence));
        }

        return evidence;
    }

    /// <summary>Evidence against a false result; null against a right one.</summary>
    private ChallengeEvidence? Prove(ComputeTaskState task, TracedRun honest) => task.Request!.VerifyMode switch
    {
        VerifyMode.Tee => task.Execution!.Output.Span.SequenceEqual(honest.Result) ? null : new ChallengeEvidence(new ReexecutionClaim()),
        VerifyMode.Optimistic => _world.Model.Prover.Find(honest, TraceOf(task), task.Execution!.Output.Span, everyRoot: true) is { } proof
            ? Encode(proof)
            : null,

        // Its proof has settled the matter.
        VerifyMode.TeeZk => null,
        _ => throw new InvalidOperationException($"Nobody knows how to show a result of mode {task.Request.VerifyMode} false."),
    };

    /// <summary>What looks like evidence against a right result.</summary>
    private ChallengeEvidence Fabricate(ComputeTaskState task, TracedRun honest)
    {
        if (task.Request!.VerifyMode != VerifyMode.Optimistic)
        {
            return _world.Random.Next(4) == 0 ? new ChallengeEvidence(FraudProof: _world.Random.NextBytes(200)) : new ChallengeEvidence(new ReexecutionClaim());
        }

        var (prover, trace) = (_world.Model.Prover, TraceOf(task));
        var forged = _world.Model.RunWithFault(_world.Random, honest);
        return _world.Random.Next(5) switch
        {
            0 => Encode(prover.ProveStep(honest, trace, _world.Random.Next(trace.StepCount))),
            1 => Encode(prover.ProveStep(forged, trace, _world.Random.Next(trace.StepCount))),
            2 => Encode(prover.ProveResult(forged, trace)),
            3 => Encode(prover.ProveInitialState(_world.Model.Run(SimulatedModel.DrawInput(_world.Random)), trace)),
            _ => new ChallengeEvidence(new ReexecutionClaim()),
        };
    }

    private ExecutionTrace TraceOf(ComputeTaskState task) =>
        _world.Blobs.Find(task.Execution!.Trace!.Hash) is { } roots && ExecutionTrace.TryParse(roots.Span, _world.Model.Program.StepCount, out var trace)
            ? trace
            : throw new InvalidDataException("The trace of a verified result is there for everybody.");

    private static ChallengeEvidence Encode(FraudProof proof) => new(FraudProof: FraudProofEncoding.Encode(proof));

    private SubmitFraudProofRequest Sign(TaskId taskId, byte[] evidence)
    {
        var deadline = _world.Now + _world.Cluster.Genesis.Rules.CommandDeadlineSlotsMaximum;
        var command = new FraudProofSubmission(Address, taskId, Keccak256.Hash(evidence), ++_nonce, deadline);
        return new SubmitFraudProofRequest(
            _world.Cluster.Genesis.ChainId, taskId, evidence, Address, command.Nonce, deadline,
            _key.Sign(_world.Cluster.Domain.Digest(command.StructHash())));
    }

    /// <summary>What has become of it; null if it was not taken, or nobody says.</summary>
    private async Task<ChallengeOutcome?> SendAsync(SubmitFraudProofRequest request)
    {
        var key = $"{Address}:{request.Nonce}";
        if (await AskAsync(grains => grains.GetGrain<IVerifierGrain>(0).SubmitFraudProofAsync(request, key)) is not { Challenge: { } filed })
        {
            return null;
        }

        _world.Promises.Filed(filed);
        return filed.Challenge.Outcome;
    }

    /// <summary>Asks until there is an answer; null if there is none for too long.</summary>
    private async Task<T?> AskAsync<T>(Func<IGrainFactory, Task<T>> call)
        where T : class
    {
        for (var limit = _world.Now + _world.Cluster.Genesis.Rules.CommandDeadlineSlotsMaximum; _world.Now < limit;)
        {
            try
            {
                return await _world.Cluster.CallAsync(_machine, call, Patience);
            }
            catch (Exception exception) when (exception is TimeoutException or CallFailedException)
            {
                await _machine.DelayAsync(TimeSpan.FromMilliseconds(_world.Random.Between(50, 300)));
            }
        }

        return null;
    }
}
