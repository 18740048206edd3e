using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.Challenges;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Ledger;
using LazAI.Simulation.Parties;
using LazAI.Simulation.Storage;

namespace LazAI.Simulation.Auditing;

/// <summary>
/// Follows every result and its challenges (PROTOCOL §7.3) beside a run of its own of the model: who lies and is challenged with proof is
/// convicted, and nobody else; bonds go where they belong; nothing is final that is disputed.
/// </summary>
public sealed class DisputeInspector(Inspector inspector, ProtocolRules rules, SimulatedModel model, SimulatedBlobs blobs, Confessions confessions)
{
    private readonly Dictionary<ChallengeId, ChallengeRecord> _challenges = [];
    private readonly List<ChallengeRecord> _pending = [];
    private ChallengeRecord? _upheld;

    public DisputeTally Tally { get; private set; } = new();

    /// <summary>False results by their attempts: what the worker had at stake, and who has shown it, null where the result itself did.</summary>
    public Dictionary<(TaskId Task, int Attempt), (Address Worker, Amount Stake, Address? Reporter)> Offences { get; } = [];

    /// <summary>What is false about the result that was handed in; null if it is what the model computes.</summary>
    public Lie? FindLie(TaskRecord task)
    {
        ArgumentNullException.ThrowIfNull(task);
        var execution = task.Execution!;
        if (IsRight(task, execution))
        {
            return null;
        }

        var lie = confessions.Find(execution.Result);
        Check.That(lie is not null, $"the result of task {task.TaskId} by {task.Worker} is what was handed in");
        return lie;
    }

    /// <summary>A result is verified, and its window opens.</summary>
    public void Open(TaskRecord task, ComputeTaskEvent.Verified verified)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(verified);
        if (task.Request.VerifyMode == VerifyMode.TeeZk)
        {
            Check.That(verified.DisputableUntil is null, "a result that is proven is not disputable");
            task.DisputableUntil = verified.At;
            Tally = Tally with { Proven = Tally.Proven + 1 };
            return;
        }

        var window = task.Request.VerifyMode switch
        {
            VerifyMode.Tee => rules.TeeDisputeSlots,
            VerifyMode.Optimistic => rules.ChallengeWindowSlots,
            _ => throw new CheckException($"no task of the simulation has mode {task.Request.VerifyMode}"),
        };
        Check.That(verified.DisputableUntil == verified.At + window, $"a window of mode {task.Request.VerifyMode} lasts {window} slots");
        task.DisputableUntil = verified.At + window;
        if (task.Request.VerifyMode == VerifyMode.Optimistic)
        {
            inspector.Duties.Draw(task);
        }

        if (task.Lie is not null)
        {
            inspector.Vigil.Open(task);
            Tally = Tally with { Falsehoods = Tally.Falsehoods + 1 };
        }
    }

    /// <summary>A result is rejected: who has contradicted itself is an offender all the same.</summary>
    public void Reject(TaskRecord task)
    {
        ArgumentNullException.ThrowIfNull(task);
        var mode = task.Request.VerifyMode;
        if (mode == VerifyMode.TeeZk && task.Proof is null && task.Execution!.Result.ZkPublicHash != Bytes32.Zero)
        {
            Tally = Tally with { Unproven = Tally.Unproven + 1 };
        }

        if (task.Lie == Lie.Contradiction && (mode != VerifyMode.TeeZk || task.IsProven))
        {
            Tally = mode == VerifyMode.TeeZk
                ? Tally with { FalseProofs = Tally.FalseProofs + 1 }
                : Tally with { Contradictions = Tally.Contradictions + 1 };
            Offences.Add((task.TaskId, task.Attempts), (task.Worker, task.Assignment!.Stake, null));
            inspector.Holds.Begin((task.TaskId, task.Attempts), task.Worker);
        }
    }

    public void File(TaskRecord task, TaskChallenge challenge)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(challenge);
        Check.That(task.Stage == TaskStage.Verified && challenge.Outcome == ChallengeOutcome.Pending, "a verified result is challenged");
        Check.That(task.Request.VerifyMode != VerifyMode.TeeZk, "nobody challenges a result that is proven");
        Check.That(challenge.FiledAt <= task.DisputableUntil, "a challenge is filed while the window is open");
        Check.That(challenge.Challenger != task.Worker, "nobody challenges its own result");
        Check.That(task.Challenges.Count < rules.ChallengesPerTaskMaximum, "a result has few challenges");
        Check.That(challenge.JudgeBy == challenge.FiledAt + rules.ChallengeJudgingSlots, "a challenge is tried again for as long as the rules say");
        var evidence = blobs.Find(challenge.EvidenceHash) ?? blobs.FindLost(challenge.EvidenceHash);
        Check.That(evidence is not null, "evidence is stored before its challenge is filed");
        var filed = new ChallengeRecord(challenge, task, IsSound(task, challenge.EvidenceHash, evidence.Value));
        Check.That(_challenges.TryAdd(challenge.Id, filed), "a challenge is filed once");
        task.Challenges.Add(filed);
        inspector.Holds.Begin(challenge.Id, task.Worker);
        inspector.Duties.File(task, challenge.Challenger, challenge.FiledAt);
        _pending.Add(filed);
        LookAtFunds();
        Tally = Tally with { Challenges = Tally.Challenges + 1 };
    }

    public void Decide(TaskRecord task, ComputeTaskEvent.ChallengeDecided decided)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(decided);
        Check.That(task.NextChallenge?.Id == decided.Id, "challenges are decided once each, in the order in which they were filed");
        var challenge = task.NextChallenge!;
        Check.That(
            challenge.IsBonded ? decided.Outcome != ChallengeOutcome.Dropped : decided.Outcome == ChallengeOutcome.Dropped && challenge.CouldNotPay,
            $"a challenge is judged if its bond lies in the ledger and dropped if its challenger cannot pay, this was {decided.Outcome}");
        var expected = decided.Outcome == ChallengeOutcome.Dropped ? ChallengeOutcome.Dropped
            : task.Stage == TaskStage.Invalid ? ChallengeOutcome.Moot
            : decided.Outcome == ChallengeOutcome.Void && blobs.FindLost(challenge.EvidenceHash) is not null && decided.At > challenge.JudgeBy ? ChallengeOutcome.Void
            : challenge.IsSound ? ChallengeOutcome.Upheld
            : ChallengeOutcome.Rejected;
        Check.That(
            decided.Outcome == expected,
            $"a challenge {(challenge.IsSound ? "that proves" : "that does not prove")} a {(task.Lie is null ? "right" : "false")} result false is {expected}, this was {decided.Outcome}");
        challenge.Outcome = decided.Outcome;
        _pending.Remove(challenge);
        _upheld = decided.Outcome == ChallengeOutcome.Upheld ? challenge : null;
        if (_upheld is null)
        {
            inspector.Holds.End(challenge.Id);
        }

        Tally = Tally.Count(decided.Outcome);
        inspector.Duties.Decide(challenge, decided.At);
    }

    public void Invalidate(TaskRecord task, ComputeTaskEvent.Invalidated invalidated)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(invalidated);
        Check.That(_upheld is { } upheld && upheld.Task == task && upheld.Challenger == invalidated.Reporter, "a result is invalid once a challenge was upheld");
        Check.That(
            (invalidated.Worker, invalidated.Attempt, invalidated.Stake) == (task.Worker, task.Attempts, task.Assignment!.Stake),
            "what is invalid is the result of who held the task, with what was at stake then");
        inspector.Duties.ProveFalse(task);
        Offences.Add((task.TaskId, task.Attempts), (task.Worker, task.Assignment.Stake, invalidated.Reporter));
        inspector.Holds.Begin((task.TaskId, task.Attempts), task.Worker);
        inspector.Holds.End(_upheld.Id);
        _upheld = null;
        Tally = Tally with { Caught = Tally.Caught + 1 };
    }

    /// <summary>The result becomes final.</summary>
    public void Close(TaskRecord task, Slot at)
    {
        ArgumentNullException.ThrowIfNull(task);
        Check.That(at > task.DisputableUntil, "nothing is final before its window is over");
        Check.That(task.NextChallenge is null, "nothing is final while a challenge of it is undecided");
        if (task.Lie is not null)
        {
            Check.That(
                task.Challenges.All(challenge => !challenge.IsSound || challenge.Outcome is ChallengeOutcome.Dropped or ChallengeOutcome.Void),
                "no false result is final that was challenged with proof");
            inspector.Vigil.Close(task);
            Tally = inspector.Vigil.IsExpected ? Tally with { Escaped = Tally.Escaped + 1 } : Tally with { Unwatched = Tally.Unwatched + 1 };
        }
    }

    /// <summary>A movement of a bond.</summary>
    public void Move(Transfer transfer)
    {
        ArgumentNullException.ThrowIfNull(transfer);
        Check.That(transfer.Amount == rules.ChallengeBond, "bonds have one size");
        var isPutUp = transfer.Credit.Kind == LedgerAccountKind.Bond;
        var account = isPutUp ? transfer.Credit : transfer.Debit;
        var challenge = account.Kind == LedgerAccountKind.Bond ? _challenges.GetValueOrDefault(new ChallengeId(account.Owner)) : null;
        Check.That(
            challenge is not null,
            "what parties of the simulation move are the bonds of challenges that were filed");
        if (isPutUp)
        {
            Check.That(challenge.Outcome == ChallengeOutcome.Pending && !challenge.IsBonded, "a bond is put up once, for a challenge that is not decided");
            Check.That(transfer.Debit == LedgerAccount.User(challenge.Challenger), "its challenger puts a bond up");
            challenge.IsBonded = true;
            return;
        }

        var heir = challenge.Outcome switch
        {
            ChallengeOutcome.Upheld or ChallengeOutcome.Moot or ChallengeOutcome.Void => challenge.Challenger,
            ChallengeOutcome.Rejected => challenge.Task.Worker,
            _ => throw new CheckException("a bond lies in the ledger until its challenge is decided"),
        };
        Check.That(challenge.IsBonded && !challenge.IsReturned, "a bond goes to somebody once");
        Check.That(transfer.Credit == LedgerAccount.User(heir), $"the bond of a challenge that was {challenge.Outcome} goes to {heir}");
        challenge.IsReturned = true;
    }

    /// <summary>Notes whose funds do not cover a bond that they owe.</summary>
    public void LookAtFunds()
    {
        foreach (var challenge in _pending)
        {
            challenge.CouldNotPay |= !challenge.IsBonded && inspector.Ledger.BalanceOf(LedgerAccount.User(challenge.Challenger)) < rules.ChallengeBond.BaseUnits;
        }
    }

    public bool WasFiled(ChallengeId id) => _challenges.ContainsKey(id);

    /// <summary>What is not at its end, or null.</summary>
    public string? FindUnfinished() =>
        _pending.Count > 0 ? $"{_pending.Count} challenges are not decided"
        : _challenges.Values.Count(challenge => challenge.IsBonded && !challenge.IsReturned) is var held and > 0 ? $"{held} bonds lie in the ledger"
        : Offences.Keys.Where(offence => !inspector.Workers.HasRecorded(offence)).Select(offence => $"the false result of task {offence.Task} is in no record")
            .FirstOrDefault();

    private bool IsSound(TaskRecord task, Bytes32 evidenceHash, ReadOnlyMemory<byte> bytes)
    {
        if (task.Lie is null || !ChallengeEvidence.TryParse(bytes.Span, out var evidence))
        {
            return false;
        }

        return task.Request.VerifyMode == VerifyMode.Tee ? evidence.Reexecution is not null : confessions.IsProof(task.TaskId, evidenceHash);
    }

    private bool IsRight(TaskRecord task, TaskExecution execution)
    {
        var run = model.Run(task.Input!.Value.Span);
        var (result, right, hash) = (execution.Result, run.Result, Keccak256.Hash(run.Result));
        var hasRightTrace = task.Request.VerifyMode == VerifyMode.Optimistic
            ? result.TraceRoot == run.Trace.ComputeRoot(model.Program)
                && execution.Trace is { } trace
                && trace.Hash == Keccak256.Hash(run.Trace.Encode())
                && trace.ResultOpening.AsSpan().SequenceEqual(run.ResultOpening.AsSpan())
            : result.TraceRoot == Bytes32.Zero && execution.Trace is null;
        var hasRightProof = task.Request.VerifyMode == VerifyMode.TeeZk
            ? SimulatedModel.Proofs.IsGenuine(task.Input.Value.Span, result.ZkPublicHash)
                && (execution.Proof is not { } proof || proof.ComputeHash() == result.ZkPublicHash)
            : result.ZkPublicHash == Bytes32.Zero;
        return hasRightTrace
            && hasRightProof
            && execution.Output.Span.SequenceEqual(right)
            && result.TaskId == task.TaskId
            && result.ResultHash == hash
            && result.Objective == ResultCheck.ExpectedObjective(task.Request, model.Registered, hash, (ulong)right.Length, task.Input);
    }
}
