using LazAI.Cryptography;
using LazAI.Engines;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Models;

namespace LazAI.Protocol.Challenges;

/// <summary>Judges what a challenger has brought forward (PROTOCOL §7.3). A function of what was signed: the Verifier and whoever checks its verdicts call this one.</summary>
public static class EvidenceJudge
{
    /// <summary>Whether this evidence is judged by running the model, for which its weights are needed.</summary>
    public static bool RunsModel(TaskRequest request, ReadOnlySpan<byte> bytes)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.VerifyMode == VerifyMode.Tee && ChallengeEvidence.TryParse(bytes, out var evidence) && evidence.Reexecution is not null;
    }

    /// <summary>The verdict.</summary>
    /// <param name="bytes">The evidence.</param>
    /// <param name="inlineInput">The input that came with the request, if one did.</param>
    /// <param name="engine">The model with its weights; needed where <see cref="RunsModel"/> says so. A proof against a trace convicts without it, and does
    /// not say whether the result is false, too; with it that is looked for, for the sake of those who have vouched for the result.</param>
    public static FraudProofVerdict Judge(
        ReadOnlyMemory<byte> bytes, ModelDescription model, TaskRequest request, string parameters, ReadOnlyMemory<byte>? inlineInput,
        TaskExecution execution, IModelEngine? engine)
    {
        ArgumentNullException.ThrowIfNull(request);
        var hash = Keccak256.Hash(bytes.Span);
        if (!ChallengeEvidence.TryParse(bytes.Span, out var evidence))
        {
            return FraudProofVerdict.Unreadable(hash);
        }

        switch (request.VerifyMode, evidence)
        {
            case (VerifyMode.Optimistic, { FraudProof: { } proof }):
                var verdict = TraceJudge.Judge(hash, TraceJudge.ClaimOf(model, request, execution), proof.Span);
                return verdict is FraudProofVerdict.Proven proven && engine is not null && inlineInput is { } traced
                    ? ReexecutionJudge.Complete(proven, parameters, traced, execution, engine)
                    : verdict;
            case (VerifyMode.Tee, { Reexecution: { } claim }):
                var input = request.DataLocation == TaskRequest.Inline ? inlineInput : claim.Input;
                return ReexecutionJudge.Judge(hash, request, parameters, input ?? ReadOnlyMemory<byte>.Empty, execution, engine!);
            default:
                return FraudProofVerdict.OfAnotherMode(hash);
        }
    }
}
