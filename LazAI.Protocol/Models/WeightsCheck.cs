using LazAI.Engines;

namespace LazAI.Protocol.Models;

/// <summary>Whether stored weights are those that a description commits to, and run (PROTOCOL §6).</summary>
public static class WeightsCheck
{
    /// <summary>Why a model cannot be registered with these weights, or null. Never throws on the bytes.</summary>
    public static Rejection? Refuse(ModelDescription description, ReadOnlySpan<byte> weights)
    {
        ArgumentNullException.ThrowIfNull(description);
        if (weights.Length != description.WeightsBytes || ModelCommitment.Compute(weights) != description.Commitment)
        {
            return new(ModelErrors.WeightsMismatch, "weightsBytes or commitment is not that of the stored weights.");
        }

        // What is built in must run: results that can be disputed are judged by running the model.
        var (engine, version) = (description.Determinism.Engine, description.Determinism.EngineVersion);
        return EngineCatalog.IsBuiltIn(engine, version) && !EngineCatalog.TryCreate(engine, version, weights, out _, out var refusal)
            ? new(ModelErrors.WeightsMismatch, refusal)
            : null;
    }
}
