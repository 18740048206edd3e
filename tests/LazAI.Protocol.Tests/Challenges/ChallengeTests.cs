using System.Text.Json;
using LazAI.Cryptography;
using LazAI.Protocol.Challenges;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Tests.ComputeTasks;

namespace LazAI.Protocol.Tests.Challenges;

public class ChallengeTests
{
    private static readonly Bytes32 s_evidence = Samples.Hash("evidence of a fault");

    [Fact]
    public void Judge_EngineGivesAnotherResult_IsProven()
    {
        Assert.IsType<FraudProofVerdict.Proven>(Verdicts.Proven(s_evidence));
        Assert.IsType<FraudProofVerdict.Proven>(Verdicts.Judge(s_evidence, output: null));
        Assert.IsType<FraudProofVerdict.NotProven>(Verdicts.NotProven(s_evidence));
    }

    [Fact]
    public void Complete_TraceProvenFalse_SaysWhetherTheResultIsToo()
    {
        Assert.True(Verdicts.OfTrace(s_evidence, Samples.Output).TraceOnly);
        Assert.False(Verdicts.OfTrace(s_evidence, "the right output"u8.ToArray()).TraceOnly);
        Assert.False(Verdicts.OfTrace(s_evidence, output: null).TraceOnly);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Invalidated_SaysWhatIsKnownToBeFalse(bool traceOnly)
    {
        var verdict = Verdicts.OfTrace(s_evidence, traceOnly ? Samples.Output : "the right output"u8.ToArray());
        var accepted = Assert.IsType<Accepted<ComputeTaskEvent, ComputeTaskEffect>>(ComputeTaskAggregate.Decide(
            Filed(TaskStates.DisputableUntil(Samples.Now), "a"), Judge("a", _ => verdict), Samples.Rules, Samples.Now));
        Assert.Equal(traceOnly, Assert.IsType<ComputeTaskEvent.Invalidated>(accepted.Events[1]).TraceOnly);
    }

    [Fact]
    public void Judge_AnotherInput_IsNotProven() =>
        Assert.IsType<FraudProofVerdict.NotProven>(Verdicts.Judge(s_evidence, "the right output"u8.ToArray(), "another input"u8.ToArray()));

    [Fact]
    public void Window_EveryVerdictInItsLastSlot_IsStillGiven()
    {
        var state = Filed(TaskStates.DisputableUntil(Samples.Now), "a", Samples.Now);
        Assert.Equal(ComputeTaskErrors.ChallengePending, Refused(state, new ComputeTaskCommand.Conclude(), Samples.Now + 1));

        var rejected = Judged(state, "a", Verdicts.NotProven, Samples.Now + 1);
        Assert.Equal(ChallengeOutcome.Rejected, rejected.Challenges[0].Outcome);
        Assert.Equal(ComputeTaskStatus.Final, Carry(rejected, new ComputeTaskCommand.Conclude(), Samples.Now + 1).Status);

        var upheld = Judged(state, "a", Verdicts.Proven, Samples.Now + 1);
        Assert.Equal((ChallengeOutcome.Upheld, ComputeTaskStatus.Invalid), (upheld.Challenges[0].Outcome, upheld.Status));
        Assert.Equal(ComputeTaskErrors.NotVerified, Refused(upheld, new ComputeTaskCommand.Conclude(), Samples.Now + 1));
    }

    [Fact]
    public void Challenges_OfOneTask_AreJudgedAsTheyWereFiled()
    {
        var state = Filed(Filed(Filed(TaskStates.DisputableUntil(Samples.Now + 5), "a"), "b"), "c");
        Assert.Equal(ChallengeErrors.NotItsTurn, Refused(state, Judge("b", Verdicts.Proven), Samples.Now));

        state = Judged(Judged(Judged(state, "a", Verdicts.NotProven), "b", Verdicts.Proven), "c", Verdicts.Proven);
        Assert.Equal(
            [ChallengeOutcome.Rejected, ChallengeOutcome.Upheld, ChallengeOutcome.Moot], state.Challenges.Select(challenge => challenge.Outcome));
        Assert.Equal(ComputeTaskStatus.Invalid, state.Status);
        Assert.True(state.IsTerminal);
    }

    [Fact]
    public void Challenge_WithoutItsBond_IsDroppedUnseen()
    {
        var state = Filed(TaskStates.DisputableUntil(Samples.Now + 5), "a");
        state = Carry(
            state, new ComputeTaskCommand.JudgeChallenge(IdOf("a"), new FraudProofVerdict.Unbonded(s_evidence, "It holds nothing.")), Samples.Now);
        Assert.Equal((ChallengeOutcome.Dropped, ComputeTaskStatus.Verified), (state.Challenges[0].Outcome, state.Status));
    }

    [Fact]
    public void Challenge_WhoseEvidenceIsLost_WaitsAsLongAsTheRulesSaidWhenItWasFiledAndIsVoidThen()
    {
        var filed = Filed(TaskStates.DisputableUntil(Samples.Now + 5), "a");
        var last = filed.Challenges[0].JudgeBy;
        Assert.Equal(Samples.Now + Samples.Rules.ChallengeJudgingSlots, last);
        Assert.Equal(filed, Judged(filed, "a", Lost, last));
        Assert.Equal(ComputeTaskErrors.ChallengePending, Refused(filed, new ComputeTaskCommand.Conclude(), last + 1));

        // What is back in time, or is back after all before anybody has found it missing, is judged.
        Assert.Equal(ChallengeOutcome.Upheld, Judged(filed, "a", Verdicts.Proven, last + 9).Challenges[0].Outcome);

        var ended = Judged(filed, "a", Lost, last + 1);
        Assert.Equal((ChallengeOutcome.Void, "It is gone."), (ended.Challenges[0].Outcome, ended.Challenges[0].Detail));
        Assert.Equal(ComputeTaskStatus.Final, Carry(ended, new ComputeTaskCommand.Conclude(), last + 1).Status);
    }

    [Fact]
    public void Challenge_BehindOneWhoseEvidenceIsLost_IsJudgedAfterIt()
    {
        var filed = Filed(Filed(TaskStates.DisputableUntil(Samples.Now + 5), "a"), "b", Samples.Now + 5);
        var (first, second) = (filed.Challenges[0].JudgeBy, filed.Challenges[1].JudgeBy);
        var state = Judged(Judged(filed, "a", Lost, first + 1), "b", Verdicts.Proven, first + 1);
        Assert.Equal([ChallengeOutcome.Void, ChallengeOutcome.Upheld], state.Challenges.Select(challenge => challenge.Outcome));

        // The loss of all ends with the last one's own time; behind a proven fault it does not matter.
        state = Judged(Judged(filed, "a", Lost, second + 1), "b", Lost, second + 1);
        Assert.Equal([ChallengeOutcome.Void, ChallengeOutcome.Void], state.Challenges.Select(challenge => challenge.Outcome));
        state = Judged(Judged(filed, "a", Verdicts.Proven), "b", Lost);
        Assert.Equal([ChallengeOutcome.Upheld, ChallengeOutcome.Moot], state.Challenges.Select(challenge => challenge.Outcome));
    }

    [Fact]
    public void Invalidated_OfAnUpheldChallenge_NamesTheStakeAtTheTimeOfTheTask()
    {
        var accepted = Assert.IsType<Accepted<ComputeTaskEvent, ComputeTaskEffect>>(ComputeTaskAggregate.Decide(
            Filed(TaskStates.DisputableUntil(Samples.Now), "a"), Judge("a", Verdicts.Proven), Samples.Rules, Samples.Now));
        var invalidated = Assert.IsType<ComputeTaskEvent.Invalidated>(accepted.Events[1]);
        Assert.Equal((Samples.Worker, TaskStates.Stake, Samples.Submitter), (invalidated.Worker, invalidated.Stake, invalidated.Reporter));
    }

    [Theory]
    [InlineData(VerifyMode.Optimistic, 0, 24)]
    [InlineData(VerifyMode.Optimistic, 15, 15)]
    [InlineData(VerifyMode.Tee, 15, 4)]
    [InlineData(VerifyMode.TeeZk, 15, null)]
    public void LastDisputableSlot_ModeAndModel_GiveTheWindow(VerifyMode mode, int ofModel, int? expected) => Assert.Equal(
        expected is { } slots ? Samples.Now + slots : null,
        ComputeTaskAggregate.LastDisputableSlot(
            Samples.Request with { VerifyMode = mode }, Samples.Model.Description with { ChallengeWindowSlots = ofModel }, Samples.Rules, Samples.Now));

    [Fact]
    public void LastDisputableSlot_NobodyElseCanRepeatIt_IsNone()
    {
        var foreign = Samples.Model.Description with { Determinism = Samples.Model.Description.Determinism with { Engine = "their.engine" } };
        Assert.Null(ComputeTaskAggregate.LastDisputableSlot(Samples.Request, foreign, Samples.Rules, Samples.Now));
        Assert.Null(ComputeTaskAggregate.LastDisputableSlot(
            Samples.Request with { RecipientSession = Samples.SessionId }, Samples.Model.Description, Samples.Rules, Samples.Now));
    }

    [Fact]
    public void Evidence_Encoded_IsReadBack()
    {
        var evidence = new ChallengeEvidence(new ReexecutionClaim("input"u8.ToArray()));
        Assert.True(ChallengeEvidence.TryParse(evidence.Encode(), out var read));
        Assert.Equal("input"u8.ToArray(), read.Reexecution!.Input!.Value.ToArray());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"reexecution\":null}")]
    [InlineData("{\"reexecution\":{},\"more\":1}")]
    public void Evidence_AnythingElse_IsNoEvidence(string text) =>
        Assert.False(ChallengeEvidence.TryParse(System.Text.Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public void Verdicts_InMessages_KeepTheirKind() => Assert.All(
        [Verdicts.Proven(s_evidence), Verdicts.NotProven(s_evidence), new FraudProofVerdict.Unbonded(s_evidence, "It holds nothing."), Lost(s_evidence)],
        verdict => Assert.Equal(verdict, JsonSerializer.Deserialize(
            JsonSerializer.Serialize(verdict, verdict.GetType(), CanonicalJson.Options), verdict.GetType(), CanonicalJson.Options)));

    private static ChallengeId IdOf(string name) => new(Samples.Hash(name));

    private static ComputeTaskState Filed(ComputeTaskState state, string name, Slot? now = null) => Carry(
        state, new ComputeTaskCommand.FileChallenge(IdOf(name), Samples.Submitter, s_evidence, 1), now ?? Samples.Now);

    private static ComputeTaskState Judged(ComputeTaskState state, string name, Func<Bytes32, FraudProofVerdict> verdict, Slot? now = null) =>
        Carry(state, Judge(name, verdict), now ?? Samples.Now);

    private static ComputeTaskCommand.JudgeChallenge Judge(string name, Func<Bytes32, FraudProofVerdict> verdict) =>
        new(IdOf(name), verdict(s_evidence));

    private static FraudProofVerdict Lost(Bytes32 evidenceHash) => new FraudProofVerdict.Unavailable(evidenceHash, "It is gone.");

    private static ErrorCode Refused(ComputeTaskState state, ComputeTaskCommand command, Slot now) =>
        Assert.IsType<Rejected<ComputeTaskEvent, ComputeTaskEffect>>(ComputeTaskAggregate.Decide(state, command, Samples.Rules, now)).Reason.Code;

    private static ComputeTaskState Carry(ComputeTaskState state, ComputeTaskCommand command, Slot now) => TaskStates.Fold(
        state,
        Assert.IsType<Accepted<ComputeTaskEvent, ComputeTaskEffect>>(ComputeTaskAggregate.Decide(state, command, Samples.Rules, now)).Events.AsSpan());
}
