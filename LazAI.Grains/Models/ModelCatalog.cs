using System.Collections.Concurrent;
using LazAI.Engines;
using LazAI.Engines.Traces;
using LazAI.Grains.Blobs;
using LazAI.Protocol;
using LazAI.Protocol.Models;

namespace LazAI.Grains.Models;

/// <summary>Registered models by id, kept in the process: a registered model never changes.</summary>
public sealed class ModelCatalog(IGrainFactory grains, IBlobStore blobs)
{
    private readonly ConcurrentDictionary<ModelId, RegisteredModel> _models = new();
    private readonly ConcurrentDictionary<ModelId, ModelDescription> _descriptions = new();

    /// <summary>The model, or null where none is registered (yet).</summary>
    public async ValueTask<RegisteredModel?> FindAsync(ModelId modelId)
    {
        if (_models.TryGetValue(modelId, out var known))
        {
            return known;
        }

        return await FindDescriptionAsync(modelId) is { } description
            ? _models.GetOrAdd(modelId, new RegisteredModel(description, await LoadProgramAsync(description)))
            : null;
    }

    /// <summary>Registration has seen that the weights are stored and that engine and weights fit.</summary>
    private async ValueTask<TraceProgram?> LoadProgramAsync(ModelDescription description)
    {
        if (!description.VerifyModes.Contains(VerifyMode.Optimistic))
        {
            return null;
        }

        var weights = await blobs.ReadIntactAsync(description.WeightsHash, "The weight file");
        var (engine, version) = (description.Determinism.Engine, description.Determinism.EngineVersion);
        return EngineCatalog.TryCreateProgram(engine, version, weights.Span, weights.Length, out var program, out var refusal)
            ? program
            : throw new InvalidDataException($"Weights {description.WeightsHash} have no program: {refusal}");
    }

    /// <summary>What the publisher of an accepted task's model has signed: there even where a store has lost the weights.</summary>
    public async ValueTask<ModelDescription> DescribeAsync(ModelId modelId)
    {
        var description = await FindDescriptionAsync(modelId);
        Invariant.Require(description is not null, "the model of an accepted task is registered");
        return description;
    }

    private async ValueTask<ModelDescription?> FindDescriptionAsync(ModelId modelId)
    {
        if (_descriptions.TryGetValue(modelId, out var known))
        {
            return known;
        }

        var state = await grains.GetGrain<IModelGrain>(modelId.ToString()).GetAsync();
        return state.Description is { } description ? _descriptions.GetOrAdd(modelId, description) : null;
    }

    /// <summary>The model of a task that has been accepted, which therefore exists.</summary>
    public async ValueTask<RegisteredModel> GetAsync(ModelId modelId)
    {
        var model = await FindAsync(modelId);
        Invariant.Require(model is not null, "the model of an accepted task is registered");
        return model;
    }
}
