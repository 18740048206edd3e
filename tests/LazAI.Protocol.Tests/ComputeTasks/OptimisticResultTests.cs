using LazAI.Cryptography;
using LazAI.Engines;
using LazAI.Engines.Traces;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Models;
using LazAI.Protocol.Tests.Deciding;
using LazAI.Protocol.Workers;

namespace LazAI.Protocol.Tests.ComputeTasks;

/// <summary>Results of mode OP: what is checked of a trace before its window opens (PROTOCOL §7.3).</summary>
public class OptimisticResultTests
{
    private static readonly byte[] s_input = "inputs"u8.ToArray();
    private static readonly RegisteredModel s_model = CreateModel(out s_engine);
    private static readonly IModelEngine s_engine;

    private static readonly TaskRequest s_request = Samples.Request with
    {
        ModelId = s_model.Id,
        VerifyMode = VerifyMode.Optimistic,
        DataHash = Keccak256.Hash(s_input),
    };

    internal static IEnumerable<RefusalCase> Cases => [.. Accept.Cases, .. SubmitElsewhere];

    internal static RefusalChain<Scenario> Accept { get; } =
        new RefusalChain<Scenario>("accept optimistic result", () => new Scenario(), it => Refusal.RecordedBy(it.Decide()))
            .Then(ComputeTaskErrors.TraceMissing, it => it.Trace = null)
            .Then(ComputeTaskErrors.ProofUnexpected, it => it.Result = it.Result with { ZkPublicHash = Samples.Hash("proof") })
            .Then(ComputeTaskErrors.ObjectiveMismatch, it => it.Result = it.Result with { Objective = Samples.Hash("lie") })
            .Then(ComputeTaskErrors.TraceInvalid, it => it.TakeTraceOf("others"u8));

    private static IEnumerable<RefusalCase> SubmitElsewhere =>
    [
        new("optimistic task on confidential input", ComputeTaskErrors.ModeNotSupported, () => RequestCheck.RefuseContent(
            s_request with { RecipientSession = Samples.SessionId }, s_input, "{}", s_model, Samples.Rules)),
        new("optimistic task on input elsewhere", ComputeTaskErrors.ModeNotSupported, () => RequestCheck.RefuseContent(
            s_request with { DataLocation = "ipfs://bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi" }, null, "{}", s_model, Samples.Rules)),
    ];

    [Fact]
    public void AcceptResult_WithItsTrace_OpensTheWindowAndNamesTheTrace()
    {
        var scenario = new Scenario();
        var events = Assert.IsType<Accepted<ComputeTaskEvent, ComputeTaskEffect>>(scenario.Decide()).Events;
        var stored = Assert.IsType<ComputeTaskEvent.Executed>(events[0]).Execution.Trace;
        Assert.Equal(Keccak256.Hash(scenario.Trace!.Roots.Span), stored!.Hash);
        Assert.Equal(
            Samples.Now + Samples.Rules.ChallengeWindowSlots, Assert.IsType<ComputeTaskEvent.Verified>(events[1]).DisputableUntil);
    }

    /// <summary>Every byte of what came unsigned beside the result: whoever has altered it, nothing has happened, and the genuine one still counts.</summary>
    [Fact]
    public void AcceptResult_AnyByteOfTraceOrOpeningAltered_ChangesNothing()
    {
        var genuine = new Scenario().Trace!;
        Assert.NotEmpty(genuine.ResultOpening);
        foreach (var altered in Alterations(genuine))
        {
            AssertChangesNothing(it => it.Trace = altered);
        }
    }

    [Fact]
    public void AcceptResult_WithoutTheSignedTrace_ChangesNothing() => AssertChangesNothing(it => it.Trace = null);

    /// <summary>That the session has signed a result without a trace is its own fault; a trace beside it is not.</summary>
    [Fact]
    public void AcceptResult_OfAResultThatIsSignedWithoutATrace_IsRejectedAndKeepsNoUnsignedTrace()
    {
        var scenario = new Scenario();
        scenario.Result = scenario.Result with { TraceRoot = Bytes32.Zero };
        var events = Assert.IsType<Accepted<ComputeTaskEvent, ComputeTaskEffect>>(scenario.Decide()).Events;
        Assert.Null(Assert.IsType<ComputeTaskEvent.Executed>(events[0]).Execution.Trace);
        Assert.Equal(ComputeTaskErrors.TraceMissing, Assert.IsType<ComputeTaskEvent.ResultRejected>(events[1]).Reason);
    }

    [Fact]
    public void AcceptResult_RootThatNoTraceGives_ChangesNothing() =>
        AssertChangesNothing(it => it.Result = it.Result with { TraceRoot = Samples.Hash("nothing") });

    /// <summary>Roots without an error beside another run's result: that its opening was not altered on the way, nobody can tell.</summary>
    [Fact]
    public void AcceptResult_OfAnotherTraceThanTheSigned_ChangesNothing() =>
        AssertChangesNothing(it => it.SignOutput("{\"class\":1,\"logits\":[-1,1]}"u8.ToArray()));

    [Fact]
    public void AcceptResult_SignedTraceOfAnotherInput_IsAnOffence() =>
        AssertOffence(it => it.TakeTraceOf("others"u8));

    [Fact]
    public void AcceptResult_SignedResultThatTheProgramCannotGive_IsAnOffence() =>
        AssertOffence(it => it.SignOutput("{\"class\":7,\"logits\":[1,2]}"u8.ToArray()));

    [Theory]
    [InlineData("their.engine", 6)]
    [InlineData("lazai.openai-pass-through", 6)]
    [InlineData("lazai.openai-pass-through", 0)]
    [InlineData(Int8ConvEngine.Id, 0)]
    [InlineData(TreeEnsembleEngine.Id, 0)]
    [InlineData(Int8MlpEngine.Id, 0)]
    public void Register_OptimisticModelThatNobodyCanRepeat_IsRefused(string engine, int inputBytes)
    {
        var description = s_model.Description with
        {
            InputBytes = inputBytes,
            Determinism = s_model.Description.Determinism with { Engine = engine },
        };
        var decision = ModelAggregate.Decide(
            ModelState.Initial,
            new ModelCommand.Register(description.ComputeModelId(), description, description.Publisher, Samples.Registration),
            Samples.Rules,
            Samples.Now);
        Assert.Equal(ModelErrors.Invalid, Refusal.Of(decision)?.Code);
    }

    [Theory]
    [InlineData("lazai.openai-pass-through", false)]
    [InlineData(Int8MlpEngine.Id, true)]
    [InlineData(Int8ConvEngine.Id, true)]
    [InlineData(TreeEnsembleEngine.Id, true)]
    public void Register_ModelOfAnyEngine_IsTakenInTheModesThatItHas(string engine, bool isBuiltIn)
    {
        var description = s_model.Description with
        {
            VerifyModes = isBuiltIn ? [VerifyMode.Tee, VerifyMode.Optimistic] : [VerifyMode.Tee],
            InputBytes = isBuiltIn ? 6 : 0,
            Determinism = s_model.Description.Determinism with { Engine = engine },
        };
        Assert.IsType<Accepted<ModelEvent, ModelEffect>>(ModelAggregate.Decide(
            ModelState.Initial,
            new ModelCommand.Register(description.ComputeModelId(), description, description.Publisher, Samples.Registration),
            Samples.Rules,
            Samples.Now));
    }

    private static void AssertChangesNothing(Action<Scenario> change)
    {
        var scenario = new Scenario();
        change(scenario);
        Assert.Equal(ComputeTaskErrors.TraceMissing, Refusal.Of(scenario.Decide())?.Code);
    }

    private static void AssertOffence(Action<Scenario> change)
    {
        var code = RefuseAfter(change);
        Assert.Equal(ComputeTaskErrors.TraceInvalid, code);
        Assert.True(ComputeTaskErrors.IsFalseResult(code));
    }

    private static ErrorCode RefuseAfter(Action<Scenario> change)
    {
        var scenario = new Scenario();
        change(scenario);
        return Refusal.RecordedBy(scenario.Decide())!.Code;
    }

    private static IEnumerable<SubmittedTrace> Alterations(SubmittedTrace genuine)
    {
        for (var i = 0; i < genuine.Roots.Length; i++)
        {
            var roots = genuine.Roots.ToArray();
            roots[i] ^= 1;
            yield return genuine with { Roots = roots };
        }

        for (var i = 0; i < genuine.ResultOpening.Length * Bytes32.Size; i++)
        {
            var sibling = genuine.ResultOpening[i / Bytes32.Size].ToArray();
            sibling[i % Bytes32.Size] ^= 1;
            yield return genuine with { ResultOpening = genuine.ResultOpening.SetItem(i / Bytes32.Size, new Bytes32(sibling)) };
        }

        yield return genuine with { Roots = genuine.Roots[Bytes32.Size..] };
        yield return genuine with { Roots = genuine.Roots[1..] };
        yield return genuine with { Roots = ReadOnlyMemory<byte>.Empty };
        yield return genuine with { ResultOpening = genuine.ResultOpening.RemoveAt(0) };
        yield return genuine with { ResultOpening = genuine.ResultOpening.Add(Bytes32.Zero) };
    }

    private static RegisteredModel CreateModel(out IModelEngine engine)
    {
        Assert.True(Int8MlpModel.TryCreate(
            [new Int8MlpLayer(6, [1, 2, 3], [.. Enumerable.Range(0, 18).Select(i => (sbyte)(i - 9))], 2), new Int8MlpLayer(3, [4, 5], [1, 2, 3, 4, 5, 6], 0)],
            out var perceptron,
            out _));
        var weights = perceptron.Encode();
        Assert.True(EngineCatalog.TryCreate(Int8MlpEngine.Id, Int8MlpEngine.Version, weights, out var created, out _));
        Assert.True(EngineCatalog.TryCreateProgram(Int8MlpEngine.Id, Int8MlpEngine.Version, weights, weights.Length, out var program, out _));
        engine = created;
        return new RegisteredModel(
            Samples.Model.Description with
            {
                Name = "perceptron",
                Commitment = ModelCommitment.Compute(weights),
                WeightsBytes = weights.Length,
                InputBytes = 6,
                VerifyModes = [VerifyMode.Optimistic],
            },
            program);
    }

    internal sealed class Scenario
    {
        private byte[] _output = [];

        public Scenario()
        {
            Result = new TaskResult(s_request.ComputeTaskId(), default, default, default, Bytes32.Zero, 1_767_225_600, 5);
            TakeTraceOf(s_input);
        }

        public TaskResult Result { get; set; }

        public SubmittedTrace? Trace { get; set; }

        public static TracedRun Run(ReadOnlySpan<byte> input)
        {
            Assert.True(s_engine.TryTrace("{}", input, out var run, out _));
            return run;
        }

        /// <summary>Signs the run of an input, be it the request's or not.</summary>
        public void TakeTraceOf(ReadOnlySpan<byte> input)
        {
            var run = Run(input);
            SignOutput(run.Result);
            Result = Result with { TraceRoot = run.Trace.ComputeRoot(run.Program) };
            Trace = new SubmittedTrace(run.Trace.Encode(), run.ResultOpening);
        }

        public void SignOutput(byte[] output)
        {
            _output = output;
            var resultHash = Keccak256.Hash(output);
            Result = Result with
            {
                ResultHash = resultHash,
                Objective = ResultCheck.ExpectedObjective(s_request, s_model, resultHash, (ulong)output.Length, s_input),
            };
        }

        public Decision<ComputeTaskEvent, ComputeTaskEffect> Decide() => ComputeTaskAggregate.Decide(
            TaskStates.Assigned with { Request = s_request, Input = s_input },
            new ComputeTaskCommand.AcceptResult(Samples.Verified(new SubmittedResult(Result, _output, Trace)), 1, s_model),
            Samples.Rules,
            Samples.Now);
    }
}
