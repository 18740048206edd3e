using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Models;
using LazAI.Protocol.Proofs;
using LazAI.Protocol.Workers;
using TaskDecision = LazAI.Protocol.Decision<LazAI.Protocol.ComputeTasks.ComputeTaskEvent, LazAI.Protocol.ComputeTasks.ComputeTaskEffect>;

namespace LazAI.Protocol.ComputeTasks;

/// <summary>
/// The rules of a compute task (PROTOCOL §4, §7). Where several reasons to refuse apply, the status comes first, then who
/// asks, then time, then content in the order of the request's fields.
/// </summary>
public static partial class ComputeTaskAggregate
{
    private const int DeclineReasonLengthMaximum = 200;

    public static TaskDecision Decide(ComputeTaskState state, ComputeTaskCommand command, ProtocolRules rules, Slot now)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(rules);
        return (state.Status, command) switch
        {
            // §4: sending the same request again answers with the same task.
            (ComputeTaskStatus.None, ComputeTaskCommand.Submit submit) => DecideSubmit(submit, rules, now),
            (_, ComputeTaskCommand.Submit) => Accept(),
            (ComputeTaskStatus.None, _) => Reject(ComputeTaskErrors.NotFound, "There is no such task."),

            (ComputeTaskStatus.Submitted, ComputeTaskCommand.Assign assign) => DecideAssign(state, assign, rules, now),
            (ComputeTaskStatus.Assigned, ComputeTaskCommand.Assign assign) when IsSameAssignment(state, assign) => Accept(),
            (_, ComputeTaskCommand.Assign) => Reject(ComputeTaskErrors.NotSubmitted, $"The task is {state.Status}."),

            (ComputeTaskStatus.Assigned, ComputeTaskCommand.ExtendLease extend) => DecideExtend(state, extend, rules, now),
            (_, ComputeTaskCommand.ExtendLease) => Reject(ComputeTaskErrors.NotAssigned, $"The task is {state.Status}."),

            (ComputeTaskStatus.Assigned, ComputeTaskCommand.Decline decline) => DecideDecline(state, decline, rules, now),
            (_, ComputeTaskCommand.Decline) => Reject(ComputeTaskErrors.NotAssigned, $"The task is {state.Status}."),

            (ComputeTaskStatus.Submitted or ComputeTaskStatus.Assigned or ComputeTaskStatus.Executed, ComputeTaskCommand.CheckDeadlines) =>
                DecideDeadlines(state, rules, now),
            (_, ComputeTaskCommand.CheckDeadlines) => Accept(),

            (ComputeTaskStatus.Assigned, ComputeTaskCommand.AcceptResult accept) => DecideResult(state, accept, rules, now),

            // §7.2: the same result with the proof that it awaits; whoever brought it first may have left the proof out.
            (ComputeTaskStatus.Executed, ComputeTaskCommand.AcceptResult { Result.Proof: { } proof } accept) when IsSameResult(state, accept) =>
                DecideProof(state, new ComputeTaskCommand.AcceptProof(proof, accept.Model), rules, now),
            (_, ComputeTaskCommand.AcceptResult accept) when IsSameResult(state, accept) => Accept(),
            (ComputeTaskStatus.Submitted or ComputeTaskStatus.Expired, ComputeTaskCommand.AcceptResult) =>
                Reject(ComputeTaskErrors.NotAssigned, "Nobody holds the task's lease."),
            (_, ComputeTaskCommand.AcceptResult) => Reject(ComputeTaskErrors.AlreadyExecuted, $"The task is {state.Status}."),

            // §7.2: the proof of a result that came without it.
            (ComputeTaskStatus.Executed, ComputeTaskCommand.AcceptProof accept) => DecideProof(state, accept, rules, now),
            (_, ComputeTaskCommand.AcceptProof accept) when IsSameProof(state.Execution?.Proof, accept.Proof) => Accept(),
            (_, ComputeTaskCommand.AcceptProof) => Reject(ComputeTaskErrors.ProofNotAwaited, $"The task is {state.Status}: it awaits no proof."),

            // §7.3: challenges of a result.
            (_, ComputeTaskCommand.FileChallenge file) => DecideFile(state, file, rules, now),
            (_, ComputeTaskCommand.JudgeChallenge judge) => DecideJudge(state, judge, now),

            // Until committees seal batches, a verified task is final once its window is over (§4 keeps the states in between).
            (ComputeTaskStatus.Verified, ComputeTaskCommand.Conclude) => DecideConclude(state, now),
            (ComputeTaskStatus.Final or ComputeTaskStatus.Settled, ComputeTaskCommand.Conclude) => Accept(),
            (_, ComputeTaskCommand.Conclude) => Reject(ComputeTaskErrors.NotVerified, $"The task is {state.Status}."),

            (ComputeTaskStatus.Final, ComputeTaskCommand.MarkSettled settled) => DecideSettled(state, settled, now),
            (ComputeTaskStatus.Settled, ComputeTaskCommand.MarkSettled settled) when state.Fee == settled.Fee => Accept(),
            (ComputeTaskStatus.Settled, ComputeTaskCommand.MarkSettled) =>
                Reject(ComputeTaskErrors.FeeMismatch, $"The task was settled with {state.Fee}."),
            (_, ComputeTaskCommand.MarkSettled) => Reject(ComputeTaskErrors.NotFinal, $"The task is {state.Status}."),

            _ => throw new ArgumentOutOfRangeException(nameof(command), command, "Not a task command."),
        };
    }

    public static ComputeTaskState Apply(ComputeTaskState state, ComputeTaskEvent @event)
    {
        ArgumentNullException.ThrowIfNull(state);
        return @event switch
        {
            ComputeTaskEvent.Submitted submitted => Move(state, ComputeTaskStatus.Submitted, submitted.At) with
            {
                Request = submitted.Request,
                Input = submitted.Input,
                Parameters = submitted.Parameters,
                Submission = submitted.Submission,
                RulesVersion = submitted.RulesVersion,
            },
            ComputeTaskEvent.Assigned assigned => Move(
                state with { Attempt = assigned.Attempt, Assignment = assigned.Assignment },
                ComputeTaskStatus.Assigned,
                assigned.Assignment.AssignedAt),
            ComputeTaskEvent.LeaseExtended extended => state with { Assignment = state.Assignment! with { Until = extended.Until } },
            ComputeTaskEvent.AttemptFailed failed =>
                Move(state, ComputeTaskStatus.Submitted, failed.At) with { Assignment = null },
            ComputeTaskEvent.Executed executed =>
                Move(state, ComputeTaskStatus.Executed, executed.At) with { Execution = executed.Execution },
            ComputeTaskEvent.ProofSubmitted submitted => state with { Execution = state.Execution! with { Proof = submitted.Proof } },
            ComputeTaskEvent.ResultRejected rejected =>
                Move(state, ComputeTaskStatus.Submitted, rejected.At) with { Assignment = null, Execution = null },
            ComputeTaskEvent.Verified verified =>
                Move(state, ComputeTaskStatus.Verified, verified.At) with { DisputableUntil = verified.DisputableUntil },
            ComputeTaskEvent.ChallengeFiled filed => state with { Challenges = state.Challenges.Add(filed.Challenge) },
            ComputeTaskEvent.ChallengeDecided decided => ApplyDecided(state, decided),
            ComputeTaskEvent.Invalidated invalidated => Move(state, ComputeTaskStatus.Invalid, invalidated.At),
            ComputeTaskEvent.Finalized finalized => Move(state, ComputeTaskStatus.Final, finalized.At),
            ComputeTaskEvent.Settled settled => Move(state, ComputeTaskStatus.Settled, settled.At) with { Fee = settled.Fee },
            ComputeTaskEvent.Expired expired => Move(state, ComputeTaskStatus.Expired, expired.At) with { Assignment = null },
            _ => throw new ArgumentOutOfRangeException(nameof(@event), @event, "Not a task event."),
        };
    }

    /// <summary>Effects that a task in this state still owes; issued again when it is activated.</summary>
    public static ImmutableArray<ComputeTaskEffect> Outstanding(ComputeTaskState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state switch
        {
            { Status: ComputeTaskStatus.Assigned, Assignment: { } assignment } => [new ComputeTaskEffect.Offer(assignment)],
            { NextChallenge: { } challenge } => [new ComputeTaskEffect.Judge(challenge.Id)],
            _ => [],
        };
    }

    /// <summary>What a settled task has cost: the model's price; the rest of the reservation goes back.</summary>
    public static SettledFee FeeOf(TaskRequest request, ModelDescription model)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(model);
        return new SettledFee(model.Price, request.FeeMaximum - model.Price);
    }

    /// <summary>Slots that a lease of this model lasts.</summary>
    public static long LeaseSlots(ModelDescription model, ProtocolRules rules)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(rules);
        return model.LeaseSlots > 0 ? model.LeaseSlots : rules.LeaseSlots;
    }

    private static TaskDecision DecideSubmit(ComputeTaskCommand.Submit submit, ProtocolRules rules, Slot now) =>
        RequestCheck.RefuseContent(submit.Request, submit.Input, submit.Parameters, submit.Model, rules) is { } refusal
            ? new Rejected<ComputeTaskEvent, ComputeTaskEffect>(refusal)
            : Accept(new ComputeTaskEvent.Submitted(
                submit.Request, submit.Input, submit.Parameters, submit.Submission, rules.Version, now));

    private static TaskDecision DecideAssign(ComputeTaskState state, ComputeTaskCommand.Assign assign, ProtocolRules rules, Slot now)
    {
        var request = state.Request!;
        RequireModel(request, assign.Model);
        if (assign.Attempt != state.Attempt + 1)
        {
            return Reject(ComputeTaskErrors.AttemptOutdated, $"The next attempt is {state.Attempt + 1}, not {assign.Attempt}.");
        }

        if (request.RecipientSession != default && request.RecipientSession != assign.Session)
        {
            return Reject(ComputeTaskErrors.WrongSession, $"The input is encrypted to session {request.RecipientSession}.");
        }

        if (request.DeadlineSlot <= now)
        {
            return Reject(ComputeTaskErrors.DeadlinePassed, $"The deadline was slot {request.DeadlineSlot}.");
        }

        var until = now + LeaseSlots(assign.Model.Description, rules);
        if (assign.SessionUntil < until)
        {
            return Reject(ComputeTaskErrors.SessionTooShort, $"The session ends at slot {assign.SessionUntil}, the lease at slot {until}.");
        }

        var assignment = new TaskAssignment(assign.Worker, assign.Session, now, until, assign.RosterHash, assign.DrawIndex, assign.Stake);
        return Accept(
            [new ComputeTaskEvent.Assigned(assignment, assign.Attempt)],
            new ComputeTaskEffect.Offer(assignment));
    }

    private static TaskDecision DecideExtend(
        ComputeTaskState state, ComputeTaskCommand.ExtendLease extend, ProtocolRules rules, Slot now)
    {
        RequireModel(state.Request!, extend.Model);
        if (RefuseHolder(state, extend.Worker, extend.Session, now) is { } refusal)
        {
            return refusal;
        }

        // Heart-beats do not carry a lease beyond the task's deadline, or a worker could keep the fee locked for ever.
        var until = Math.Min((now + LeaseSlots(extend.Model.Description, rules)).Number, state.Request!.DeadlineSlot.Number);
        return until <= state.Assignment!.Until.Number ? Accept() : Accept(new ComputeTaskEvent.LeaseExtended(new Slot(until), now));
    }

    private static TaskDecision DecideDecline(
        ComputeTaskState state, ComputeTaskCommand.Decline decline, ProtocolRules rules, Slot now)
    {
        if (RefuseHolder(state, decline.Worker, decline.Session, now) is { } refusal)
        {
            return refusal;
        }

        // Only where the task is on data sets: elsewhere a worker would have a word that makes every refusal free.
        RequireModel(state.Request!, decline.Model);
        var isExcused = decline.Kind == DeclineKind.DataSetsUnavailable && DataSetEngineNames.Contains(decline.Model.Description.Determinism.Engine);
        return FailAttempt(
            state, isExcused ? ComputeTaskErrors.DataSetsUnavailable : ComputeTaskErrors.Declined, Shorten(decline.Reason), rules, now);
    }

    private static string Shorten(string reason)
    {
        if (reason.Length <= DeclineReasonLengthMaximum)
        {
            return reason;
        }

        // Half a surrogate pair has no UTF-8 form and would be read back from the log as something else.
        var length = char.IsHighSurrogate(reason[DeclineReasonLengthMaximum - 1]) ? DeclineReasonLengthMaximum - 1 : DeclineReasonLengthMaximum;
        return reason[..length];
    }

    private static TaskDecision DecideDeadlines(ComputeTaskState state, ProtocolRules rules, Slot now)
    {
        if (state.Assignment is { } assignment)
        {
            // A lease that was given in time is honoured to its end, even beyond the task's deadline.
            return assignment.Until >= now ? Accept()
                : state.Status == ComputeTaskStatus.Executed
                    ? RejectResult(state, [], new(ComputeTaskErrors.ProofMissing, $"No proof came up to slot {assignment.Until}."), rules, now)
                    : FailAttempt(state, ComputeTaskErrors.LeaseLapsed, $"The lease ended with slot {assignment.Until}.", rules, now);
        }

        return state.Request!.DeadlineSlot <= now
            ? Accept(new ComputeTaskEvent.Expired(ComputeTaskErrors.DeadlinePassed, now))
            : Accept();
    }

    private static TaskDecision DecideResult(
        ComputeTaskState state, ComputeTaskCommand.AcceptResult accept, ProtocolRules rules, Slot now)
    {
        RequireModel(state.Request!, accept.Model);
        var verified = accept.Result;
        if (RefuseHolder(state, verified.Worker, verified.Session, now) is { } refusal)
        {
            return refusal;
        }

        // Whoever brings it may have put other bytes beside what is signed: nothing has happened, and the genuine ones may still come.
        var trace = ResultCheck.CheckTrace(state, verified, accept.Model);
        if (ResultCheck.FindUnsigned(trace) is { } unsigned)
        {
            return new Rejected<ComputeTaskEvent, ComputeTaskEffect>(unsigned);
        }

        // From here on the assigned session has signed it: a fault is the worker's and uses up the attempt (§4, Rejected).
        var executed = new ComputeTaskEvent.Executed(
            new TaskExecution(verified.Result, verified.Output, accept.BatchVersion, StoredTraceOf(state.Request!, verified), verified.Proof), now);
        if (ResultCheck.FindFault(state, verified, trace, accept.Model, rules) is { } fault)
        {
            return RejectResult(state, [WithoutExcess(executed, rules)], fault, rules, now);
        }

        if (state.Request!.VerifyMode == VerifyMode.TeeZk && ResultCheck.AwaitsProof(verified))
        {
            return Accept(executed);
        }

        var disputableUntil = LastDisputableSlot(state.Request!, accept.Model.Description, rules, now);
        return Accept(executed, new ComputeTaskEvent.Verified(verified.Session, disputableUntil, now));
    }

    /// <summary>Anyone may bring the proof that a session has signed the hash of; what has another hash is nobody's and changes nothing.</summary>
    private static TaskDecision DecideProof(ComputeTaskState state, ComputeTaskCommand.AcceptProof accept, ProtocolRules rules, Slot now)
    {
        RequireModel(state.Request!, accept.Model);
        var execution = state.Execution!;
        if (state.Assignment!.Until < now)
        {
            return Reject(ComputeTaskErrors.LeaseLapsed, $"The lease ended with slot {state.Assignment.Until}, now is slot {now}.");
        }

        var fault = ProofCheck.FindFault(
            execution.Result.ZkPublicHash, accept.Proof, accept.Model, ResultCheck.ReadableInput(state), execution.Output.Span);
        if (fault?.Code == ComputeTaskErrors.ProofMissing)
        {
            return new Rejected<ComputeTaskEvent, ComputeTaskEffect>(fault);
        }

        var submitted = new ComputeTaskEvent.ProofSubmitted(accept.Proof, now);
        return fault is null
            ? Accept(submitted, new ComputeTaskEvent.Verified(
                state.Assignment.Session, LastDisputableSlot(state.Request!, accept.Model.Description, rules, now), now))
            : RejectResult(state, [submitted], fault, rules, now);
    }

    private static TaskDecision RejectResult(
        ComputeTaskState state, ImmutableArray<ComputeTaskEvent> before, Rejection fault, ProtocolRules rules, Slot now) =>
        Accept(EndAttempt(
            state,
            before.Add(new ComputeTaskEvent.ResultRejected(state.Assignment!.Worker, state.Attempt, fault.Code, fault.Detail, now)),
            rules,
            now));

    /// <summary>The trace that the session has signed: only mode OP has one, and without a root there is none.</summary>
    private static StoredTrace? StoredTraceOf(TaskRequest request, VerifiedTaskResult verified) =>
        request.VerifyMode == VerifyMode.Optimistic && verified is { Result: { } result, Trace: { ResultOpening.IsDefault: false } trace }
            && result.TraceRoot != Bytes32.Zero
            ? new StoredTrace(Keccak256.Hash(trace.Roots.Span), trace.ResultOpening)
            : null;

    private static TaskDecision DecideSettled(ComputeTaskState state, ComputeTaskCommand.MarkSettled settled, Slot now) =>
        Amount.TryAdd(settled.Fee.Charged, settled.Fee.Refunded, out var total) && total == state.Request!.FeeMaximum
            ? Accept(new ComputeTaskEvent.Settled(settled.Fee, now))
            : Reject(ComputeTaskErrors.FeeMismatch, $"Charge and refund do not add up to the {state.Request!.FeeMaximum} reserved.");

    /// <summary>The caller looks the model up by the request's id; with another one, the worker would be blamed for our mistake.</summary>
    private static void RequireModel(TaskRequest request, RegisteredModel model) =>
        Invariant.Require(model.Id == request.ModelId, "a task is judged by the model that its request names");

    private static TaskDecision? RefuseHolder(ComputeTaskState state, Address worker, SessionId session, Slot now)
    {
        var assignment = state.Assignment!;
        if (assignment.Worker != worker)
        {
            return Reject(ComputeTaskErrors.WrongWorker, $"Worker {assignment.Worker} holds the lease.");
        }

        if (assignment.Session != session)
        {
            return Reject(ComputeTaskErrors.WrongSession, $"Session {assignment.Session} holds the lease.");
        }

        return assignment.Until < now
            ? Reject(ComputeTaskErrors.LeaseLapsed, $"The lease ended with slot {assignment.Until}, now is slot {now}.")
            : null;
    }

    private static TaskDecision FailAttempt(ComputeTaskState state, ErrorCode reason, string detail, ProtocolRules rules, Slot now)
    {
        var assignment = state.Assignment!;
        var failed = new ComputeTaskEvent.AttemptFailed(assignment.Worker, state.Attempt, reason, detail, now);
        return Accept(
            EndAttempt(state, [failed], rules, now), new ComputeTaskEffect.Withdraw(assignment.Worker, assignment.Session));
    }

    private static ImmutableArray<ComputeTaskEvent> EndAttempt(
        ComputeTaskState state, ImmutableArray<ComputeTaskEvent> events, ProtocolRules rules, Slot now)
    {
        if (state.Attempt >= rules.TaskAttemptsMaximum)
        {
            return events.Add(new ComputeTaskEvent.Expired(ComputeTaskErrors.AttemptsUsedUp, now));
        }

        return state.Request!.DeadlineSlot <= now
            ? events.Add(new ComputeTaskEvent.Expired(ComputeTaskErrors.DeadlinePassed, now))
            : events;
    }

    /// <summary>A refused result is kept as evidence, but not more of it than an accepted one could have.</summary>
    private static ComputeTaskEvent.Executed WithoutExcess(ComputeTaskEvent.Executed executed, ProtocolRules rules)
    {
        var execution = executed.Execution;
        return executed with
        {
            Execution = execution with
            {
                Output = execution.Output.Length <= rules.ResultBytesMaximum ? execution.Output : ReadOnlyMemory<byte>.Empty,
                Proof = execution.Proof is { } proof && ProofCheck.IsTooLarge(proof) ? null : execution.Proof,
            },
        };
    }

    private static bool IsSameAssignment(ComputeTaskState state, ComputeTaskCommand.Assign assign) =>
        state.Attempt == assign.Attempt && state.Assignment!.Worker == assign.Worker && state.Assignment.Session == assign.Session;

    private static bool IsSameResult(ComputeTaskState state, ComputeTaskCommand.AcceptResult accept) =>
        state.Execution?.Result == accept.Result.Result && state.Assignment?.Session == accept.Result.Session;

    private static bool IsSameProof(ResultProof? known, ResultProof proof) => known is not null && known.ComputeHash() == proof.ComputeHash();

    private static ComputeTaskState Move(ComputeTaskState state, ComputeTaskStatus status, Slot at) =>
        state with { Status = status, History = state.History.Add(new StatusChange(status, at, state.Attempt)) };

    private static Accepted<ComputeTaskEvent, ComputeTaskEffect> Accept(params ImmutableArray<ComputeTaskEvent> events) => new(events, []);

    private static Accepted<ComputeTaskEvent, ComputeTaskEffect> Accept(
        ImmutableArray<ComputeTaskEvent> events, ComputeTaskEffect effect) => new(events, [effect]);

    private static Rejected<ComputeTaskEvent, ComputeTaskEffect> Reject(ErrorCode code, string detail) => new(new Rejection(code, detail));
}
