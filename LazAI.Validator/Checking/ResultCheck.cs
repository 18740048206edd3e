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
/// Repeats a claimed result. A function of claim, model and trace. Nothing is called wrong that the Verifier would not convict: what is found is first put before
/// the judge that the Verifier asks, and what the service hands out must fit what was signed before anybody is blamed for it.
/// </summary>
internal static class ResultCheck
{
    /// <param name="trace">The worker's encoded trace; null while it has not been fetched, which is needed only where the results differ.</param>
    public static CheckOutcome Check(ClaimedResult claim, CheckableModel model, byte[]? trace = null)
    {
        if (FindMismatch(claim) is { } mismatch)
        {
            return new CheckOutcome.Uncheckable(mismatch);
        }

        if (model.Engine is null)
        {
            return new CheckOutcome.Uncheckable(model.Refusal);
        }

        return claim.Request.VerifyMode switch
        {
            VerifyMode.Optimistic => CheckTrace(claim, model, trace),
            VerifyMode.Tee => CheckOutput(claim, model),
            var mode => new CheckOutcome.Uncheckable($"Mode {mode} leaves nothing to repeat."),
        };
    }

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
        return verdict is FraudProofVerdict.Proven proven ? Wrong(claim, new ChallengeEvidence(new ReexecutionClaim()), proven.Detail) : Right(claim);
    }

    private static CheckOutcome CheckTrace(ClaimedResult claim, CheckableModel model, byte[]? encoded)
    {
        if (model.Prover is not { } prover)
        {
            return new CheckOutcome.Uncheckable("The engine has no traces.");
        }

        if (!model.Engine!.TryTrace(claim.Parameters, claim.Input!.Value.Span, out var honest, out var refusal))
        {
            return new CheckOutcome.Uncheckable($"The engine does not take this request: {refusal}");
        }

        // What a report of this check vouches for is the whole trace, not only where it ends.
        if (honest.Result.AsSpan().SequenceEqual(claim.Output.Span) && honest.Trace.ComputeRoot(honest.Program) == claim.Result.TraceRoot)
        {
            return Right(claim);
        }

        if (encoded is null)
        {
            return new CheckOutcome.Differs();
        }

        if (!ExecutionTrace.TryParse(encoded, honest.Program.StepCount, out var claimed) || claimed.ComputeRoot(honest.Program) != claim.Result.TraceRoot)
        {
            return new CheckOutcome.Uncheckable("The trace that the service hands out is not the one that was signed.");
        }

        // The binary search first; roots that are false only between true ones are found by looking at all of them.
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

    private static TaskExecution ExecutionOf(ClaimedResult claim) => new(claim.Result, claim.Output, BatchVersion: 0);

    private static CheckOutcome.Right Right(ClaimedResult claim) =>
        new(new CheckedResult(claim.TaskId, claim.Result.ResultHash, claim.Result.TraceRoot));

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
