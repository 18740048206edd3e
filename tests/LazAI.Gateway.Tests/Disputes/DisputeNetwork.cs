using System.Collections.Immutable;
using LazAI.Attestation;
using LazAI.Client;
using LazAI.Client.Receipts;
using LazAI.Cryptography;
using LazAI.Engines;
using LazAI.Engines.FraudProofs;
using LazAI.Engines.Traces;
using LazAI.Grains.EventLog;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Challenges;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Models;
using LazAI.Protocol.Workers;
using Npgsql;

namespace LazAI.Gateway.Tests.Disputes;

/// <summary>A network with a model that anyone can re-execute, a challenger, and workers who may lie: a jailed one is of no use to the next test.</summary>
public class DisputeNetwork : IAsyncLifetime
{
    private readonly Stack<Secp256k1PrivateKey> _workers;

    public DisputeNetwork()
        : this(rules => rules, [])
    {
    }

    protected DisputeNetwork(Func<ProtocolRules, ProtocolRules> change, ImmutableArray<Allocation> moreAllocations)
    {
        var workers = Enumerable.Range(0, 8).Select(_ => Secp256k1PrivateKey.Generate(NetworkFixture.Random)).ToArray();
        _workers = new Stack<Secp256k1PrivateKey>(workers);
        Network = new NetworkFixture
        {
            Rules = rules => change(rules with { TeeDisputeSlots = 24, ChallengeJudgingSlots = 30 }),
            MoreAllocations =
            [
                new Allocation(LedgerAccount.User(Challenger.Address), Amount.FromTokens(10_000)),
                .. moreAllocations,
                .. workers.Select(worker => new Allocation(LedgerAccount.Stake(worker.Address), Stake)),
            ],
        };
    }

    public static Amount Stake { get; } = Amount.FromTokens(150_000);

    public NetworkFixture Network { get; }

    public Secp256k1PrivateKey Challenger { get; } = Secp256k1PrivateKey.Generate(NetworkFixture.Random);

    public LazAIClient Client => Network.Client;

    public IModelEngine Engine { get; private set; } = null!;

    public RegisteredModel Model { get; private set; } = null!;

    public FraudProver Prover { get; private set; } = null!;

    private TraceProgram Program => Model.Program!;

    public byte[] Weights { get; private set; } = [];

    public ReceiptTrust Trust => new(
        [TrustedRoot.Development(Network.Root.Fingerprint)], NetworkIdentity.From(Network.Status), [Model.Description.ComputeHash()]);

    public async Task InitializeAsync()
    {
        await Network.InitializeAsync();
        Assert.True(Int8MlpModel.TryCreate([Layer(400, 200, 6), Layer(200, 10, 0)], out var perceptron, out var refusal), refusal.ToString());
        Weights = perceptron.Encode();
        Assert.True(EngineCatalog.TryCreate(Int8MlpEngine.Id, Int8MlpEngine.Version, Weights, out var engine, out _));
        Assert.True(EngineCatalog.TryCreateProgram(Int8MlpEngine.Id, Int8MlpEngine.Version, Weights, Weights.Length, out var program, out _));
        Engine = engine;
        Model = new RegisteredModel(
            new ModelDescription(
                Network.Publisher.Address, "perceptron", "1", ModelCommitment.Compute(Weights), await Client.PutWeightsAsync(Weights), Weights.Length,
                new DeterminismConfig(Int8MlpEngine.Id, Int8MlpEngine.Version, Int8MlpEngine.Quantisation, 0, false, 10), new Amount(1_000), 0, 0, 400,
                [VerifyMode.Tee, VerifyMode.Optimistic], Network.Model.Evidence),
            program);
        Prover = new FraudProver(program, Weights);
        await Client.RegisterModelAsync(Network.SignedBy(Network.Publisher).RegisterModel(Model.Description));
    }

    public async Task DisposeAsync() => await Network.DisposeAsync();

    public Secp256k1PrivateKey TakeWorker() => _workers.Pop();

    /// <summary>An honest worker may work again.</summary>
    public void ReturnWorker(Secp256k1PrivateKey worker) => _workers.Push(worker);

    /// <summary>
    /// Ends the service and leaves its log as a process that dies between filing a challenge and having its bond put up: the evidence is stored and the
    /// task's record has the filing. Then starts it again.
    /// </summary>
    /// <returns>The challenge.</returns>
    public async Task<ChallengeId> StopAfterFilingAsync(SubmitFraudProofRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var (task, bytes) = (request.TaskId, request.Evidence);
        var id = new FraudProofSubmission(request.Challenger, task, Keccak256.Hash(bytes.Span), request.Nonce, request.DeadlineSlot).ComputeChallengeId();
        var slot = Network.Clock.Now;
        await Network.RestartAsync(async (log, blobs) =>
        {
            var stream = new StreamName("task", task.ToString());
            var version = 0L;
            await foreach (var recorded in log.ReadStreamAsync(stream))
            {
                version = recorded.Version;
            }

            await blobs.PutAsync(Keccak256.Hash(bytes.Span), bytes);
            var (type, payload) = ComputeTaskEvent.Codec.Encode(new ComputeTaskEvent.ChallengeFiled(new TaskChallenge(
                id, request.Challenger, Keccak256.Hash(bytes.Span), 1, slot, slot + Network.Status.Rules.ChallengeJudgingSlots, ChallengeOutcome.Pending, "")));
            Assert.IsType<Appended>(await log.AppendAsync(stream, version, [new EventData(type, payload)]));
        });
        return id;
    }

    /// <summary>A worker that holds one task of this mode.</summary>
    internal async Task<(TestWorker Worker, WorkItem Work)> AssignAsync(VerifyMode mode)
    {
        var worker = await TestWorker.OpenAsync(Network, _workers.Pop());
        var submitted = await Client.SubmitTasksAsync(new TaskSubmissionBuilder(Network.SignedBy(Network.Submitter))
            .Add(Model.Id, System.Security.Cryptography.RandomNumberGenerator.GetBytes(400), new Amount(5_000), mode: mode)
            .Build());

        // What another test has left may come first.
        WorkItem work;
        do
        {
            work = (await worker.TakeAsync(1))[0];
        }
        while (work.TaskId != submitted.TaskIds[0]);
        return (worker, work);
    }

    /// <summary>What an honest engine computes for this task.</summary>
    public TracedRun Run(WorkItem work)
    {
        ArgumentNullException.ThrowIfNull(work);
        Assert.True(Engine.TryTrace(work.Parameters, work.Input!.Value.Span, out var run, out var refusal), refusal);
        return run;
    }

    /// <summary>The same with one bit of one step's tile changed, and every step behind it computed from that, so that another result comes of it.</summary>
    public TracedRun Lie(WorkItem work, int step)
    {
        ArgumentNullException.ThrowIfNull(work);
        var truth = Run(work).Result;
        for (var bit = 0; bit < 8 * Program.Tile(Program.Step(step).Writes).Length; bit++)
        {
            var run = Lie(work, step, bit);
            if (!run.Result.AsSpan().SequenceEqual(truth))
            {
                return run;
            }
        }

        throw new InvalidOperationException($"No bit of step {step} changes the result.");
    }

    /// <summary>What the log says of a task, once.</summary>
    public async Task<T> FindAsync<T>(TaskId task)
        where T : ComputeTaskEvent
    {
        var found = new List<T>();
        await foreach (var recorded in Network.Log.ReadStreamAsync(new StreamName("task", task.ToString())))
        {
            if (ComputeTaskEvent.Codec.Read(recorded) is T @event)
            {
                found.Add(@event);
            }
        }

        return Assert.Single(found);
    }

    /// <summary>Hands in what a run says, signed.</summary>
    internal async Task<ResultOutcome> HandInAsync(TestWorker worker, WorkItem work, TracedRun run)
    {
        var trace = new SubmittedTrace(run.Trace.Encode(), run.ResultOpening);
        var result = worker.Result(work, Model, run.Result, run.Trace.ComputeRoot(Program), trace);
        return (await worker.Api.SubmitResultsAsync(worker.Sign([result]), CancellationToken.None)).Outcomes[0];
    }

    /// <summary>The store loses these bytes, as after the loss of a disk.</summary>
    public async Task LoseAsync(Bytes32 hash)
    {
        await using var delete = Network.Database.CreateCommand("DELETE FROM blobs WHERE hash = $1");
        delete.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = hash.ToArray() });
        Assert.Equal(1, await delete.ExecuteNonQueryAsync());
    }

    public async Task<TaskView> WaitAsync(TaskId task, ComputeTaskStatus status)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var view = await Client.GetTaskAsync(task, limit.Token);
            if (view.Status == status)
            {
                return view;
            }

            await Task.Delay(50, limit.Token);
        }
    }

    public async Task WaitForBalanceAsync(LedgerAccount account, Amount amount)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        for (Amount held; (held = (await Client.GetBalanceAsync(account, limit.Token)).Balance) != amount;)
        {
            Assert.False(limit.IsCancellationRequested, $"{account} holds {held}, not {amount}.");
            await Task.Delay(50, CancellationToken.None);
        }
    }

    public async Task<Amount> BalanceAsync(LedgerAccount account) => (await Client.GetBalanceAsync(account)).Balance;

    private TracedRun Lie(WorkItem work, int step, int bit)
    {
        var memory = new byte[Program.MemoryBytes];
        work.Input!.Value.Span.CopyTo(memory);
        for (var index = 0; index < Program.StepCount; index++)
        {
            var (reads, tile, weights) = (Program.Tiles(Program.Step(index).Reads), Program.Tile(Program.Step(index).Writes), Program.Step(index).Weights);
            Assert.True(Program.TryExecute(
                index, memory.AsSpan(reads.Offset, reads.Length), Weights.AsSpan(weights.Offset, weights.Length), memory.AsSpan(tile.Offset, tile.Length)));
            if (index == step)
            {
                memory[tile.Offset + (bit / 8)] ^= (byte)(1 << (bit % 8));
            }
        }

        return new TracedRun(Program, memory);
    }

    private static Int8MlpLayer Layer(int inputs, int outputs, int shift)
    {
        var random = new Random(inputs);
        return new Int8MlpLayer(
            inputs,
            [.. Enumerable.Range(0, outputs).Select(_ => random.Next(-500, 500))],
            [.. Enumerable.Range(0, inputs * outputs).Select(_ => (sbyte)random.Next(-128, 128))],
            shift);
    }
}
