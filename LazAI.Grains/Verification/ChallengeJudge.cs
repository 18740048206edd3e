using LazAI.Grains.Blobs;
using LazAI.Grains.Models;
using LazAI.Protocol;
using LazAI.Protocol.Challenges;
using LazAI.Protocol.ComputeTasks;

namespace LazAI.Grains.Verification;

/// <summary>Brings the evidence of a challenge and what it is judged by together; the judges themselves are pure.</summary>
public sealed class ChallengeJudge(IBlobStore blobs, ModelCatalog models, EngineCache engines)
{
    /// <summary>The verdict on a challenge of this task.</summary>
    /// <exception cref="InvalidDataException">Evidence or weights that the service has taken are not there: a store has lost them.</exception>
    public async Task<FraudProofVerdict> JudgeAsync(ComputeTaskState task, TaskChallenge challenge)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(challenge);
        var bytes = await blobs.GetAsync(challenge.EvidenceHash)
            ?? throw new InvalidDataException($"Evidence {challenge.EvidenceHash} of challenge {challenge.Id} is not stored.");
        if (!ChallengeEvidence.TryParse(bytes.Span, out var evidence))
        {
            return FraudProofVerdict.Unreadable(challenge.EvidenceHash);
        }

        var (hash, request, execution) = (challenge.EvidenceHash, task.Request!, task.Execution!);
        switch (request.VerifyMode, evidence)
        {
            case (VerifyMode.Optimistic, { FraudProof: { } proof }):
                var model = await models.GetAsync(request.ModelId);
                return TraceJudge.Judge(hash, TraceJudge.ClaimOf(model.Description, request, execution), proof.Span);
            case (VerifyMode.Tee, { Reexecution: { } claim }):
                var input = request.DataLocation == TaskRequest.Inline ? task.Input : claim.Input;
                return ReexecutionJudge.Judge(
                    hash, request, task.Parameters, input ?? ReadOnlyMemory<byte>.Empty, execution, await engines.GetAsync(request.ModelId));
            default:
                return FraudProofVerdict.OfAnotherMode(hash);
        }
    }
}
