using System.Collections.Concurrent;
using LazAI.Engines;
using LazAI.Grains.Blobs;
using LazAI.Protocol;
using LazAI.Protocol.Models;

namespace LazAI.Grains.Models;

/// <summary>Engines of registered models, loaded with their stored weights, for judging results.</summary>
public sealed class EngineCache(IBlobStore blobs)
{
    private const int EnginesMaximum = 32;

    private readonly ConcurrentDictionary<ModelId, IModelEngine> _engines = new();

    /// <summary>The engine of a model whose tasks can be re-executed: registration has seen that weights and engine fit.</summary>
    /// <exception cref="InvalidDataException">They do not: a store has lost or changed them.</exception>
    public async ValueTask<IModelEngine> GetAsync(ModelId modelId, ModelDescription description)
    {
        if (_engines.TryGetValue(modelId, out var known))
        {
            return known;
        }

        var weights = await blobs.ReadIntactAsync(description.WeightsHash, "The weight file");
        if (!EngineCatalog.TryCreate(
            description.Determinism.Engine, description.Determinism.EngineVersion, weights.Span, out var engine, out var refusal))
        {
            throw new InvalidDataException($"Model {modelId} does not run: {refusal}");
        }

        if (_engines.Count >= EnginesMaximum)
        {
            // Rare, and cheap to repair.
            _engines.Clear();
        }

        return _engines.GetOrAdd(modelId, engine);
    }
}
