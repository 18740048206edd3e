using System.Collections.Immutable;
using LazAI.Client.Proving;
using LazAI.Cryptography;
using LazAI.Engines;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Models;
using LazAI.Protocol.Proofs;
using LazAI.Protocol.Tests.Deciding;
using LazAI.Protocol.Workers;
using LazAI.Testing;

namespace LazAI.Protocol.Tests.ComputeTasks;

/// <summary>Results of mode TEE_ZK: what is checked of a proof, with the result or after it (PROTOCOL §7.2). All proofs are genuine.</summary>
public class ZeroKnowledgeResultTests
{
    private static readonly byte[] s_input = [12, 200, 7, 99];
    private static readonly ProvenModel s_proven = ProvenModel.CreateTiny();
    private static readonly RegisteredModel s_model = new(Samples.Model.Description with
    {
        Name = "proven perceptron",
        Commitment = ModelCommitment.Compute(s_proven.Weights.Span),
        WeightsBytes = s_proven.Weights.Length,
        InputBytes = s_input.Length,
        VerifyModes = [VerifyMode.TeeZk],
        ZeroKnowledge = s_proven.ZeroKnowledge,
    });

    private static readonly InferenceProver s_prover = s_proven.ProverOf(s_model.Description);
    private static readonly byte[] s_output = Run(s_input);
    private static readonly ResultProof s_genuine = Prove(s_input);

    private static readonly TaskRequest s_request = Samples.Request with
    {
        ModelId = s_model.Id,
        VerifyMode = VerifyMode.TeeZk,
        DataHash = Keccak256.Hash(s_input),
    };

    internal static IEnumerable<RefusalCase> Cases => [.. Accept.Cases, .. AcceptProof.Cases, .. AcceptProofLate.Cases, .. AcceptNoProof.Cases];

    private static RefusalChain<Scenario> Accept { get; } =
        new RefusalChain<Scenario>("accept proven result", () => new Scenario(), it => Refusal.RecordedBy(it.Decide()))
            .Then(ComputeTaskErrors.ProofUnexpected, it => it.Result = it.Result with { TraceRoot = Samples.Hash("trace") })
            .Then(ComputeTaskErrors.ObjectiveMismatch, it => it.Result = it.Result with { Objective = Samples.Hash("lie") })
            .Then(ComputeTaskErrors.ProofInvalid, it => it.Sign(Prove([1, 2, 3, 4])));

    /// <summary>A result that announces no proof is rejected at once; one that does, when its lease ends without it.</summary>
    private static RefusalChain<Scenario> AcceptNoProof { get; } =
        new RefusalChain<Scenario>("no proof", () => new Scenario(), it => Refusal.RecordedBy(it.Decide()))
            .Then(ComputeTaskErrors.ProofMissing, it => it.SignNoProof());

    private static RefusalChain<Scenario> AcceptProof { get; } =
        new RefusalChain<Scenario>("accept proof", () => new Scenario(), it => Refusal.RecordedBy(it.DecideProof()))
            .Then(ComputeTaskErrors.ProofNotAwaited, it => it.State = TaskStates.Assigned with { Request = s_request, Input = s_input })
            .Then(ComputeTaskErrors.LeaseLapsed, it => it.State = TaskStates.WithLeaseUntil(it.Waiting, Samples.Now + -1))
            .Then(ComputeTaskErrors.ProofMissing, it => it.Proof = it.Proof with { PublicSignals = "[]"u8.ToArray() });

    private static RefusalChain<Scenario> AcceptProofLate { get; } =
        new RefusalChain<Scenario>("accept false proof", () => new Scenario(), it => Refusal.RecordedBy(it.DecideProof()))
            .Then(ComputeTaskErrors.ProofInvalid, it => it.Sign(Prove([1, 2, 3, 4])));

    [Fact]
    public void AcceptResult_WithItsProof_IsVerifiedAndNotDisputable()
    {
        var events = EventsOf(new Scenario().Decide());
        Assert.Equal(2, events.Length);
        Assert.NotNull(Assert.IsType<ComputeTaskEvent.Executed>(events[0]).Execution.Proof);
        Assert.Null(Assert.IsType<ComputeTaskEvent.Verified>(events[1]).DisputableUntil);
    }

    [Fact]
    public void AcceptProof_AfterItsResult_IsVerifiedAndInTheRecord()
    {
        var scenario = new Scenario();
        var state = ApplyAll(scenario.Waiting, scenario.DecideProof());
        Assert.Equal((ComputeTaskStatus.Verified, scenario.Proof), (state.Status, state.Execution!.Proof));
        Assert.Empty(EventsOf(ComputeTaskAggregate.Decide(
            state, new ComputeTaskCommand.AcceptProof(scenario.Proof, s_model), Samples.Rules, Samples.Now)));
    }

    [Fact]
    public void AcceptProof_OfAnotherHash_ChangesNothing()
    {
        var scenario = new Scenario { Proof = Prove(s_input) };
        Assert.IsType<Rejected<ComputeTaskEvent, ComputeTaskEffect>>(scenario.DecideProof());
    }

    [Fact]
    public void CheckDeadlines_LeaseEndsWithoutTheAnnouncedProof_RejectsTheResultWithoutOffence()
    {
        var state = TaskStates.WithLeaseUntil(new Scenario().Waiting, Samples.Now);
        Assert.Empty(EventsOf(CheckAt(Samples.Now)));
        var rejected = Assert.IsType<ComputeTaskEvent.ResultRejected>(Assert.Single(EventsOf(CheckAt(Samples.Now + 1))));
        Assert.Equal(ComputeTaskErrors.ProofMissing, rejected.Reason);
        Assert.False(ComputeTaskErrors.IsFalseResult(rejected.Reason));

        Decision<ComputeTaskEvent, ComputeTaskEffect> CheckAt(Slot slot) =>
            ComputeTaskAggregate.Decide(state, new ComputeTaskCommand.CheckDeadlines(), Samples.Rules, slot);
    }

    /// <summary>Whoever has left the proof out of a worker's batch and brought it first has not cost the worker its proof.</summary>
    [Fact]
    public void AcceptResult_SentAgainWithTheProofThatItAwaits_IsVerified()
    {
        var scenario = new Scenario();
        var state = ApplyAll(scenario.Waiting, scenario.DecideIn(scenario.Waiting));
        Assert.Equal((ComputeTaskStatus.Verified, scenario.Proof), (state.Status, state.Execution!.Proof));
        Assert.Empty(EventsOf(scenario.DecideIn(state)));
    }

    /// <summary>Every byte of what came with a result: as sent by another it is unsigned and comes to no task, as signed by the worker it is false.</summary>
    [Fact]
    public void AcceptResult_AnyByteOfTheProofAltered_IsRefused()
    {
        var genuine = new Scenario().Proof;
        foreach (var altered in Alterations(genuine))
        {
            var unsigned = new Scenario { Proof = altered };
            Assert.Equal(ComputeTaskErrors.ProofMissing, unsigned.RefuseBatch()?.Code);
            var signed = new Scenario();
            signed.Sign(altered);
            Assert.Equal(ComputeTaskErrors.ProofInvalid, Refusal.RecordedBy(signed.Decide())?.Code);
        }
    }

    [Fact]
    public void AcceptResult_AnotherOutputUnderAGenuineProof_IsAnOffence()
    {
        var other = Run([255, 0, 255, 0]);
        Assert.NotEqual(s_output, other);
        var scenario = new Scenario(other);
        Assert.Equal(ComputeTaskErrors.ProofInvalid, Refusal.RecordedBy(scenario.Decide())?.Code);
        Assert.True(ComputeTaskErrors.IsFalseResult(ComputeTaskErrors.ProofInvalid));
    }

    [Fact]
    public void AcceptResult_ProofOfAnotherModelsKey_IsRefused()
    {
        var other = ProvenModel.CreateTiny();
        var description = s_model.Description with { ZeroKnowledge = other.ZeroKnowledge };
        Assert.True(other.ProverOf(description).TryProve(s_input, true, default, out var proof, out _));
        var scenario = new Scenario();
        scenario.Sign(proof);
        Assert.Equal(ComputeTaskErrors.ProofInvalid, Refusal.RecordedBy(scenario.Decide())?.Code);
    }

    [Fact]
    public void AcceptResult_ConfidentialInput_IsVerifiedWithoutTheSalt()
    {
        Assert.True(s_prover.TryProve(s_input, discloseSalt: false, default, out var proof, out _));
        Assert.Equal(Bytes32.Zero, proof.InputSalt);
        var scenario = new Scenario { Request = s_request with { RecipientSession = Samples.SessionId } };
        scenario.Sign(proof);
        Assert.Null(Refusal.RecordedBy(scenario.Decide()));
    }

    [Fact]
    public void AcceptResult_ProofLongerThanAny_IsNotKept()
    {
        var scenario = new Scenario();
        scenario.Sign(scenario.Proof with { Proof = new byte[Cryptography.Groth16.Proof.JsonLengthMaximum + 1] });
        var executed = Assert.IsType<ComputeTaskEvent.Executed>(EventsOf(scenario.Decide())[0]);
        Assert.Null(executed.Execution.Proof);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Register_DevelopmentSetup_AsTheRulesSay(bool allowed)
    {
        var rules = Samples.Rules with { AllowInsecureDevelopmentSetups = allowed };
        Assert.Equal(allowed, Register(s_model.Description, rules) is null);
        Assert.False(ProtocolRules.Default.AllowInsecureDevelopmentSetups);
    }

    public static TheoryData<string, ModelDescription> UnsoundDescriptions => new()
    {
        { "mode without keys", s_model.Description with { ZeroKnowledge = null } },
        { "keys without mode", s_model.Description with { VerifyModes = [VerifyMode.Tee] } },
        { "inputs of any size", s_model.Description with { InputBytes = 0 } },
        { "an engine of others", s_model.Description with { Determinism = s_model.Description.Determinism with { Engine = "their.engine" } } },
        { "no key", s_model.Description with { ZeroKnowledge = s_proven.ZeroKnowledge with { VerificationKey = "{}"u8.ToArray() } } },
        { "a long key", s_model.Description with { ZeroKnowledge = s_proven.ZeroKnowledge with { VerificationKey = new byte[ZeroKnowledgeConfig.VerificationKeyLengthMaximum + 1] } } },
        { "an empty proving key", s_model.Description with { ZeroKnowledge = s_proven.ZeroKnowledge with { ProvingKeyBytes = 0 } } },
        { "a mode twice", s_model.Description with { VerifyModes = [VerifyMode.TeeZk, VerifyMode.TeeZk] } },
        { "an unknown mode", s_model.Description with { VerifyModes = [VerifyMode.TeeZk, (VerifyMode)7] } },
    };

    [Theory]
    [MemberData(nameof(UnsoundDescriptions))]
    public void Register_UnsoundProvenModel_IsRefused(string what, ModelDescription description)
    {
        Assert.NotNull(what);
        var rules = Samples.Rules with { AllowInsecureDevelopmentSetups = true };
        Assert.Equal(ModelErrors.Invalid, Register(description, rules)?.Code);
    }

    [Fact]
    public void RefuseProvingKey_TheOneOfTheDescription_IsTaken() =>
        Assert.Null(WeightsCheck.RefuseProvingKey(s_model.Description, s_proven.Weights.Span, s_proven.ProvingKey.Span));

    [Fact]
    public void RefuseProvingKey_AnyOtherPart_IsRefused()
    {
        var description = s_model.Description;
        var weights = s_proven.Weights.Span;
        var key = s_proven.ProvingKey.Span;
        var other = ProvenModel.CreateTiny();
        var proofs = s_proven.ZeroKnowledge;
        Assert.All(
            new[]
            {
                WeightsCheck.RefuseProvingKey(description, weights[1..], key),
                WeightsCheck.RefuseProvingKey(description, weights, key[1..]),
                WeightsCheck.RefuseProvingKey(description, weights, other.ProvingKey.Span),
                WeightsCheck.RefuseProvingKey(With(proofs with { WeightsCommitment = Samples.Hash("other") }), weights, key),
                WeightsCheck.RefuseProvingKey(With(proofs with { VerificationKey = other.ZeroKnowledge.VerificationKey }), weights, key),
                WeightsCheck.RefuseProvingKey(
                    description with { Determinism = description.Determinism with { Engine = "their.engine" } }, weights, key),
            },
            refusal => Assert.Equal(ModelErrors.ProvingKeyMismatch, refusal?.Code));

        ModelDescription With(ZeroKnowledgeConfig changed) => description with { ZeroKnowledge = changed };
    }

    private static Rejection? Register(ModelDescription description, ProtocolRules rules) => Refusal.Of(ModelAggregate.Decide(
        ModelState.Initial,
        new ModelCommand.Register(description.ComputeModelId(), description, description.Publisher, Samples.Registration),
        rules,
        Samples.Now));

    private static byte[] Run(byte[] input)
    {
        Assert.True(EngineCatalog.TryCreate(Int8MlpEngine.Id, Int8MlpEngine.Version, s_proven.Weights.Span, out var engine, out _));
        Assert.True(engine.TryRun("{}", input, out var output, out _));
        return output;
    }

    private static ResultProof Prove(byte[] input)
    {
        Assert.True(s_prover.TryProve(input, discloseSalt: true, default, out var proof, out var refusal), refusal);
        return proof;
    }

    /// <summary>One digit or letter after the other changed, in what is no mere space.</summary>
    private static IEnumerable<ResultProof> Alterations(ResultProof proof)
    {
        foreach (var altered in Altered(proof.Proof))
        {
            yield return proof with { Proof = altered };
        }

        foreach (var altered in Altered(proof.PublicSignals))
        {
            yield return proof with { PublicSignals = altered };
        }

        var salt = proof.InputSalt.ToArray();
        salt[^1] ^= 1;
        yield return proof with { InputSalt = new Bytes32(salt) };

        static IEnumerable<byte[]> Altered(ReadOnlyMemory<byte> json)
        {
            for (var i = 0; i < json.Length; i++)
            {
                var altered = json.ToArray();
                altered[i] = altered[i] is >= (byte)'0' and <= (byte)'9' ? (byte)('0' + ((altered[i] - '0' + 1) % 10)) : (byte)'!';
                if (altered[i] != '!' || json.Span[i] > ' ')
                {
                    yield return altered;
                }
            }
        }
    }

    private static ImmutableArray<ComputeTaskEvent> EventsOf(Decision<ComputeTaskEvent, ComputeTaskEffect> decision) =>
        Assert.IsType<Accepted<ComputeTaskEvent, ComputeTaskEffect>>(decision).Events;

    private static ComputeTaskState ApplyAll(ComputeTaskState state, Decision<ComputeTaskEvent, ComputeTaskEffect> decision) =>
        EventsOf(decision).Aggregate(state, ComputeTaskAggregate.Apply);

    private sealed class Scenario
    {
        private readonly byte[] _output;
        private ComputeTaskState? _state;
        private bool _announcesProof = true;

        public Scenario(byte[]? output = null)
        {
            _output = output ?? s_output;
            Proof = s_genuine;
            var resultHash = Keccak256.Hash(_output);
            Result = new TaskResult(
                s_request.ComputeTaskId(),
                resultHash,
                ResultCheck.ExpectedObjective(s_request, s_model, resultHash, (ulong)_output.Length, s_input),
                Bytes32.Zero,
                Proof.ComputeHash(),
                1_767_225_600,
                5);
        }

        public TaskRequest Request { get; set; } = s_request;

        public TaskResult Result { get; set; }

        public ResultProof Proof { get; set; }

        public ComputeTaskState State
        {
            get => _state ?? Waiting;
            set => _state = value;
        }

        /// <summary>The result is there, the proof is not.</summary>
        public ComputeTaskState Waiting => ApplyAll(Assigned, Decide(null));

        private ComputeTaskState Assigned => TaskStates.Assigned with { Request = Request, Input = s_input };

        public void SignNoProof() => (_announcesProof, Result) = (false, Result with { ZkPublicHash = default });

        public void Sign(ResultProof proof) => (Proof, Result) = (proof, Result with { ZkPublicHash = proof.ComputeHash() });

        public Decision<ComputeTaskEvent, ComputeTaskEffect> Decide()
        {
            if (Request != s_request)
            {
                Result = Result with
                {
                    TaskId = Request.ComputeTaskId(),
                    Objective = ResultCheck.ExpectedObjective(Request, s_model, Result.ResultHash, (ulong)_output.Length, s_input),
                };
            }

            return Decide(_announcesProof ? Proof : null);
        }

        /// <summary>Sent once more to a task that is in this state by now.</summary>
        public Decision<ComputeTaskEvent, ComputeTaskEffect> DecideIn(ComputeTaskState state) => ComputeTaskAggregate.Decide(
            state,
            new ComputeTaskCommand.AcceptResult(Samples.Verified(new SubmittedResult(Result, _output, Proof: Proof)), 1, s_model),
            Samples.Rules,
            Samples.Now);

        public Rejection? RefuseBatch()
        {
            ImmutableArray<SubmittedResult> results = [new SubmittedResult(Result, _output, Proof: Proof)];
            VerifiedResultBatch.TryVerify(
                Samples.Domain, Samples.Worker, Samples.SessionId, Samples.SessionKey.Address, results,
                Samples.Sign(results, Samples.SessionId, Samples.SessionKey), Samples.Rules, out _, out var refusal);
            return refusal;
        }

        public Decision<ComputeTaskEvent, ComputeTaskEffect> DecideProof() =>
            ComputeTaskAggregate.Decide(State, new ComputeTaskCommand.AcceptProof(Proof, s_model), Samples.Rules, Samples.Now);

        private Decision<ComputeTaskEvent, ComputeTaskEffect> Decide(ResultProof? proof) => ComputeTaskAggregate.Decide(
            Assigned,
            new ComputeTaskCommand.AcceptResult(Samples.Verified(new SubmittedResult(Result, _output, Proof: proof)), 1, s_model),
            Samples.Rules,
            Samples.Now);
    }
}
