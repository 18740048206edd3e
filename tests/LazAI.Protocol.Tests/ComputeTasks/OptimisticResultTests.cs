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
            .Then(ComputeTaskErrors.ProofUnexpected, it => it.Result = it.Result with { ZkPublicHash = Samples.Hash("proof") })
            .Then(ComputeTaskErrors.ObjectiveMismatch, it => it.Result = it.Result with { Objective = Samples.Hash("lie") })
            .Then(ComputeTaskErrors.TraceMissing, it => it.Trace = null)
            .Then(ComputeTaskErrors.TraceInvalid, it => it.Result = it.Result with { TraceRoot = Samples.Hash("another trace") });

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

    [Fact]
    public void AcceptResult_AnyRootOfTheTraceChanged_IsRejected()
    {
        var scenario = new Scenario();
        var roots = scenario.Trace!.Roots.ToArray();
        for (var i = 0; i < roots.Length; i += Bytes32.Size)
        {
            var changed = roots.ToArray();
            changed[i] ^= 1;
            scenario.Trace = scenario.Trace with { Roots = changed };
            Assert.Equal(ComputeTaskErrors.TraceInvalid, Refusal.RecordedBy(scenario.Decide())!.Code);
        }
    }

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
        private readonly TracedRun _run;

        public Scenario()
        {
            Assert.True(s_engine.TryTrace("{}", s_input, out var run, out _));
            _run = run;
            var resultHash = Keccak256.Hash(run.Result);
            Result = new TaskResult(
                s_request.ComputeTaskId(),
                resultHash,
                ResultCheck.ExpectedObjective(s_request, s_model, resultHash, (ulong)run.Result.Length, s_input),
                run.Trace.ComputeRoot(run.Program),
                Bytes32.Zero,
                1_767_225_600,
                5);
            Trace = new SubmittedTrace(run.Trace.Encode(), run.ResultOpening);
        }

        public TaskResult Result { get; set; }

        public SubmittedTrace? Trace { get; set; }

        public Decision<ComputeTaskEvent, ComputeTaskEffect> Decide() => ComputeTaskAggregate.Decide(
            TaskStates.Assigned with { Request = s_request, Input = s_input },
            new ComputeTaskCommand.AcceptResult(Samples.Verified(new SubmittedResult(Result, _run.Result, Trace)), 1, s_model),
            Samples.Rules,
            Samples.Now);
    }
}
