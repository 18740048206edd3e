using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;
using LazAI.Cryptography;
using LazAI.Engines.FraudProofs;
using LazAI.Engines.Traces;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Challenges;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Encoding;
using LazAI.Validator.Models;

namespace LazAI.Validator.Checking;

/// <summary>
/// Repeats claimed results. A function of claims, model and trace. Nothing is called wrong that the Verifier would not convict: what is found is first put before
/// the judge that the Verifier asks, and what the service hands out must fit what was signed before anybody is blamed for it.
/// </summary>
internal static class ResultCheck
{
    /// <summary>Repeats results of one model, one outcome each, in order. A false output is found either way.</summary>
    /// <param name="traces">Whether the whole traces of results in mode OP are computed again, too. They are hashed side by side, which costs a small model's less than
    /// half of what it costs one by one; more at a time than <see cref="TraceRoots.RunsTogether"/> says are no faster.</param>
    public static CheckOutcome[] Check(IReadOnlyList<ClaimedResult> claims, CheckableModel model, bool traces)
    {
        var outcomes = new CheckOutcome[claims.Count];
        var toRun = new List<int>();
        for (var i = 0; i < outcomes.Length; i++)
        {
            if (FindObstacle(claims[i], model) is { } obstacle)
            {
                outcomes[i] = new CheckOutcome.Uncheckable(obstacle);
            }
            else if (claims[i].Request.VerifyMode == VerifyMode.Tee)
            {
                outcomes[i] = CheckOutput(claims[i], model);
            }
            else
            {
                toRun.Add(i);
            }
        }

        if (toRun.Count > 0)
        {
            if (!traces || model.Traces.IsComparisonDue)
            {
                CompareOutputs(claims, model, toRun, outcomes);
            }

            if (traces)
            {
                CompareTraces(claims, model, toRun, outcomes);
            }
        }

        return outcomes;
    }

    private static void CompareOutputs(IReadOnlyList<ClaimedResult> claims, CheckableModel model, List<int> toRun, CheckOutcome[] outcomes)
    {
        var begun = Stopwatch.GetTimestamp();
        foreach (var i in toRun)
        {
            var claim = claims[i];
            outcomes[i] = !model.Engine!.TryRun(claim.Parameters, claim.Input!.Value.Span, out var output, out var refusal) ? Unfit(refusal)
                : output.AsSpan().SequenceEqual(claim.Output.Span) ? Right(claim, withTrace: false)
                : new CheckOutcome.Differs();
        }

        model.Traces.RecordPlain(toRun.Count, Stopwatch.GetElapsedTime(begun));
    }

    private static void CompareTraces(IReadOnlyList<ClaimedResult> claims, CheckableModel model, List<int> toRun, CheckOutcome[] outcomes)
    {
        var begun = Stopwatch.GetTimestamp();
        var (traced, runs) = (new List<int>(), new List<TracedRun>());
        foreach (var i in toRun)
        {
            if (TryTrace(claims[i], model, out var run, out var unfit))
            {
                traced.Add(i);
                runs.Add(run);
            }
            else
            {
                outcomes[i] = unfit;
            }
        }

        // What a report of this check vouches for is the whole trace, not only where it ends.
        var roots = TraceRoots.Compute(CollectionsMarshal.AsSpan(runs));
        for (var i = 0; i < roots.Length; i++)
        {
            var claim = claims[traced[i]];
            outcomes[traced[i]] = roots[i] == claim.Result.TraceRoot && runs[i].Result.AsSpan().SequenceEqual(claim.Output.Span)
                ? Right(claim, withTrace: true)
                : new CheckOutcome.Differs();
        }

        model.Traces.RecordTraced(toRun.Count, Stopwatch.GetElapsedTime(begun));
    }

    /// <summary>Looks for what is wrong where a result of mode OP <see cref="CheckOutcome.Differs"/>.</summary>
    /// <param name="encoded">The worker's encoded trace.</param>
    public static CheckOutcome CheckTrace(ClaimedResult claim, CheckableModel model, byte[] encoded)
    {
        if (!TryTrace(claim, model, out var honest, out var unfit))
        {
            return unfit;
        }

        if (!ExecutionTrace.TryParse(encoded, honest.Program.StepCount, out var claimed) || claimed.ComputeRoot(honest.Program) != claim.Result.TraceRoot)
        {
            return new CheckOutcome.Uncheckable("The trace that the service hands out is not the one that was signed.");
        }

        // The binary search first; roots that are false only between true ones are found by looking at all of them.
        var prover = model.Prover!;
        var proof = prover.Find(honest, claimed, claim.Output.Span) ?? prover.Find(honest, claimed, claim.Output.Span, everyRoot: true);
        if (proof is null)
        {
            return new CheckOutcome.Uncheckable("The trace differs, and no step of it is to blame.");
        }

        var judged = TraceJudge.ClaimOf(model.Model.Description, claim.Request, ExecutionOf(claim));
        return FraudJudge.Convicts(judged, proof, out var notConvicted)
            ? Wrong(claim, new ChallengeEvidence(FraudProof: FraudProofEncoding.Encode(proof)), Describe(proof))
            : new CheckOutcome.Uncheckable($"The proof of what was found would not hold: {notConvicted}.");
    }

    /// <summary>Why a result cannot be checked here, if anything is known before the model runs.</summary>
    private static string? FindObstacle(ClaimedResult claim, CheckableModel model) =>
        FindMismatch(claim) is { } mismatch ? mismatch
        : model.Engine is null ? model.Refusal
        : claim.Request.VerifyMode switch
        {
            VerifyMode.Tee => null,
            VerifyMode.Optimistic => model.Prover is null ? "The engine has no traces." : null,
            var mode => $"Mode {mode} leaves nothing to repeat.",
        };

    /// <summary>How what the service has handed out contradicts what was signed, or why it is not enough.</summary>
    private static string? FindMismatch(ClaimedResult claim)
    {
        var request = claim.Request;
        return claim.DisputableUntil is null ? "The result cannot be challenged."
            : request.ComputeTaskId() != claim.TaskId || claim.Result.TaskId != claim.TaskId ? "The request or the result is another task's."
            : Keccak256.Hash(Encoding.UTF8.GetBytes(claim.Parameters)) != request.ParametersHash ? "The parameters are not the request's."
            : Keccak256.Hash(claim.Output.Span) != claim.Result.ResultHash ? "The output is not the one that was signed."
            : claim.Input is not { } input ? $"The input lies at {request.DataLocation}, and only inline inputs are read."
            : Keccak256.Hash(input.Span) != request.DataHash ? "The input is not the request's."
            : null;
    }

    /// <summary>Mode TEE: the Verifier runs the model itself, so the claim that it gives another result is evidence enough.</summary>
    private static CheckOutcome CheckOutput(ClaimedResult claim, CheckableModel model)
    {
        var verdict = ReexecutionJudge.Judge(
            Bytes32.Zero, claim.Request, claim.Parameters, claim.Input!.Value, ExecutionOf(claim), model.Engine!);
        return verdict is FraudProofVerdict.Proven proven ? Wrong(claim, new ChallengeEvidence(new ReexecutionClaim()), proven.Detail) : Right(claim, withTrace: false);
    }

    private static bool TryTrace(
        ClaimedResult claim,
        CheckableModel model,
        [NotNullWhen(true)] out TracedRun? run,
        [NotNullWhen(false)] out CheckOutcome? unfit)
    {
        var isTraced = model.Engine!.TryTrace(claim.Parameters, claim.Input!.Value.Span, out run, out var refusal);
        unfit = isTraced ? null : Unfit(refusal);
        return isTraced;
    }

    private static TaskExecution ExecutionOf(ClaimedResult claim) => new(claim.Result, claim.Output, BatchVersion: 0);

    private static CheckOutcome.Uncheckable Unfit(string refusal) => new($"The engine does not take this request: {refusal}");

    /// <summary>What is reported is what was computed, and no more.</summary>
    private static CheckOutcome.Right Right(ClaimedResult claim, bool withTrace)
    {
        var check = new CheckedResult(claim.TaskId, claim.Result.ResultHash, claim.Result.TraceRoot);
        return new CheckOutcome.Right(withTrace ? check : check.WithoutTrace);
    }

    private static CheckOutcome.Wrong Wrong(ClaimedResult claim, ChallengeEvidence evidence, string fault) =>
        new(new Finding(claim.TaskId, claim.Request.ModelId, claim.DisputableUntil!.Value, evidence, fault));

    private static string Describe(FraudProof proof) => proof switch
    {
        FraudProof.WrongStep wrong => $"Step {wrong.Step.Step.Index} of the trace is wrong.",
        FraudProof.WrongInitialState => "The trace does not begin with the request's input.",
        FraudProof.WrongResult => "The trace does not end with the result that was handed in.",
        _ => "The trace is wrong.",
    };
}
