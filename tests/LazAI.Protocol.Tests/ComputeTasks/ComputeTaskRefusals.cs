using LazAI.Protocol.Challenges;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Models;
using LazAI.Protocol.Tests.Challenges;
using LazAI.Protocol.Tests.Deciding;
using LazAI.Protocol.Workers;

namespace LazAI.Protocol.Tests.ComputeTasks;

/// <summary>Status first, then who asks, then time, then content in the order of the request's fields.</summary>
internal static class ComputeTaskRefusals
{
    public static IEnumerable<RefusalCase> Cases =>
    [
        .. SubmitInline.Cases, .. SubmitLate.Cases, .. SubmitElsewhere.Cases,
        .. Assign.Cases, .. Extend.Cases, .. Decline.Cases, .. Accept.Cases, .. AcceptAgain.Cases,
        .. File.Cases, .. FileInvalid.Cases, .. FileUndisputable.Cases, .. Judge.Cases, .. Conclude.Cases, .. Settle.Cases, .. Ends,
    ];

    private static readonly ChallengeId s_challenge = new(Samples.Hash("a"));
    private static readonly RegisteredModel s_ofDataSets = new(
        Samples.Model.Description with { Determinism = Samples.Model.Description.Determinism with { Engine = DataSetEngineNames.GroupSum } });

    public static RefusalChain<Submission> SubmitInline { get; } =
        new RefusalChain<Submission>("submit", () => new Submission(), submission => submission.Decide())
            .Then(ComputeTaskErrors.DeadlinePassed, it => it.Request = it.Request with { DeadlineSlot = Samples.Now })
            .Then(ComputeTaskErrors.ModelMismatch, it => it.Request = it.Request with { ModelId = Samples.OtherModel.Id })
            .Then(ComputeTaskErrors.ModeNotSupported, it => it.Request = it.Request with { VerifyMode = VerifyMode.Optimistic })
            .Then(ComputeTaskErrors.FeeTooLow, it => it.Request = it.Request with { FeeMaximum = new Amount(99) })
            .Then(ComputeTaskErrors.ParametersTooLarge, it => it.Parameters = new string('[', Samples.Rules.ParametersBytesMaximum + 1))
            .Then(ComputeTaskErrors.ParametersInvalid, it => it.Parameters = "{\"a\":1")
            .Then(ComputeTaskErrors.ParametersMismatch, it => it.Parameters = "{\"a\":1}")
            .Then(
                ComputeTaskErrors.ParametersRefused,
                it => (it.Parameters, it.Request) = ("{ }", it.Request with { ParametersHash = Samples.Hash("{ }") }))
            .Then(ComputeTaskErrors.InputTooLarge, it => it.Input = new byte[Samples.Rules.InlineDataBytesMaximum + 1])
            .Then(ComputeTaskErrors.InputSize, it => (it.Model, it.Input) = (WithInputBytes(5), "other input"u8.ToArray()))
            .Then(ComputeTaskErrors.InputMismatch, it => it.Input = "inpuT"u8.ToArray());

    public static RefusalChain<Submission> SubmitLate { get; } =
        new RefusalChain<Submission>("submit far ahead, nothing inline", () => new Submission(), submission => submission.Decide())
            .Then(
                ComputeTaskErrors.DeadlineTooFar,
                it => it.Request = it.Request with { DeadlineSlot = Samples.Now + Samples.Rules.TaskDeadlineSlotsMaximum + 1 })
            .Then(ComputeTaskErrors.InputMissing, it => it.Input = null);

    public static RefusalChain<Submission> SubmitElsewhere { get; } =
        new RefusalChain<Submission>("submit input elsewhere", Elsewhere, submission => submission.Decide())
            .Then(ComputeTaskErrors.LocationInvalid, it => it.Request = it.Request with { DataLocation = "http://plain" });

    public static RefusalChain<Assigning> Assign { get; } =
        new RefusalChain<Assigning>("assign", () => new Assigning(), assigning => assigning.Decide())
            .Then(ComputeTaskErrors.NotFound, it => it.State = ComputeTaskState.Initial)
            .Then(ComputeTaskErrors.NotSubmitted, it => it.State = TaskStates.Expired)
            .Then(ComputeTaskErrors.AttemptOutdated, it => it.Command = it.Command with { Attempt = 2 })
            .Then(ComputeTaskErrors.WrongSession, it => it.Request = it.Request with { RecipientSession = Samples.OtherSessionId })
            .Then(ComputeTaskErrors.DeadlinePassed, it => it.Request = it.Request with { DeadlineSlot = Samples.Now })
            .Then(
                ComputeTaskErrors.SessionTooShort,
                it => it.Command = it.Command with { SessionUntil = Samples.Now + (Samples.Rules.LeaseSlots - 1) });

    public static RefusalChain<Holding> Extend { get; } = HolderChain(
        "extend lease", it => new ComputeTaskCommand.ExtendLease(it.Worker, it.Session, Samples.Model));

    public static RefusalChain<Holding> Decline { get; } = HolderChain(
        "decline", it => new ComputeTaskCommand.Decline(it.Worker, it.Session, "draining", DeclineKind.Unable, Samples.Model));

    /// <summary>Who holds the lease has signed the result: from there on a fault uses up the attempt.</summary>
    public static RefusalChain<Holding> Accept { get; } =
        HolderChain("accept result", it => new ComputeTaskCommand.AcceptResult(it.Verified, 1, Samples.Model))
            .Then(ComputeTaskErrors.OutputTooLarge, it => it.SignOutput(new byte[Samples.Rules.ResultBytesMaximum + 1]))
            .Then(ComputeTaskErrors.ProofUnexpected, it => it.Result = it.Result with { TraceRoot = Samples.Hash("trace") })
            .Then(ComputeTaskErrors.ObjectiveMismatch, it => it.Result = it.Result with { Objective = Samples.Hash("lie") });

    public static RefusalChain<Holding> AcceptAgain { get; } =
        new RefusalChain<Holding>(
            "accept another result",
            () => new Holding { State = TaskStates.VerifiedAt(Samples.Now) },
            it => it.Decide(new ComputeTaskCommand.AcceptResult(it.Verified, 1, Samples.Model)))
            .Then(ComputeTaskErrors.AlreadyExecuted, it => it.Result = it.Result with { Sequence = 6 });

    /// <summary>The status comes first, then the window, then who asks, then the number.</summary>
    public static RefusalChain<Holding> File { get; } =
        new RefusalChain<Holding>(
            "file challenge",
            () => new Holding { State = TaskStates.DisputableUntil(Samples.Now), Worker = Samples.Submitter },
            it => it.Decide(new ComputeTaskCommand.FileChallenge(s_challenge, it.Worker, Samples.Hash("evidence"), 1)))
            .Then(ChallengeErrors.TooEarly, it => it.State = TaskStates.Executed)
            .Then(ChallengeErrors.WindowClosed, it => it.State = it.State with { DisputableUntil = Samples.Now + -1 })
            .Then(ChallengeErrors.OwnResult, it => it.Worker = Samples.Worker)
            .Then(ChallengeErrors.TooMany, it => it.State = TaskStates.Challenged(
                Samples.Now, [.. Enumerable.Range(0, Samples.Rules.ChallengesPerTaskMaximum).Select(i => "challenge " + i)]));

    public static RefusalChain<Holding> FileInvalid { get; } =
        new RefusalChain<Holding>(
            "file challenge of an invalid result",
            () => new Holding { State = TaskStates.DisputableUntil(Samples.Now) },
            it => it.Decide(new ComputeTaskCommand.FileChallenge(s_challenge, Samples.Submitter, Samples.Hash("evidence"), 1)))
            .Then(ChallengeErrors.AlreadyInvalid, it => it.State = it.State with { Status = ComputeTaskStatus.Invalid });

    public static RefusalChain<Holding> FileUndisputable { get; } =
        new RefusalChain<Holding>(
            "file challenge of what nobody can repeat",
            () => new Holding { State = TaskStates.DisputableUntil(Samples.Now) },
            it => it.Decide(new ComputeTaskCommand.FileChallenge(s_challenge, Samples.Submitter, Samples.Hash("evidence"), 1)))
            .Then(ChallengeErrors.NotDisputable, it => it.State = TaskStates.VerifiedAt(Samples.Now));

    public static RefusalChain<Holding> Judge { get; } =
        new RefusalChain<Holding>(
            "judge challenge",
            () => new Holding { State = TaskStates.Challenged(Samples.Now, "a") },
            it => it.Decide(new ComputeTaskCommand.JudgeChallenge(s_challenge, Verdicts.NotProven(Samples.Hash("evidence of a fault")))))
            .Then(ChallengeErrors.NotFound, it => it.State = TaskStates.DisputableUntil(Samples.Now))
            .Then(ChallengeErrors.NotItsTurn, it => it.State = TaskStates.Challenged(Samples.Now, "b", "a"));

    public static RefusalChain<Holding> Conclude { get; } =
        new RefusalChain<Holding>(
            "conclude",
            () => new Holding { State = TaskStates.VerifiedAt(Samples.Now + -1) },
            it => it.Decide(new ComputeTaskCommand.Conclude()))
            .Then(ComputeTaskErrors.NotVerified, it => it.State = TaskStates.Assigned)
            .Then(ComputeTaskErrors.TooEarly, it => it.State = TaskStates.VerifiedAt(Samples.Now))
            .Then(ComputeTaskErrors.ChallengePending, it => it.State = TaskStates.Challenged(Samples.Now + 5, "a"));

    public static RefusalChain<Holding> Settle { get; } =
        new RefusalChain<Holding>(
            "mark settled",
            () => new Holding { State = TaskStates.Final },
            it => it.Decide(new ComputeTaskCommand.MarkSettled(it.Fee)))
            .Then(ComputeTaskErrors.NotFinal, it => it.State = TaskStates.VerifiedAt(Samples.Now))
            .Then(ComputeTaskErrors.FeeMismatch, it => it.Fee = new SettledFee(new Amount(UInt128.MaxValue), new Amount(151)));

    private static IEnumerable<RefusalCase> Ends =>
    [
        new("lapsed lease, recorded", ComputeTaskErrors.LeaseLapsed, () => Refusal.RecordedBy(ComputeTaskAggregate.Decide(
            TaskStates.WithLeaseUntil(TaskStates.Assigned, Samples.Now), new ComputeTaskCommand.CheckDeadlines(), Samples.Rules, Samples.Now + 1))),
        new("fault proven, recorded", ChallengeErrors.FaultProven, () => Refusal.RecordedBy(ComputeTaskAggregate.Decide(
            TaskStates.Challenged(Samples.Now, "a"),
            new ComputeTaskCommand.JudgeChallenge(s_challenge, Verdicts.Proven(Samples.Hash("evidence of a fault"))),
            Samples.Rules,
            Samples.Now))),
        new("declined, recorded", ComputeTaskErrors.Declined, () => Refusal.RecordedBy(ComputeTaskAggregate.Decide(
            TaskStates.Assigned,
            new ComputeTaskCommand.Decline(Samples.Worker, Samples.SessionId, "draining", DeclineKind.Unable, Samples.Model),
            Samples.Rules,
            Samples.Now))),
        new("declined for want of data sets, recorded", ComputeTaskErrors.DataSetsUnavailable, () => Refusal.RecordedBy(ComputeTaskAggregate.Decide(
            TaskStates.Assigned with { Request = Samples.Request with { ModelId = s_ofDataSets.Id } },
            new ComputeTaskCommand.Decline(Samples.Worker, Samples.SessionId, "no consent", DeclineKind.DataSetsUnavailable, s_ofDataSets),
            Samples.Rules,
            Samples.Now))),
        new("last attempt, recorded", ComputeTaskErrors.AttemptsUsedUp, () => Refusal.RecordedBy(ComputeTaskAggregate.Decide(
            TaskStates.AssignedTo(Samples.Worker, Samples.SessionId, Samples.Rules.TaskAttemptsMaximum),
            new ComputeTaskCommand.Decline(Samples.Worker, Samples.SessionId, "draining", DeclineKind.Unable, Samples.Model),
            Samples.Rules,
            Samples.Now))),
        new("deadline, recorded", ComputeTaskErrors.DeadlinePassed, () => Refusal.RecordedBy(ComputeTaskAggregate.Decide(
            TaskStates.Submitted, new ComputeTaskCommand.CheckDeadlines(), Samples.Rules, Samples.Request.DeadlineSlot))),
        new("settled with another fee", ComputeTaskErrors.FeeMismatch, () => Refusal.Of(ComputeTaskAggregate.Decide(
            TaskStates.Settled,
            new ComputeTaskCommand.MarkSettled(new SettledFee(new Amount(99), new Amount(51))),
            Samples.Rules,
            Samples.Now))),
    ];

    private static RefusalChain<Holding> HolderChain(string name, Func<Holding, ComputeTaskCommand> command) =>
        new RefusalChain<Holding>(name, () => new Holding(), it => it.Decide(command(it)))
            .Then(ComputeTaskErrors.NotAssigned, it => it.State = TaskStates.Submitted)
            .Then(ComputeTaskErrors.WrongWorker, it => it.Worker = Samples.OtherWorker)
            .Then(ComputeTaskErrors.WrongSession, it => it.Session = Samples.OtherSessionId)
            .Then(ComputeTaskErrors.LeaseLapsed, it => it.State = TaskStates.WithLeaseUntil(TaskStates.Assigned, Samples.Now + -1));

    private static Submission Elsewhere() => new()
    {
        Request = Samples.Request with { DataLocation = "ipfs://bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi" },
        Input = null,
    };

    private static RegisteredModel WithInputBytes(int bytes) => new(Samples.Model.Description with { InputBytes = bytes });

    internal sealed class Submission
    {
        public TaskRequest Request { get; set; } = Samples.Request;

        public byte[]? Input { get; set; } = Samples.Input;

        public string Parameters { get; set; } = "{}";

        public RegisteredModel Model { get; set; } = Samples.Model;

        public Rejection? Decide() => RequestCheck.RefuseTime(Request, Samples.Rules, Samples.Now) ?? Refusal.Of(ComputeTaskAggregate.Decide(
            ComputeTaskState.Initial,
            new ComputeTaskCommand.Submit(
                Request, Input is null ? default(ReadOnlyMemory<byte>?) : Input, Parameters, Samples.Submission, Model),
            Samples.Rules,
            Samples.Now));
    }

    internal sealed class Assigning
    {
        public ComputeTaskState State { get; set; } = TaskStates.Submitted;

        public TaskRequest Request { get; set; } = Samples.Request;

        public ComputeTaskCommand.Assign Command { get; set; } = TaskStates.Assign(1);

        public Rejection? Decide() => Refusal.Of(ComputeTaskAggregate.Decide(
            State.Status == ComputeTaskStatus.None ? State : State with { Request = Request }, Command, Samples.Rules, Samples.Now));
    }

    internal sealed class Holding
    {
        public ComputeTaskState State { get; set; } = TaskStates.Assigned;

        public LazAI.Cryptography.Address Worker { get; set; } = Samples.Worker;

        public SessionId Session { get; set; } = Samples.SessionId;

        public TaskResult Result { get; set; } = Samples.Result(Samples.Request, 5).Result;

        public byte[] Output { get; private set; } = Samples.Output;

        public SettledFee Fee { get; set; } = TaskStates.Fee;

        public VerifiedTaskResult Verified => Samples.Verified(new SubmittedResult(Result, Output), Worker, Session);

        public void SignOutput(byte[] output) =>
            (Output, Result) = (output, Result with { ResultHash = LazAI.Cryptography.Keccak256.Hash(output) });

        public Rejection? Decide(ComputeTaskCommand command) =>
            Refusal.RecordedBy(ComputeTaskAggregate.Decide(State, command, Samples.Rules, Samples.Now)) is { } reason
            && reason.Code != ComputeTaskErrors.Declined
                ? reason
                : null;
    }
}
