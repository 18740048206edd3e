using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Grains.Tasks;
using LazAI.Grains.Verification;
using LazAI.Grains.Workers;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Proofs;
using LazAI.Protocol.Workers;
using LazAI.Simulation.Kernel;
using LazAI.Simulation.Silo;

namespace LazAI.Simulation.Parties;

/// <summary>A worker process: opens sessions, takes work, sends signs of life and hands in signed results, each as its behaviour has it.</summary>
public sealed class SimulatedWorker
{
    private const int Capacity = 6;

    private readonly World _world;
    private readonly Secp256k1PrivateKey _account;
    private readonly ResultComposer _results;
    private readonly StakeOwner _owner;
    private readonly Dictionary<TaskId, WorkItem> _held = [];
    private readonly List<(TaskId TaskId, ResultProof Proof)> _withheld = [];
    private Machine _machine;
    private Secp256k1PrivateKey _key = null!;
    private WorkerSession? _session;
    private ulong _sequence;
    private SubmitResultsRequest? _last;
    private int _lives;
    private bool _cheats;

    public SimulatedWorker(World world, string name, Secp256k1PrivateKey account, WorkerBehaviour behaviour)
    {
        _world = world;
        _account = account;
        _results = new ResultComposer(world);
        _owner = new StakeOwner(world, account);
        Name = name;
        Behaviour = behaviour;
        _machine = new Machine(world.Kernel, name);
    }

    public string Name { get; }

    public Address Address => _account.Address;

    public WorkerBehaviour Behaviour { get; private set; }

    /// <summary>From when on it is silent for ever, or null.</summary>
    public Slot? DeadSince { get; private set; }

    public void Start()
    {
        _machine = new Machine(_world.Kernel, $"{Name}.{++_lives}");
        _session = null;
        _held.Clear();
        _withheld.Clear();
        DeadSince = null;
        _machine.Run(WorkAsync);
        _machine.Run(ShowLifeAsync);
        if (Behaviour == WorkerBehaviour.Dying)
        {
            _machine.Run(DieAsync);
        }

        if (_lives == 1 && _world.Random.Next(3) == 0)
        {
            _machine.Run(TakeSomeOutAsync);
        }
    }

    /// <summary>From now on it does what the protocol asks, if it is alive.</summary>
    public void Reform() => Behaviour = Behaviour == WorkerBehaviour.Dying ? WorkerBehaviour.Dying : WorkerBehaviour.Honest;

    private async Task WorkAsync()
    {
        while (true)
        {
            try
            {
                if (_session is null || _session.Until - _world.Now < 2 * _world.Cluster.Genesis.Rules.LeaseSlots)
                {
                    await OpenSessionAsync();
                    continue;
                }

                var session = _session.Id;
                var work = await CallAsync(grains => Inbox(grains).TakeAsync(
                    session, _world.Random.Between(1, Capacity), TimeSpan.FromMilliseconds(_world.Random.Next(1_500))));
                foreach (var item in work.Items)
                {
                    _held[item.TaskId] = item;
                }

                if (!work.Items.IsEmpty)
                {
                    await RunAsync([.. work.Items]);
                }

                await _machine.DelayAsync(TimeSpan.FromMilliseconds(_world.Random.Between(20, 300)));
            }
            catch (Exception exception) when (exception is TimeoutException or CallFailedException)
            {
                await _machine.DelayAsync(TimeSpan.FromMilliseconds(_world.Random.Between(100, 1_000)));
            }
        }
    }

    private async Task OpenSessionAsync()
    {
        var challenge = await CallAsync(grains => grains.GetGrain<IWorkerGrain>(Address.ToString()).IssueChallengeAsync());
        if (challenge.Challenge is not { } nonce)
        {
            await _machine.DelayAsync(TimeSpan.FromSeconds(2));
            return;
        }

        var key = World.DrawKey(_world.Random);
        var publicKey = "0x" + Convert.ToHexStringLower(key.PublicKey.ToCompressed());
        var request = new OpenSessionRequest(
            _world.Cluster.Genesis.ChainId, publicKey, publicKey, nonce.Nonce, (ulong)_machine.GetUtcNow().ToUnixTimeSeconds(),
            default, Capacity, _world.Random.Next() >> 12, _world.Now + 5, default);
        var session = SimulatedEvidence.SessionOf(Address, request);
        var registration = new SessionRegistration(Address, session, Capacity, request.Nonce, request.DeadlineSlot);
        request = request with
        {
            Evidence = SimulatedEvidence.Issue(session),
            Signature = _account.Sign(_world.Cluster.Domain.Digest(registration.StructHash())),
        };
        while (_world.Now < request.DeadlineSlot)
        {
            try
            {
                var outcome = await CallAsync(grains => grains.GetGrain<IWorkerGrain>(Address.ToString()).OpenSessionAsync(request, default));
                if (outcome.Session is { } opened)
                {
                    (_session, _key, _sequence) = (opened, key, 0);
                    _held.Clear();
                }
                else
                {
                    await _machine.DelayAsync(TimeSpan.FromSeconds(1));
                }

                return;
            }
            catch (Exception exception) when (exception is TimeoutException or CallFailedException)
            {
                await _machine.DelayAsync(TimeSpan.FromMilliseconds(200));
            }
        }
    }

    private async Task ShowLifeAsync()
    {
        while (true)
        {
            await _machine.DelayAsync(TimeSpan.FromMilliseconds(_world.Random.Between(700, 1_300)));
            if (_session is not { } session)
            {
                continue;
            }

            try
            {
                var sent = _world.Now;
                if (_world.Random.Next(4) == 0)
                {
                    var known = await CallAsync(grains => grains.GetGrain<IWorkerGrain>(Address.ToString()).GetAsync());
                    _session = known.Sessions.ContainsKey(session.Id) || _session != session ? _session : null;
                    continue;
                }

                if (_world.Random.Next(150) == 0)
                {
                    // A list of revoked certificates has come, and its own is among them.
                    await CallAsync(grains => grains.GetGrain<IWorkerGrain>(Address.ToString()).ReappraiseSessionAsync(session.Id, SimulatedEvidence.Revoking));
                }

                await CallAsync(grains => grains.GetGrain<IWorkerGrain>(Address.ToString()).HeartbeatAsync(session.Id));
                _world.Promises.Seen(Address, sent);
                var held = _held.Keys.Order().ToImmutableArray();
                foreach (var lost in await CallAsync(grains => Inbox(grains).ReconcileAsync(session.Id, held)))
                {
                    _held.Remove(lost);
                }
            }
            catch (Exception exception) when (exception is TimeoutException or CallFailedException)
            {
                // The next one follows in a second.
            }
        }
    }

    private async Task DieAsync()
    {
        await _machine.DelayAsync(TimeSpan.FromSeconds(_world.Random.Between(3, 40)));
        DeadSince = _world.Now;
        _machine.Stop();
        if (_world.Random.Next(2) == 0)
        {
            _world.Kernel.Schedule(null, TimeSpan.FromSeconds(_world.Random.Between(1, 60)), Start);
        }
    }

    /// <summary>As any owner of a stake may. Enough is left to go on with.</summary>
    private async Task TakeSomeOutAsync()
    {
        await _machine.DelayAsync(TimeSpan.FromSeconds(_world.Random.Between(1, 8)));
        await _owner.TakeOutAsync(_machine, Amount.FromTokens((ulong)_world.Random.Between(1, 5_000)));
    }

    private async Task RunAsync(List<WorkItem> items)
    {
        await _machine.DelayAsync(TimeSpan.FromMilliseconds(
            Behaviour == WorkerBehaviour.Slow ? _world.Random.Between(500, 12_000) : _world.Random.Between(5, 400)));
        if (Behaviour == WorkerBehaviour.Unreliable && _world.Random.Next(3) == 0)
        {
            await BackOutAsync(items);
        }

        items.RemoveAll(item => !_held.ContainsKey(item.TaskId));
        if (items.Count > 0 && _session is { } session)
        {
            await HandInAsync(session.Id, Compose(session.Id, items));
        }
    }

    private async Task BackOutAsync(List<WorkItem> items)
    {
        var session = _session!.Id;
        if (_world.Random.Next(3) == 0)
        {
            _session = null;
            _held.Clear();
            await CallAsync(grains => grains.GetGrain<IWorkerGrain>(Address.ToString()).CloseSessionAsync(session));
            return;
        }

        var unwanted = _world.Random.Pick(items);
        _held.Remove(unwanted.TaskId);
        try
        {
            await CallAsync(grains => grains.GetGrain<IComputeTaskGrain>(unwanted.TaskId.ToString()).DeclineAsync(Address, session, new DeclineRequest(unwanted.TaskId, "No memory.")));
        }
        catch (Exception exception) when (exception is TimeoutException or CallFailedException)
        {
            // The lease says so in time.
        }
    }

    /// <summary>Somebody on the way sends the batch before it arrives, with other bytes beside what is signed: that is to cost nobody anything.</summary>
    private async Task ResendAsync(SubmitResultsRequest batch)
    {
        var altered = _world.Random.Next(batch.Results.Length);
        var request = batch with { Results = batch.Results.SetItem(altered, _results.Altered(batch.Results[altered])) };
        try
        {
            await CallAsync(grains => grains.GetGrain<IWorkerGrain>(Address.ToString()).SubmitResultsAsync(request));
        }
        catch (Exception exception) when (exception is TimeoutException or CallFailedException)
        {
            // Who resends does not wait for the answer.
        }
    }

    private async Task HandInAsync(SessionId session, SubmitResultsRequest batch)
    {
        if (_world.Random.Next(6) == 0)
        {
            await ResendAsync(batch);
        }

        while (_session?.Id == session)
        {
            try
            {
                var outcome = await SendAsync(session, batch);
                foreach (var result in batch.Results)
                {
                    _held.Remove(result.Result.TaskId);
                }

                if (outcome.Refusal?.Code == WorkerErrors.SessionUnknown || outcome.Refusal?.Code == WorkerErrors.SessionExpired)
                {
                    _session = null;
                }

                _world.Promises.Taken(Address, batch, outcome);
                _last = batch;
                foreach (var (taskId, proof) in _withheld)
                {
                    _machine.Run(() => ProveAsync(taskId, proof));
                }

                _withheld.Clear();
                if (_cheats && _world.Random.Next(3) == 0)
                {
                    _machine.Run(() => _owner.TakeAllOutAsync(_machine));
                }

                return;
            }
            catch (Exception exception) when (exception is TimeoutException or CallFailedException)
            {
                await _machine.DelayAsync(TimeSpan.FromMilliseconds(_world.Random.Between(50, 500)));
            }
        }
    }

    /// <summary>Results go in as a batch; one that is alone, and waits for its proof if it needs one, also by S1's operation.</summary>
    private async Task<ResultsOutcome> SendAsync(SessionId session, SubmitResultsRequest batch)
    {
        if (batch.Results is not [{ Proof: null } single] || _world.Random.Next(2) == 0)
        {
            return await CallAsync(grains => grains.GetGrain<IWorkerGrain>(Address.ToString()).SubmitResultsAsync(batch));
        }

        var (taskId, resultHash) = (single.Result.TaskId, single.Result.ResultHash);
        var request = new SubmitTeeProofRequest(
            taskId, resultHash, batch.Signature, session.Value.AsSpan().ToArray(), single.Result, single.Output, single.Trace);
        var refusal = await CallAsync(grains => grains.GetGrain<IVerifierGrain>(0).SubmitTeeProofAsync(request));
        return new ResultsOutcome([new ResultOutcome(taskId, refusal is null, refusal?.Code, refusal?.Detail)], refusal);
    }

    /// <summary>Hands the proof of a result in that has gone before it.</summary>
    private async Task ProveAsync(TaskId taskId, ResultProof proof)
    {
        for (var limit = _world.Now + _world.Cluster.Genesis.Rules.LeaseSlots; _world.Now < limit;)
        {
            await _machine.DelayAsync(TimeSpan.FromMilliseconds(_world.Random.Between(20, 800)));
            try
            {
                var request = new SubmitZkProofRequest(taskId, proof.Proof, proof.PublicSignals, proof.InputSalt);
                _world.Promises.Proven(taskId, proof, await CallAsync(grains => grains.GetGrain<IVerifierGrain>(0).SubmitZkProofAsync(request)));
                return;
            }
            catch (Exception exception) when (exception is TimeoutException or CallFailedException)
            {
                // Until the lease ends there is time.
            }
        }
    }

    private SubmitResultsRequest Compose(SessionId session, List<WorkItem> items)
    {
        var lie = Behaviour == WorkerBehaviour.Lying ? _world.Random.Next(10) : -1;
        if (lie == 0 && _last is { } old && old.Session == session)
        {
            return old;
        }

        var results = items.Select((item, i) => Withhold(ResultOf(item, i == 0 ? lie : -1))).ToImmutableArray();
        var root = StructHashTree.Root([.. results.Select(result => result.Result.StructHash())]);
        var batch = new TaskResultBatch(session, root, (uint)results.Length, results[0].Result.Sequence);
        var key = lie == 1 ? _account : _key;
        return new SubmitResultsRequest(session, key.Sign(_world.Cluster.Domain.Digest(batch.StructHash())), results);
    }

    /// <summary>Proving takes longer than computing: some results go in at once and their proofs when they are made. Who lies may have none.</summary>
    private SubmittedResult Withhold(SubmittedResult result)
    {
        if (result.Proof is not { } proof || _world.Random.Next(2) == 0)
        {
            return result;
        }

        if (Behaviour is not (WorkerBehaviour.Lying or WorkerBehaviour.Cheating) || _world.Random.Next(3) > 0)
        {
            _withheld.Add((result.Result.TaskId, proof));
        }

        return result with { Proof = null };
    }

    private SubmittedResult ResultOf(WorkItem item, int lie)
    {
        var (request, input, sequence) = (item.Request, item.Input!.Value, ++_sequence);
        if (Behaviour == WorkerBehaviour.Cheating && _world.Random.Next(2) == 0)
        {
            _cheats = true;
            return _results.Falsehood(request, input, sequence);
        }

        return lie switch
        {
            >= 2 and <= 6 => _results.Misfit(lie, request, input, sequence),
            7 => _results.Right(request, input, (ulong)_world.Random.Next((int)sequence + 1)),
            8 => _results.Contradiction(request, input, sequence),
            9 when request.VerifyMode == VerifyMode.Optimistic => _results.Unsigned(request, input, sequence),
            _ => _results.Right(request, input, sequence),
        };
    }

    private Task<T> CallAsync<T>(Func<IGrainFactory, Task<T>> call) => _world.Cluster.CallAsync(_machine, call);

    private IWorkInboxGrain Inbox(IGrainFactory grains) => grains.GetGrain<IWorkInboxGrain>(Address.ToString());
}
