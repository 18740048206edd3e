using System.Collections.Immutable;
using System.Security.Cryptography;
using LazAI.Attestation;
using LazAI.Cryptography;
using LazAI.Engines;
using LazAI.Grains.Blobs;
using LazAI.Grains.EventLog;
using LazAI.Protocol;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Coordination;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Genesis;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Models;

namespace LazAI.Silo.Benchmarks;

/// <summary>Many tasks with a verified optimistic result, as the service would have written them.</summary>
internal sealed class OpenWindows
{
    private const int Writers = 128;

    private static readonly byte[] s_input = [1, 2, 3, 4];
    private static readonly byte[] s_weights = Weights();
    private static readonly Address s_submitter = AddressOf("submitter");
    private static readonly Address[] s_workers = [.. Enumerable.Range(0, 10).Select(i => AddressOf($"worker {i}"))];
    private static readonly Secp256k1PrivateKey s_publisher = Secp256k1PrivateKey.Generate(RandomNumberGenerator.Create());
    private static readonly ModelDescription s_model = new(
        s_publisher.Address, "perceptron", "1", ModelCommitment.Compute(s_weights), Keccak256.Hash(s_weights), s_weights.Length,
        new DeterminismConfig(Int8MlpEngine.Id, Int8MlpEngine.Version, "int8", 0, false, 2), new Amount(1_000), 0, 0, s_input.Length,
        [VerifyMode.Optimistic], new EvidencePolicy([Hash("root")], [new string('a', 96)], false));

    private readonly ImmutableArray<TaskRequest> _requests;

    public OpenWindows(int count)
    {
        _requests = [.. Enumerable.Range(0, count).Select(i => new TaskRequest(
            s_submitter, (ulong)i, s_model.ComputeModelId(), Keccak256.Hash(s_input), TaskRequest.Inline, Keccak256.Hash("{}"u8), VerifyMode.Optimistic,
            new Amount(1_500), Opened + 1_000, default))];
        TaskIds = [.. _requests.Select(request => request.ComputeTaskId())];
    }

    /// <summary>The slot in which all of it has happened.</summary>
    public static Slot Opened { get; } = new(1_000);

    public LedgerAccount Payer { get; } = LedgerAccount.User(s_submitter);

    public ImmutableArray<TaskId> TaskIds { get; }

    /// <summary>Writes all of it, windows that end with <paramref name="closes"/>, into a log that has only its genesis.</summary>
    public async Task WriteAsync(IEventLog log, IBlobStore blobs, GenesisDocument genesis, Slot closes)
    {
        await blobs.PutAsync(s_model.WeightsHash, s_weights);
        await AppendAsync(log, new StreamName("model", s_model.ComputeModelId().ToString()), 0, ModelEvent.Codec, new ModelEvent.Registered(
            s_model.ComputeModelId(), s_model, new RegistrationProof(0, Opened, SignatureOf(genesis)), Opened));
        var ledger = new StreamName("ledger", genesis.Rules.NativeAsset);
        await AppendAsync(log, ledger, 0, LedgerEvent.Codec, new LedgerEvent.Allocated(genesis.Allocations));
        var version = 1;
        foreach (var numbers in Enumerable.Range(0, _requests.Length).Chunk(Coordinator.SettlementBatchMaximum))
        {
            await AppendAsync(log, ledger, version++, LedgerEvent.Codec, new LedgerEvent.Reserved(
                [.. numbers.Select(i => new Escrow(TaskIds[i], Payer, _requests[i].FeeMaximum, _requests[i].DeadlineSlot, i + 1))], Opened));
        }

        await Parallel.ForEachAsync(
            Enumerable.Range(0, _requests.Length), new ParallelOptions { MaxDegreeOfParallelism = Writers },
            async (i, _) => await AppendAsync(
                log, new StreamName("task", TaskIds[i].ToString()), 0, ComputeTaskEvent.Codec, LifeOf(i, closes)));
    }

    private ComputeTaskEvent[] LifeOf(int number, Slot closes)
    {
        var (worker, session) = (s_workers[number % s_workers.Length], new SessionId(Hash("session")));
        var result = new TaskResult(TaskIds[number], Hash("result"), Hash("objective"), Hash("trace"), default, 1, (ulong)number + 1);
        return
        [
            new ComputeTaskEvent.Submitted(_requests[number], s_input, "{}", new SubmissionReference(1, number), 1, Opened),
            new ComputeTaskEvent.Assigned(new TaskAssignment(worker, session, Opened, Opened + 3, Hash("roster"), 0, Amount.FromTokens(200_000)), 1),
            new ComputeTaskEvent.Executed(new TaskExecution(result, new byte[40], 1, new StoredTrace(Hash("trace"), [Hash("sibling")])), Opened),
            new ComputeTaskEvent.Verified(session, closes, Opened),
        ];
    }

    private static async Task AppendAsync<TEvent>(IEventLog log, StreamName stream, long version, EventCodec<TEvent> codec, params TEvent[] events)
        where TEvent : class
    {
        var outcome = await log.AppendAsync(stream, version, [.. events.Select(codec.Encode).Select(encoded => new EventData(encoded.Type, encoded.Payload))]);
        Invariant.Require(outcome is Appended, $"{stream} is written here only");
    }

    /// <summary>The publisher's.</summary>
    private static RecoverableSignature SignatureOf(GenesisDocument genesis)
    {
        var registration = new ModelRegistration(s_publisher.Address, s_model.ComputeModelId(), s_model.ComputeHash(), 0, Opened);
        return s_publisher.Sign(new Eip712Domain(genesis.ChainId).Digest(registration.StructHash()));
    }

    private static byte[] Weights() =>
        Int8MlpModel.TryCreate([new Int8MlpLayer(s_input.Length, [0, 0], [1, 2, 3, 4, 5, 6, 7, 8], 0)], out var model, out var refusal)
            ? model.Encode()
            : throw new InvalidOperationException(refusal.ToString());

    private static Bytes32 Hash(string text) => Keccak256.Hash(System.Text.Encoding.UTF8.GetBytes(text));

    private static Address AddressOf(string name) => new(Hash(name).AsSpan()[..20]);
}
