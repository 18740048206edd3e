using LazAI.Engines;
using LazAI.Protocol.Api;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Models;
using LazAI.Protocol.Tests.Deciding;

namespace LazAI.Protocol.Tests.ComputeTasks;

public class ComputeTaskTests
{
    [Fact]
    public void Refusals_ScenariosWithoutFault_AreAccepted()
    {
        ComputeTaskRefusals.SubmitInline.RequireAccepted();
        ComputeTaskRefusals.SubmitLate.RequireAccepted();
        ComputeTaskRefusals.SubmitElsewhere.RequireAccepted();
        ComputeTaskRefusals.Assign.RequireAccepted();
        ComputeTaskRefusals.Extend.RequireAccepted();
        ComputeTaskRefusals.Decline.RequireAccepted();
        ComputeTaskRefusals.Accept.RequireAccepted();
        ComputeTaskRefusals.AcceptAgain.RequireAccepted();
        ComputeTaskRefusals.Conclude.RequireAccepted();
        ComputeTaskRefusals.Settle.RequireAccepted();
    }

    [Theory]
    [InlineData("https://example.org/a", true)]
    [InlineData("ipfs://bafy", true)]
    [InlineData("ar://abc", true)]
    [InlineData("HTTPS://EXAMPLE.ORG/a", true)]
    [InlineData("http://example.org/a", false)]
    [InlineData("https://user:secret@example.org/a", false)]
    [InlineData("file:///etc/passwd", false)]
    [InlineData("data:text/plain,x", false)]
    [InlineData("//example.org/a", false)]
    [InlineData("/etc/passwd", false)]
    [InlineData("Inline", false)]
    [InlineData("", false)]
    public void Submit_LocationElsewhere_IsOneOfTheKnownSchemes(string location, bool valid)
    {
        var request = Samples.Request with { DataLocation = location };
        var refusal = RequestCheck.RefuseContent(request, null, "{}", Samples.Model, Samples.Rules);
        Assert.Equal(valid ? null : ComputeTaskErrors.LocationInvalid, refusal?.Code);
    }

    [Fact]
    public void Submit_LocationElsewhereWithInputBeside_IsRefused() =>
        Assert.Equal(
            ComputeTaskErrors.LocationInvalid,
            RequestCheck.RefuseContent(
                Samples.Request with { DataLocation = "https://example.org/a" }, Samples.Input, "{}", Samples.Model, Samples.Rules)?.Code);

    [Theory]
    [InlineData("{}", true)]
    [InlineData("{\"topK\":[1,2,{\"a\":null}]}", true)]
    [InlineData(" {} ", true)]
    [InlineData("", false)]
    [InlineData("{}{}", false)]
    [InlineData("{},", false)]
    [InlineData("[]", false)]
    [InlineData("1", false)]
    [InlineData("\"{}\"", false)]
    [InlineData("null", false)]
    [InlineData("{\"a\":NaN}", false)]
    [InlineData("{\"a\":1,}", false)]
    [InlineData("{a:1}", false)]
    [InlineData("{\"a\":1,\"a\":1}", false)]
    [InlineData("{\"a\":1,\"\\u0061\":2}", false)]
    [InlineData("{\"a\":[{\"b\":1,\"c\":2,\"b\":1}]}", false)]
    [InlineData("{\"a\":{\"a\":1},\"b\":{\"a\":1},\"A\":1}", true)]
    [InlineData("{\"\\ud800\":1,\"\\ud800\":2}", false)]
    [InlineData("{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{}}}}}}}}}}}}}}}}}", false)]
    public void Submit_Parameters_AreOneJsonObject(string parameters, bool valid)
    {
        var request = Samples.Request with { ParametersHash = Samples.Hash(parameters) };
        var refusal = RequestCheck.RefuseContent(request, Samples.Input, parameters, OfEngine("their.engine", "1"), Samples.Rules);
        Assert.Equal(valid ? null : ComputeTaskErrors.ParametersInvalid, refusal?.Code);
    }

    /// <summary>In every mode: no worker could compute it, and what one signs all the same nobody could check.</summary>
    [Theory]
    [InlineData(Int8MlpEngine.Id, Int8MlpEngine.Version, true)]
    [InlineData(Int8ConvEngine.Id, Int8ConvEngine.Version, true)]
    [InlineData(TreeEnsembleEngine.Id, TreeEnsembleEngine.Version, true)]
    [InlineData(Int8MlpEngine.Id, "unknown", false)]
    [InlineData("their.engine", "1", false)]
    public void Submit_ParametersThatABuiltInEngineDoesNotTake_AreRefused(string engine, string version, bool refused)
    {
        var model = OfEngine(engine, version);
        foreach (var parameters in (string[])["{\"temperature\":1}", "{ }"])
        {
            var request = Samples.Request with { ParametersHash = Samples.Hash(parameters) };
            var refusal = RequestCheck.RefuseContent(request, Samples.Input, parameters, model, Samples.Rules);
            Assert.Equal(refused ? ComputeTaskErrors.ParametersRefused : null, refusal?.Code);
        }
    }

    [Fact]
    public void Submit_EncryptedInput_MayHaveItsEnvelopesSize()
    {
        var model = new RegisteredModel(Samples.Model.Description with { InputBytes = 3 });
        Assert.Equal(
            ComputeTaskErrors.InputSize,
            RequestCheck.RefuseContent(Samples.Request, Samples.Input, "{}", model, Samples.Rules)?.Code);
        Assert.Null(RequestCheck.RefuseContent(
            Samples.Request with { RecipientSession = Samples.SessionId }, Samples.Input, "{}", model, Samples.Rules));
    }

    /// <summary>The fee was reserved in time. Refused now, this task would be missing in a submission whose others run.</summary>
    [Fact]
    public void Submit_WhenTheDeadlineHasPassedMeanwhile_IsAcceptedAndExpires()
    {
        var deadline = Samples.Request.DeadlineSlot;
        Assert.Equal(ComputeTaskErrors.DeadlinePassed, RequestCheck.RefuseTime(Samples.Request, Samples.Rules, deadline)?.Code);
        var submitted = Assert.IsType<Accepted<ComputeTaskEvent, ComputeTaskEffect>>(ComputeTaskAggregate.Decide(
            ComputeTaskState.Initial,
            new ComputeTaskCommand.Submit(Samples.Request, Samples.Input, "{}", Samples.Submission, Samples.Model),
            Samples.Rules,
            deadline));
        var state = submitted.Events.Aggregate(ComputeTaskState.Initial, ComputeTaskAggregate.Apply);
        Assert.Equal(
            ComputeTaskErrors.DeadlinePassed,
            Refusal.RecordedBy(ComputeTaskAggregate.Decide(state, new ComputeTaskCommand.CheckDeadlines(), Samples.Rules, deadline))?.Code);
    }

    [Fact]
    public void ExtendLease_BeforeTheDeadline_StartsTheLeaseAnew()
    {
        var after = Extend(TaskStates.Assigned, Samples.Now + 2);
        Assert.Equal(Samples.Now + 2 + Samples.Rules.LeaseSlots, after.Assignment!.Until);
    }

    [Fact]
    public void ExtendLease_NearTheDeadline_EndsWithIt()
    {
        var state = TaskStates.Assigned with { Request = Samples.Request with { DeadlineSlot = Samples.Now + 4 } };
        Assert.Equal(Samples.Now + 4, Extend(state, Samples.Now + 2).Assignment!.Until);
    }

    [Fact]
    public void ExtendLease_AgainAndAgain_CannotHoldTheTaskForEver()
    {
        var state = TaskStates.Assigned;
        for (var now = Samples.Now; now <= state.Assignment!.Until; now += 1)
        {
            state = Extend(state, now);
            Assert.True(now < Samples.Request.DeadlineSlot + 1 + Samples.Rules.LeaseSlots, "the lease outlasts the deadline");
        }
    }

    [Fact]
    public void ExtendLease_GivenInTimeAndLastingBeyondTheDeadline_IsNotCutShort()
    {
        var state = TaskStates.Assigned with { Request = Samples.Request with { DeadlineSlot = Samples.Now + 1 } };
        Assert.Equal(state, Extend(state, Samples.Now + 1));
    }

    [Fact]
    public void Decline_LongReason_IsCutBetweenCharacters()
    {
        var reason = new string('x', 199) + "😀😀";
        var decision = ComputeTaskAggregate.Decide(
            TaskStates.Assigned,
            new ComputeTaskCommand.Decline(Samples.Worker, Samples.SessionId, reason, DeclineKind.Unable, Samples.Model),
            Samples.Rules,
            Samples.Now);
        var accepted = Assert.IsType<Accepted<ComputeTaskEvent, ComputeTaskEffect>>(decision);
        Assert.Equal(new string('x', 199), Assert.IsType<ComputeTaskEvent.AttemptFailed>(accepted.Events[0]).Detail);
    }

    [Fact]
    public void AttemptFailure_OfAnEvent_IsThatOfAFailedOrRejectedAttemptOnly()
    {
        var (code, at) = (ComputeTaskErrors.OutputTooLarge, Samples.Now);
        var expected = new AttemptFailure(2, Samples.Worker, code, "Why.", at);
        Assert.Equal(expected, AttemptFailure.In(new ComputeTaskEvent.AttemptFailed(Samples.Worker, 2, code, "Why.", at)));
        Assert.Equal(expected, AttemptFailure.In(new ComputeTaskEvent.ResultRejected(Samples.Worker, 2, code, "Why.", at)));
        Assert.Null(AttemptFailure.In(new ComputeTaskEvent.Expired(code, at)));
        Assert.Null(AttemptFailure.In(new ComputeTaskEvent.Verified(Samples.SessionId, null, at)));
    }

    /// <summary>Only a task on data sets can be given back for want of them; elsewhere the word changes nothing.</summary>
    [Theory]
    [InlineData(DataSetEngineNames.GroupSum, DeclineKind.DataSetsUnavailable, "task/data-sets-unavailable", false)]
    [InlineData(DataSetEngineNames.Anchor, DeclineKind.DataSetsUnavailable, "task/data-sets-unavailable", false)]
    [InlineData(DataSetEngineNames.GroupSum, DeclineKind.Unable, "task/declined", true)]
    [InlineData("lazai.openai-pass-through", DeclineKind.DataSetsUnavailable, "task/declined", true)]
    public void Decline_ForWantOfDataSets_IsTheWorkersFaultOnlyWhereThereAreNone(string engine, DeclineKind kind, string code, bool isWorkersFault)
    {
        var description = Samples.Model.Description;
        var model = new RegisteredModel(description with { Determinism = description.Determinism with { Engine = engine } });
        var decision = ComputeTaskAggregate.Decide(
            TaskStates.Assigned with { Request = Samples.Request with { ModelId = model.Id } },
            new ComputeTaskCommand.Decline(Samples.Worker, Samples.SessionId, "No consent.", kind, model),
            Samples.Rules,
            Samples.Now);
        var reason = Assert.IsType<ComputeTaskEvent.AttemptFailed>(
            Assert.IsType<Accepted<ComputeTaskEvent, ComputeTaskEffect>>(decision).Events[0]).Reason;
        Assert.Equal((code, isWorkersFault), (reason.Value, ComputeTaskErrors.IsWorkersFault(reason)));
    }

    [Fact]
    public void AcceptResult_OutputTooLarge_IsRecordedWithoutTheOutput()
    {
        var output = new byte[Samples.Rules.ResultBytesMaximum + 1];
        var decision = ComputeTaskAggregate.Decide(
            TaskStates.Assigned, TaskStates.AcceptResult(Samples.Result(Samples.Request, 5, output)), Samples.Rules, Samples.Now);
        var accepted = Assert.IsType<Accepted<ComputeTaskEvent, ComputeTaskEffect>>(decision);
        Assert.Equal(0, Assert.IsType<ComputeTaskEvent.Executed>(accepted.Events[0]).Execution.Output.Length);
        Assert.Equal(ComputeTaskErrors.OutputTooLarge, Assert.IsType<ComputeTaskEvent.ResultRejected>(accepted.Events[1]).Reason);
    }

    [Fact]
    public void AcceptResult_ModelOfAnotherTask_IsABugNotTheWorkersFault() =>
        Assert.Throws<InvariantViolatedException>(() => ComputeTaskAggregate.Decide(
            TaskStates.Assigned,
            TaskStates.AcceptResult(Samples.Result(Samples.Request, 5)) with { Model = Samples.OtherModel },
            Samples.Rules,
            Samples.Now));

    [Fact]
    public void History_OfAWholeLife_TellsEveryStatusWithItsSlotAndAttempt() =>
        Assert.Equal(
            [
                new StatusChange(ComputeTaskStatus.Submitted, Samples.Now, 0),
                new StatusChange(ComputeTaskStatus.Assigned, Samples.Now, 1),
                new StatusChange(ComputeTaskStatus.Executed, Samples.Now, 1),
                new StatusChange(ComputeTaskStatus.Verified, Samples.Now, 1),
                new StatusChange(ComputeTaskStatus.Final, Samples.Now, 1),
                new StatusChange(ComputeTaskStatus.Settled, Samples.Now, 1),
            ],
            TaskStates.Settled.History.AsEnumerable());

    [Fact]
    public void Outstanding_OfEveryGridState_OffersHeldTasksAndJudgesChallenges() =>
        Assert.All(ComputeTaskGridTests.States, entry => Assert.Equal(
            entry.State.Status == ComputeTaskStatus.Assigned || entry.State.NextChallenge is not null ? 1 : 0,
            ComputeTaskAggregate.Outstanding(entry.State).Length));

    [Fact]
    public void IsTerminal_Statuses_AreThoseThatNothingLeaves() =>
        Assert.Equal(
            [ComputeTaskStatus.Settled, ComputeTaskStatus.Expired, ComputeTaskStatus.Invalid],
            Enum.GetValues<ComputeTaskStatus>().Where(status => (ComputeTaskState.Initial with { Status = status }).IsTerminal));

    private static ComputeTaskState Extend(ComputeTaskState state, Slot now)
    {
        var decision = ComputeTaskAggregate.Decide(
            state, new ComputeTaskCommand.ExtendLease(Samples.Worker, Samples.SessionId, Samples.Model), Samples.Rules, now);
        Assert.Null(Refusal.Of(decision));
        return ((Accepted<ComputeTaskEvent, ComputeTaskEffect>)decision).Events.Aggregate(state, ComputeTaskAggregate.Apply);
    }

    /// <summary>The sample model, which keeps its name, computed by another engine.</summary>
    private static RegisteredModel OfEngine(string engine, string version) => new(Samples.Model.Description with
    {
        Determinism = Samples.Model.Description.Determinism with { Engine = engine, EngineVersion = version },
    });
}
