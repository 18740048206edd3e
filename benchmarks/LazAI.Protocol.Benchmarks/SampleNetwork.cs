using System.Collections.Immutable;
using LazAI.Attestation;
using LazAI.Cryptography;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Models;
using LazAI.Protocol.Time;
using LazAI.Protocol.Workers;

namespace LazAI.Protocol.Benchmarks;

/// <summary>One model, ten workers and many tasks with their results: made once, so that only the rules are measured.</summary>
internal sealed class SampleNetwork
{
    public static readonly SlotSchedule Schedule = SlotSchedule.For(DateTimeOffset.FromUnixTimeSeconds(1_767_225_600), ProtocolRules.Default);

    private static readonly byte[] s_input = new byte[784];
    private static readonly byte[] s_output = new byte[40];
    private static readonly string s_measurement = new('a', 96);
    private static readonly Secp256k1PrivateKey s_sessionKey = Key("session");

    public SampleNetwork(int tasks)
    {
        Requests = [.. Enumerable.Range(0, tasks).Select(i => new TaskRequest(
            Submitter, (ulong)i, Model.Id, Keccak256.Hash(s_input), TaskRequest.Inline, Keccak256.Hash("{}"u8), VerifyMode.Tee, new Amount(1_500),
            Now + 100, default))];
        Workers = [.. Enumerable.Range(0, 10).Select(i => Key($"worker {i}").Address)];
        Sessions = [.. Workers.Select(worker => new WorkerSession(
            new SessionId(Hash("session of " + worker)), s_sessionKey.Address, "0x02", "0x03", Hash("challenge"), 1,
            new EvidenceFacts(EvidenceFacts.DevelopmentTdx, Hash("root"), s_measurement, false, Hash("evidence")), 100_000, Now, Now + 1_000, 1))];
        Results = [.. Requests.Select(ResultOf)];
    }

    public static ProtocolRules Rules { get; } = ProtocolRules.Default;

    public static Slot Now { get; } = new(1_000);

    public static Address Submitter { get; } = Key("submitter").Address;

    public static RegisteredModel Model { get; } = new(new ModelDescription(
        Key("publisher").Address, "digits", "1", Hash("weights"), Hash("weights"), 100_000,
        new DeterminismConfig("lazai.int8-mlp", "1", "int8", 0, false, 10), new Amount(1_000), 0, 0, 784, [VerifyMode.Tee],
        new EvidencePolicy([Hash("root")], [s_measurement], false)));

    public int TaskCount => Requests.Length;

    public ImmutableArray<TaskRequest> Requests { get; }

    public ImmutableArray<Address> Workers { get; }

    public ImmutableArray<WorkerSession> Sessions { get; }

    /// <summary>A right result of each task, by the first worker.</summary>
    public ImmutableArray<VerifiedTaskResult> Results { get; }

    public static ReadOnlyMemory<byte> Input => s_input;

    public static LedgerAccount Payer => LedgerAccount.User(Submitter);

    public static Bytes32 Hash(string text) => Keccak256.Hash(System.Text.Encoding.UTF8.GetBytes(text));

    private static Secp256k1PrivateKey Key(string name) => Secp256k1PrivateKey.TryCreate(Hash(name).AsSpan(), out var key)
        ? key
        : throw new InvalidOperationException("Nearly every hash is a key.");

    private VerifiedTaskResult ResultOf(TaskRequest request, int index)
    {
        var hash = Keccak256.Hash(s_output);
        var objective = ResultCheck.ExpectedObjective(request, Model, hash, (ulong)s_output.Length, s_input);
        ImmutableArray<SubmittedResult> results =
            [new(new TaskResult(request.ComputeTaskId(), hash, objective, default, default, 1, (ulong)index + 1), s_output)];
        var domain = new Eip712Domain(1);
        var batch = new TaskResultBatch(Sessions[0].Id, StructHashTree.Root([results[0].Result.StructHash()]), 1, (ulong)index + 1);
        return VerifiedResultBatch.TryVerify(
            domain, Workers[0], Sessions[0].Id, s_sessionKey.Address, results, s_sessionKey.Sign(domain.Digest(batch.StructHash())), Rules,
            out var verified, out var refusal)
            ? verified!.Results[0]
            : throw new InvalidOperationException(refusal!.Detail);
    }
}
