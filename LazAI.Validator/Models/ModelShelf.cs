using LazAI.Client;
using LazAI.Client.Models;
using LazAI.Engines;
using LazAI.Engines.FraudProofs;
using LazAI.Protocol;
using LazAI.Protocol.Models;
using LazAI.Validator.Checking;
using Microsoft.Extensions.Logging;

namespace LazAI.Validator.Models;

/// <summary>The models that results were claimed for, loaded once. What the service says of a model is not believed: description, id, weights and commitment must agree.</summary>
/// <param name="sample">Makes the draw of a model's traces.</param>
internal sealed partial class ModelShelf(
    LazAIClient client, ModelFiles files, long weightBytesMaximum, Func<TraceSample> sample, ILogger<ModelShelf> logger) : IDisposable
{
    private readonly SemaphoreSlim _loading = new(1);
    private readonly Dictionary<ModelId, CheckableModel> _models = [];
    private readonly LinkedList<ModelId> _lastUsed = new();
    private long _bytes;

    /// <summary>The model, loaded first where it has to be; one after the other, since weights may be large.</summary>
    /// <exception cref="LazAIException">The service did not give it; the next call tries again.</exception>
    public async Task<CheckableModel> GetAsync(ModelId id, CancellationToken cancellationToken)
    {
        await _loading.WaitAsync(cancellationToken);
        try
        {
            if (!_models.TryGetValue(id, out var model))
            {
                model = await LoadAsync(id, cancellationToken);
                Keep(id, model);
            }

            _lastUsed.Remove(id);
            _lastUsed.AddFirst(id);
            return model;
        }
        finally
        {
            _loading.Release();
        }
    }

    public void Dispose() => _loading.Dispose();

    private void Keep(ModelId id, CheckableModel model)
    {
        _models[id] = model;
        _bytes += SizeOf(model);
        while (_bytes > weightBytesMaximum && _lastUsed.Last is { } oldest)
        {
            // Weights come back from the folder.
            _bytes -= SizeOf(_models[oldest.Value]);
            _models.Remove(oldest.Value);
            _lastUsed.RemoveLast();
        }
    }

    private static long SizeOf(CheckableModel model) => model.Engine is null ? 0 : model.Model.Description.WeightsBytes;

    private async Task<CheckableModel> LoadAsync(ModelId id, CancellationToken cancellationToken)
    {
        var description = (await client.GetModelAsync(id, cancellationToken)).Description;
        if (description.ComputeModelId() != id)
        {
            return Refuse(id, description, "The service describes another model instead.");
        }

        var determinism = description.Determinism;
        if (determinism.Sampling || !EngineCatalog.IsBuiltIn(determinism.Engine, determinism.EngineVersion))
        {
            return Refuse(id, description, $"This build has no engine {determinism.Engine} {determinism.EngineVersion}.");
        }

        if (await files.ReadWeightsAsync(description, cancellationToken) is not { } file)
        {
            return Refuse(id, description, "The weights are not those that the model commits to.");
        }

        if (!EngineCatalog.TryCreate(determinism.Engine, determinism.EngineVersion, file, out var engine, out var refusal))
        {
            return Refuse(id, description, refusal);
        }

        var traced = EngineCatalog.TryCreateProgram(determinism.Engine, determinism.EngineVersion, file, file.Length, out var program, out _);
        LogLoaded(description.Name, description.Version, id, file.Length);
        return new CheckableModel(new RegisteredModel(description, program), engine, traced ? new FraudProver(program!, file) : null, "", sample());
    }

    private CheckableModel Refuse(ModelId id, ModelDescription description, string refusal)
    {
        LogRefused(id, refusal);
        return new CheckableModel(new RegisteredModel(description), null, null, refusal, sample());
    }

    [LoggerMessage(1, LogLevel.Information, "Model {Name} {Version} ({ModelId}) is ready, {Bytes} bytes of weights")]
    private partial void LogLoaded(string name, string version, ModelId modelId, int bytes);

    [LoggerMessage(2, LogLevel.Warning, "Results of model {ModelId} cannot be checked here: {Reason}")]
    private partial void LogRefused(ModelId modelId, string reason);
}
