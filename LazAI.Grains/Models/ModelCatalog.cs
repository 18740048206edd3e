using System.Collections.Concurrent;
using LazAI.Protocol;
using LazAI.Protocol.Models;

namespace LazAI.Grains.Models;

/// <summary>Registered models by id, kept in the process: a registered model never changes.</summary>
public sealed class ModelCatalog(IGrainFactory grains)
{
    private readonly ConcurrentDictionary<ModelId, RegisteredModel> _models = new();

    /// <summary>The model, or null where none is registered (yet).</summary>
    public async ValueTask<RegisteredModel?> FindAsync(ModelId modelId)
    {
        if (_models.TryGetValue(modelId, out var known))
        {
            return known;
        }

        var state = await grains.GetGrain<IModelGrain>(modelId.ToString()).GetAsync();
        return state.Description is { } description ? _models.GetOrAdd(modelId, new RegisteredModel(description)) : null;
    }

    /// <summary>The model of a task that has been accepted, which therefore exists.</summary>
    public async ValueTask<RegisteredModel> GetAsync(ModelId modelId)
    {
        var model = await FindAsync(modelId);
        Invariant.Require(model is not null, "the model of an accepted task is registered");
        return model;
    }
}
