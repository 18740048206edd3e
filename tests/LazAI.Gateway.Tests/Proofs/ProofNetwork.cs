using LazAI.Client;
using LazAI.Client.Proving;
using LazAI.Cryptography;
using LazAI.Engines;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Models;
using LazAI.Protocol.Proofs;
using LazAI.Testing;

namespace LazAI.Gateway.Tests.Proofs;

/// <summary>A network with a model whose inferences are proven, under keys of a development set-up that its rules allow.</summary>
public sealed class ProofNetwork : IAsyncLifetime
{
    /// <summary>A minute of the test's slots: how busy the machine is, is not what the tests are about.</summary>
    private const long LeaseSlots = 300;

    private readonly Stack<Secp256k1PrivateKey> _workers;
    private readonly ProvenModel _proven = ProvenModel.CreateTiny();
    private readonly IModelEngine _engine;

    public ProofNetwork()
    {
        var workers = Enumerable.Range(0, 9).Select(_ => Secp256k1PrivateKey.Generate(NetworkFixture.Random)).ToArray();
        _workers = new Stack<Secp256k1PrivateKey>(workers);
        Network = new NetworkFixture
        {
            MoreAllocations = [.. workers.Select(worker => new Allocation(LedgerAccount.Stake(worker.Address), Stake))],
        };
        Assert.True(EngineCatalog.TryCreate(Int8MlpEngine.Id, Int8MlpEngine.Version, _proven.Weights.Span, out var engine, out _));
        _engine = engine;
    }

    public static Amount Stake { get; } = Amount.FromTokens(150_000);

    public NetworkFixture Network { get; }

    public LazAIClient Client => Network.Client;

    public RegisteredModel Model { get; private set; } = null!;

    public ReadOnlyMemory<byte> Weights => _proven.Weights;

    public InferenceProver Prover { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await Network.InitializeAsync();
        var description = await DescribeAsync("perceptron");
        await Client.PutWeightsAsync(_proven.ProvingKey);
        await RegisterAsync(description);
        Model = new RegisteredModel(description);
        Prover = _proven.ProverOf(description);
    }

    public async Task DisposeAsync() => await Network.DisposeAsync();

    public async Task<ModelDescription> DescribeAsync(string name) => new(
        Network.Publisher.Address, name, "1", ModelCommitment.Compute(_proven.Weights.Span), await Client.PutWeightsAsync(_proven.Weights),
        _proven.Weights.Length,
        new DeterminismConfig(Int8MlpEngine.Id, Int8MlpEngine.Version, Int8MlpEngine.Quantisation, 0, false, 2), new Amount(1_000), LeaseSlots, 0, 4,
        [VerifyMode.TeeZk], Network.Model.Evidence, _proven.ZeroKnowledge);

    public Task RegisterAsync(ModelDescription description) =>
        Client.RegisterModelAsync(Network.SignedBy(Network.Publisher).RegisterModel(description));

    internal Task<TestWorker> OpenWorkerAsync() => TestWorker.OpenAsync(Network, _workers.Pop());

    /// <summary>Submits one task on a plain input.</summary>
    public Task<TaskId> SubmitAsync() =>
        SubmitAsync(new TaskSubmissionBuilder(Network.SignedBy(Network.Submitter)).Add(
            Model.Id, System.Security.Cryptography.RandomNumberGenerator.GetBytes(4), new Amount(5_000), mode: VerifyMode.TeeZk));

    /// <summary>Submits one task on an input that only this worker's session can read.</summary>
    internal Task<TaskId> SubmitAsync(TestWorker recipient, byte[] input) =>
        SubmitAsync(new TaskSubmissionBuilder(Network.SignedBy(Network.Submitter)).AddConfidential(
            Model.Id, recipient.Session.Id, ConfidentialInput.Encrypt(input, recipient.Session, Model.Id, NetworkFixture.Random), new Amount(5_000), mode: VerifyMode.TeeZk));

    private async Task<TaskId> SubmitAsync(TaskSubmissionBuilder builder) => (await Client.SubmitTasksAsync(builder.Build())).TaskIds[0];

    public byte[] Run(ReadOnlyMemory<byte> input)
    {
        Assert.True(_engine.TryRun("{}", input.Span, out var output, out var refusal), refusal);
        return output;
    }

    public ResultProof Prove(ReadOnlyMemory<byte> input, bool discloseSalt = true)
    {
        Assert.True(Prover.TryProve(input.Span, discloseSalt, default, out var proof, out var refusal), refusal);
        return proof;
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

    public async Task<Amount> BalanceAsync(LedgerAccount account) => (await Client.GetBalanceAsync(account)).Balance;

    public async Task WaitForBalanceAsync(LedgerAccount account, Amount amount)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        for (Amount held; (held = await BalanceAsync(account)) != amount;)
        {
            Assert.False(limit.IsCancellationRequested, $"{account} holds {held}, not {amount}.");
            await Task.Delay(50, CancellationToken.None);
        }
    }
}
