using System.Diagnostics.CodeAnalysis;
using LazAI.Enclave.Engines;
using LazAI.Protocol.Models;

namespace LazAI.Enclave.Models;

/// <summary>The engines that are built in, by the id and version that models name.</summary>
internal static class EngineCatalog
{
    /// <summary>An engine for these weights, or why there is none.</summary>
    public static bool TryCreate(
        DeterminismConfig determinism, ReadOnlySpan<byte> weights, [NotNullWhen(true)] out IModelEngine? engine, out string refusal)
    {
        engine = null;
        switch (determinism)
        {
            case { Engine: Int8MlpEngine.Id, EngineVersion: Int8MlpEngine.Version, Sampling: false }:
                if (!Int8MlpModel.TryParse(weights, out var model, out var fault))
                {
                    refusal = $"The weights are no int8 perceptron: {fault}.";
                    return false;
                }

                refusal = "";
                engine = new Int8MlpModelEngine(new Int8MlpEngine(model));
                return true;
            default:
                refusal = $"This worker has no engine {determinism.Engine} {determinism.EngineVersion}.";
                return false;
        }
    }
}
