using LazAI.Engines;
using LazAI.Grains.Blobs;
using LazAI.Grains.Models;
using LazAI.Protocol;
using LazAI.Protocol.Challenges;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Models;

namespace LazAI.Grains.Verification;

/// <summary>Brings the evidence of a challenge and what it is judged by together; the judge itself is pure.</summary>
public sealed class ChallengeJudge(IBlobStore blobs, EngineCache engines)
{
    /// <summary>The verdict on a challenge of this task.</summary>
    /// <exception cref="InvalidDataException">A store has lost or changed evidence or weights that the service has taken.</exception>
    public async Task<FraudProofVerdict> JudgeAsync(ComputeTaskState task, TaskChallenge challenge, ModelDescription model)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(challenge);
        var evidence = await blobs.ReadIntactAsync(challenge.EvidenceHash, "The evidence");
        var request = task.Request!;
        var engine = EvidenceJudge.RunsModel(request, evidence.Span)
            ? await engines.GetAsync(request.ModelId, model)
            : await FindEngineAsync(request.ModelId, model);
        return EvidenceJudge.Judge(evidence, model, request, task.Parameters, task.Input, task.Execution!, engine);
    }

    /// <summary>Null if the model's weights are lost: a verdict that can do without them does not wait for them.</summary>
    private async Task<IModelEngine?> FindEngineAsync(ModelId modelId, ModelDescription model)
    {
        try
        {
            return await engines.GetAsync(modelId, model);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
