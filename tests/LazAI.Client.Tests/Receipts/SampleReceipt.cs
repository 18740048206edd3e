using System.Collections.Immutable;
using System.Security.Cryptography;
using LazAI.Attestation;
using LazAI.Attestation.Development;
using LazAI.Client.Receipts;
using LazAI.Cryptography;
using LazAI.Engines;
using LazAI.Protocol;
using LazAI.Protocol.Challenges;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Models;
using LazAI.Protocol.Proofs;
using LazAI.Protocol.Receipts;
using LazAI.Protocol.Workers;
using LazAI.Testing;

namespace LazAI.Client.Tests.Receipts;

/// <summary>A receipt as an honest service would give it: every key, signature, path and quote in it is genuine.</summary>
public sealed class SampleReceipt : IDisposable
{
    public const ulong ChainId = 31_337;

    private const long GenesisTime = 1_780_000_000;
    private const long AssignedAt = 11;
    private const ulong FirstSequence = 40;

    private static readonly DateTimeOffset s_notBefore = DateTimeOffset.FromUnixTimeSeconds(GenesisTime).AddDays(-1);
    private static readonly DateTimeOffset s_notAfter = DateTimeOffset.FromUnixTimeSeconds(GenesisTime).AddYears(1);
    private static readonly Measurement48 s_measurement = new(SHA384.HashData("an enclave"u8));

    // A set-up takes a while, and one is as good as another.
    private static readonly Lazy<ProvenModel> s_proven = new(ProvenModel.CreateTiny);

    private readonly ProvenModel? _proven;
    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();
    private readonly DevelopmentRoot _root;
    private readonly DevelopmentQuoteIssuer _issuer;
    private readonly Secp256k1PrivateKey _submitter;
    private readonly Secp256k1PrivateKey _publisher;
    private readonly Secp256k1PrivateKey _worker;
    private readonly Secp256k1PrivateKey _signing;
    private readonly Secp256k1PrivateKey _encryption;
    private readonly Secp256k1PrivateKey _challenger;

    /// <param name="challenges">So many false challenges have been rejected.</param>
    /// <param name="lie">The worker's trace and result have a false step.</param>
    /// <param name="convicted">One more challenge has proven that, says the service.</param>
    /// <param name="evidence">By this; by what shows the lie where null.</param>
    public SampleReceipt(
        TdAttributes? attributes = null, bool policyNamesRoot = true, int attempts = 1, VerifyMode mode = VerifyMode.Tee, int challenges = 0,
        bool lie = false, bool convicted = false, byte[]? evidence = null)
    {
        _submitter = Secp256k1PrivateKey.Generate(_random);
        _publisher = Secp256k1PrivateKey.Generate(_random);
        _worker = Secp256k1PrivateKey.Generate(_random);
        _signing = Secp256k1PrivateKey.Generate(_random);
        _encryption = Secp256k1PrivateKey.Generate(_random);
        _challenger = Secp256k1PrivateKey.Generate(_random);
        _root = DevelopmentRoot.Create(_random, s_notBefore, s_notAfter);
        _issuer = DevelopmentQuoteIssuer.Create(_root, _random, s_notBefore, s_notAfter);
        _proven = mode == VerifyMode.TeeZk ? s_proven.Value : null;
        var computation = _proven is null ? new SampleComputation(lie) : new SampleComputation(_proven.Weights.ToArray(), [200, 100, 50, 25]);
        Weights = computation.Weights;
        Receipt = Create(computation, attributes ?? new TdAttributes(TdAttributes.SeptVeDisableBit), policyNamesRoot, attempts, mode, challenges, convicted, evidence);
        Trust = new ReceiptTrust(
            [_root.TrustedRoot],
            new NetworkIdentity(ChainId, Receipt.GenesisHash, GenesisTime, ProtocolRules.Local),
            [Receipt.Model.ComputeHash()],
            DevelopmentSetups: new RegisteredModel(Receipt.Model).VerificationKey is { } key ? [key.Hash] : []);
    }

    public Receipt Receipt { get; }

    /// <summary>All that a careful verifier pins.</summary>
    public ReceiptTrust Trust { get; }

    /// <summary>The model's weight file.</summary>
    public byte[] Weights { get; }

    public ReceiptFiles Files => new(Weights);

    public byte[] Json => CanonicalJson.Serialize(Receipt);

    public void Dispose()
    {
        _issuer.Dispose();
        _root.Dispose();
        _submitter.Dispose();
        _publisher.Dispose();
        _worker.Dispose();
        _signing.Dispose();
        _encryption.Dispose();
        _challenger.Dispose();
        _random.Dispose();
    }

    private static Bytes32 Filled(byte value) => new(Enumerable.Repeat(value, Bytes32.Size).ToArray());

    private static ulong TimeOf(long slot) => (ulong)(GenesisTime + (slot * ProtocolRules.Local.SlotMilliseconds / 1_000));

    private Receipt Create(
        SampleComputation computation, TdAttributes attributes, bool policyNamesRoot, int attempts, VerifyMode mode, int challenges, bool convicted,
        byte[]? evidence)
    {
        var model = new RegisteredModel(CreateModel(computation, policyNamesRoot));
        var (input, output) = (computation.Input, computation.Run.Result);
        var request = new TaskRequest(
            _submitter.Address, 7, model.Id, Keccak256.Hash(input), TaskRequest.Inline, Keccak256.Hash("{}"u8), mode,
            Amount.FromTokens(3), new Slot(100), default);
        var (session, quote) = CreateSession(attributes);
        var traced = mode == VerifyMode.Optimistic;
        var proof = _proven is null ? null : Prove(_proven, model.Description, input);
        var result = new TaskResult(
            request.ComputeTaskId(), Keccak256.Hash(output),
            ResultCheck.ExpectedObjective(request, model, Keccak256.Hash(output), (ulong)output.Length, input),
            traced ? computation.TraceRoot : Bytes32.Zero, proof?.ComputeHash() ?? Bytes32.Zero, TimeOf(AssignedAt + attempts), FirstSequence + 1);
        var executedAt = AssignedAt + (2 * (attempts - 1)) + 1;
        var disputableUntil = ComputeTaskAggregate.LastDisputableSlot(request, model.Description, ProtocolRules.Local, new Slot(executedAt));
        return new Receipt(
            Receipt.CurrentVersion, ChainId, Filled(9), request.ComputeTaskId(), request, "{}", input, Submit(request), model.Description,
            Register(model), result, output, Hand(session, result), _worker.Address, session, quote, null,
            traced ? computation.Prove(model.Description) : null, proof,
            new TaskAssignment(_worker.Address, session.Id, new Slot(executedAt - 1), new Slot(executedAt + 5), Filled(5), 0, Amount.FromTokens(100_000)),
            convicted ? ComputeTaskStatus.Invalid : ComputeTaskStatus.Settled, disputableUntil,
            [
                .. Enumerable.Range(1, challenges).Select(number => Challenge(request, number, new Slot(executedAt + number))),
                .. convicted
                    ? [Challenge(request, challenges + 1, new Slot(executedAt + challenges + 1), evidence ?? computation.Convict(mode), ChallengeOutcome.Upheld)]
                    : (FiledChallenge[])[],
            ],
            convicted ? null : new SettledFee(model.Description.Price, request.FeeMaximum - model.Description.Price),
            CreateHistory(attempts, executedAt, (disputableUntil ?? new Slot(executedAt)) + 1, convicted));
    }

    private static ResultProof Prove(ProvenModel proven, ModelDescription model, byte[] input)
    {
        Assert.True(proven.ProverOf(model).TryProve(input, discloseSalt: true, default, out var proof, out var refusal), refusal);
        return proof;
    }

    /// <summary>A challenge, with evidence that proves nothing where none is given.</summary>
    public FiledChallenge Challenge(
        TaskRequest request, int number, Slot filedAt, byte[]? evidence = null, ChallengeOutcome outcome = ChallengeOutcome.Rejected)
    {
        evidence ??= [(byte)number];
        ArgumentNullException.ThrowIfNull(request);
        var command = new FraudProofSubmission(
            _challenger.Address, request.ComputeTaskId(), Keccak256.Hash(evidence), (ulong)number, new Slot(200));
        return new FiledChallenge(
            _challenger.Address, command.EvidenceHash, command.Nonce, command.DeadlineSlot,
            _challenger.Sign(new Eip712Domain(ChainId).Digest(command.StructHash())), filedAt, outcome, "So it was found.", evidence);
    }

    private ModelDescription CreateModel(SampleComputation computation, bool policyNamesRoot) => new(
        _publisher.Address, "digits", "1", ModelCommitment.Compute(computation.Weights), Keccak256.Hash(computation.Weights), computation.Weights.Length,
        new DeterminismConfig(Int8MlpEngine.Id, Int8MlpEngine.Version, Int8MlpEngine.Quantisation, 0, false, 10), Amount.FromTokens(1), 0, 0,
        computation.Input.Length, [VerifyMode.Tee, VerifyMode.Optimistic, .. _proven is null ? (VerifyMode[])[] : [VerifyMode.TeeZk]],
        new EvidencePolicy(
            policyNamesRoot ? [_root.Fingerprint] : [Filled(3)], [s_measurement.ToString()[2..]], AllowDebug: false),
        _proven?.ZeroKnowledge);

    private RegistrationProof Register(RegisteredModel model)
    {
        var registration = new ModelRegistration(_publisher.Address, model.Id, model.Description.ComputeHash(), 5, new Slot(30));
        return new RegistrationProof(5, new Slot(30), _publisher.Sign(new Eip712Domain(ChainId).Digest(registration.StructHash())));
    }

    /// <summary>Number 3 of a submission of 5: a path with both sides and a missing sibling.</summary>
    private SubmissionProof Submit(TaskRequest request)
    {
        Bytes32[] requests = [Filled(11), Filled(12), request.StructHash(), Filled(13), Filled(14)];
        var submission = new TaskSubmission(_submitter.Address, StructHashTree.Root(requests), 5, 77, new Slot(60));
        return new SubmissionProof(
            5, 77, new Slot(60), _submitter.Sign(new Eip712Domain(ChainId).Digest(submission.StructHash())), 2,
            MerkleTree.InclusionProof(StructHashTree.Leaves(requests), 2));
    }

    private ResultBatchProof Hand(WorkerSession session, TaskResult result)
    {
        Bytes32[] results = [Filled(21), result.StructHash(), Filled(22)];
        var batch = new TaskResultBatch(session.Id, StructHashTree.Root(results), 3, FirstSequence);
        return new ResultBatchProof(
            3, FirstSequence, _signing.Sign(new Eip712Domain(ChainId).Digest(batch.StructHash())), 1,
            MerkleTree.InclusionProof(StructHashTree.Leaves(results), 1));
    }

    private (WorkerSession Session, byte[] Evidence) CreateSession(TdAttributes attributes)
    {
        var timestamp = TimeOf(2);
        Assert.True(SessionBinding.TryCreate(
            _worker.Address, _signing.PublicKey.ToCompressed(), _encryption.PublicKey.ToCompressed(), Filled(4), timestamp, out var binding));
        var evidence = _issuer.Issue(new DevelopmentTrustDomain { MrTd = s_measurement, Attributes = attributes }, binding.ReportData);
        var facts = new EvidenceFacts(
            EvidenceFacts.DevelopmentTdx, _root.Fingerprint, s_measurement.ToString()[2..], attributes.IsUnderDebug, Keccak256.Hash(evidence));
        var opened = new Slot(3);
        return (
            new WorkerSession(
                new SessionId(new Bytes32(binding.ReportData.AsSpan()[..32])), _signing.Address, _signing.PublicKey.ToString(),
                _encryption.PublicKey.ToString(), Filled(4), timestamp, facts, 256, opened, WorkerAggregate.LastSlotOfSession(opened, ProtocolRules.Local),
                timestamp),
            evidence);
    }

    private static ImmutableArray<StatusChange> CreateHistory(int attempts, long executedAt, Slot end, bool convicted)
    {
        var history = ImmutableArray.CreateBuilder<StatusChange>();
        history.Add(new StatusChange(ComputeTaskStatus.Submitted, new Slot(10), 0));
        for (var attempt = 1; attempt < attempts; attempt++)
        {
            history.Add(new StatusChange(ComputeTaskStatus.Assigned, new Slot(AssignedAt + (2 * (attempt - 1))), attempt));
            history.Add(new StatusChange(ComputeTaskStatus.Submitted, new Slot(AssignedAt + (2 * (attempt - 1)) + 1), attempt));
        }

        history.Add(new StatusChange(ComputeTaskStatus.Assigned, new Slot(executedAt - 1), attempts));
        history.Add(new StatusChange(ComputeTaskStatus.Executed, new Slot(executedAt), attempts));
        history.Add(new StatusChange(ComputeTaskStatus.Verified, new Slot(executedAt), attempts));
        ComputeTaskStatus[] ends = convicted ? [ComputeTaskStatus.Invalid] : [ComputeTaskStatus.Final, ComputeTaskStatus.Settled];
        history.AddRange(ends.Select(status => new StatusChange(status, end, attempts)));
        return history.ToImmutable();
    }
}
