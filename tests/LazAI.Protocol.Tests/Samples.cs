using System.Collections.Immutable;
using LazAI.Attestation;
using LazAI.Cryptography;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Models;
using LazAI.Protocol.Proofs;
using LazAI.Protocol.Time;
using LazAI.Protocol.Workers;

namespace LazAI.Protocol.Tests;

/// <summary>One of everything, fitting together; tests change what they are about.</summary>
internal static class Samples
{
    public static readonly ProtocolRules Rules = ProtocolRules.Default;
    public static readonly Eip712Domain Domain = new(133_718);
    public static readonly Bytes32 GenesisHash = Hash("genesis");
    public static readonly Slot Now = new(1_000);

    public static readonly Secp256k1PrivateKey SubmitterKey = Key("submitter");
    public static readonly Secp256k1PrivateKey SessionKey = Key("session");
    public static readonly Secp256k1PrivateKey OtherKey = Key("other");
    public static readonly Address Submitter = SubmitterKey.Address;
    public static readonly Address Worker = Key("worker").Address;
    public static readonly Address OtherWorker = Key("other worker").Address;
    public static readonly SessionId SessionId = new(Hash("session id"));
    public static readonly SessionId OtherSessionId = new(Hash("other session id"));
    public static readonly SlotSchedule Schedule = SlotSchedule.For(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), ProtocolRules.Local);
    public static readonly string Measurement = new('a', 96);
    public static readonly Bytes32 DevelopmentRoot = Hash("development root");
    public static readonly byte[] Input = "input"u8.ToArray();
    public static readonly byte[] Output = "output"u8.ToArray();

    /// <summary>Accepts genuine SGX enclaves of one signer and nothing else.</summary>
    public static readonly EvidencePolicy GenuineSgx = new([], [], AllowDebug: false, Sgx: new SgxDemands(
        300,
        new IntelTcbDemands(["UpToDate"], [new AdvisoryTolerance("INTEL-SA-00615", new DateOnly(2026, 12, 31))], 30, 0, 17, true, true, true),
        new EnclaveDemands(MeasurementRule.Any, MeasurementRule.OneOf(new string('b', 64)), [1], 5, MeasurementRule.Any, AllowDebug: false)));

    public static readonly RegisteredModel Model = new(new ModelDescription(
        Key("publisher").Address,
        "digits",
        "1.0.0",
        Hash("weights commitment"),
        Hash("weights"),
        1_000,
        new DeterminismConfig("lazai.int8-mlp", "1", "int8", 0, false, 10),
        new Amount(100),
        0,
        0,
        0,
        [VerifyMode.Tee],
        new EvidencePolicy([DevelopmentRoot], [Measurement], false)));

    public static readonly RegisteredModel OtherModel = new(Model.Description with { Version = "2.0.0" });

    public static readonly RegistrationProof Registration = new(1, Now + 10, OtherKey.Sign(Hash("registration")));

    public static readonly TaskRequest Request = new(
        Submitter,
        7,
        Model.Id,
        Keccak256.Hash(Input),
        TaskRequest.Inline,
        Hash("{}"),
        VerifyMode.Tee,
        new Amount(150),
        Now + 100,
        default);

    public static readonly SubmissionReference Submission = new(1, 0);

    public static readonly EvidenceFacts Evidence = new(EvidenceFacts.DevelopmentTdx, DevelopmentRoot, Measurement, false, Hash("evidence"));

    public static readonly WorkerSession Session = new(
        SessionId, SessionKey.Address, "0x02", "0x03", Hash("challenge"), 12_000, Evidence, 10, Now, Now + 5_000, 12_000);

    public static Bytes32 Hash(string text) => Keccak256.Hash(System.Text.Encoding.UTF8.GetBytes(text));

    public static Secp256k1PrivateKey Key(string name)
    {
        Assert.True(Secp256k1PrivateKey.TryCreate(Hash(name).AsSpan(), out var key));
        return key;
    }

    /// <summary>A result of <paramref name="request"/> that verifies.</summary>
    public static SubmittedResult Result(TaskRequest request, ulong sequence, byte[]? output = null)
    {
        var bytes = output ?? Output;
        var resultHash = Keccak256.Hash(bytes);
        var objective = ResultCheck.ExpectedObjective(request, Model, resultHash, (ulong)bytes.Length, Input);
        return new SubmittedResult(
            new TaskResult(request.ComputeTaskId(), resultHash, objective, default, default, 1_767_225_600, sequence), bytes);
    }

    /// <summary>A proof that nobody has signed, and that is none.</summary>
    public static ResultProof Proof { get; } = new("{}"u8.ToArray(), "[]"u8.ToArray(), Bytes32.Zero);

    /// <summary>A batch that <paramref name="key"/> has signed, checked as the service does it.</summary>
    public static VerifiedResultBatch Batch(
        ImmutableArray<SubmittedResult> results, Address? worker = null, SessionId? session = null, Secp256k1PrivateKey? key = null)
    {
        var signer = key ?? SessionKey;
        var id = session ?? SessionId;
        Assert.True(
            VerifiedResultBatch.TryVerify(
                Domain, worker ?? Worker, id, signer.Address, results, Sign(results, id, signer), Rules, out var verified, out var refusal),
            refusal?.Detail);
        return verified!;
    }

    public static VerifiedTaskResult Verified(SubmittedResult result, Address? worker = null, SessionId? session = null) =>
        Batch([result], worker, session).Results[0];

    public static RecoverableSignature Sign(ImmutableArray<SubmittedResult> results, SessionId session, Secp256k1PrivateKey key)
    {
        var root = StructHashTree.Root([.. results.Select(result => result.Result.StructHash())]);
        var batch = new TaskResultBatch(session, root, (uint)results.Length, results[0].Result.Sequence);
        return key.Sign(Domain.Digest(batch.StructHash()));
    }
}
