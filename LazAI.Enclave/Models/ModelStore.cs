using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using LazAI.Client;
using LazAI.Client.DataSets;
using LazAI.Client.Models;
using LazAI.Client.Proving;
using LazAI.Enclave.DataSets;
using LazAI.Enclave.PassThrough;
using LazAI.Engines;
using LazAI.Protocol;
using LazAI.Protocol.Models;
using Microsoft.Extensions.Logging;

namespace LazAI.Enclave.Models;

/// <summary>
/// Models by id. Descriptions and weights come from the service, which is not believed: the description must give the model's id, and
/// weights their hash and commitment, whether they come over the line or from the folder that keeps them.
/// </summary>
internal sealed partial class ModelStore
{
    private const int LoadedMaximum = 64;

    private readonly LazAIClient _client;
    private readonly ModelFiles _files;
    private readonly long _provingBytesMaximum;
    private readonly ILogger<ModelStore> _logger;
    private readonly ConcurrentDictionary<ModelId, Lazy<Task<LoadedModel>>> _loaded = new();

    /// <param name="folder">Where weights and proving keys are kept, each under its hash.</param>
    /// <param name="provingBytesMaximum">Work memory of one proof above which a model is not proven here.</param>
    public ModelStore(LazAIClient client, string folder, long provingBytesMaximum, ILogger<ModelStore> logger)
    {
        (_client, _provingBytesMaximum, _logger) = (client, provingBytesMaximum, logger);
        _files = new ModelFiles(client, folder, exception => LogNotKept(folder, exception));
    }

    /// <summary>Where models are asked that are not run here.</summary>
    public required ModelServer ModelServer { get; init; }

    /// <summary>Whether this worker has opted in to work on data sets.</summary>
    public required bool TakesDataSets { get; init; }

    /// <summary>The model if it is ready: asked for every task, so it neither waits nor allocates.</summary>
    public LoadedModel? Find(ModelId id) =>
        _loaded.TryGetValue(id, out var loading) && loading is { IsValueCreated: true, Value: { IsCompletedSuccessfully: true } ready }
            ? ready.Result
            : null;

    /// <summary>The model, loaded first where it has to be. Callers that come together load it once.</summary>
    /// <exception cref="LazAIException">The service did not give it; the next call tries again.</exception>
    public async Task<LoadedModel> GetAsync(ModelId id)
    {
        if (_loaded.Count >= LoadedMaximum && !_loaded.ContainsKey(id))
        {
            // Rare and cheap to repair: weights come back from the folder.
            _loaded.Clear();
        }

        var loading = _loaded.GetOrAdd(id, key => new Lazy<Task<LoadedModel>>(() => LoadAsync(key)));
        try
        {
            return await loading.Value;
        }
        catch
        {
            _loaded.TryRemove(KeyValuePair.Create(id, loading));
            throw;
        }
    }

    private async Task<LoadedModel> LoadAsync(ModelId id)
    {
        var model = new RegisteredModel((await _client.GetModelAsync(id)).Description);
        if (model.Id != id)
        {
            return new LoadedModel(model, null, $"The service describes model {model.Id} instead.");
        }

        var weights = await _files.ReadWeightsAsync(model.Description);
        if (weights is null)
        {
            return new LoadedModel(model, null, "The weights are not those that the model commits to.");
        }

        if (!TryCreateEngine(model.Description.Determinism, weights, out var engine, out var refusal))
        {
            LogRefused(id, refusal);
            return new LoadedModel(model, null, refusal);
        }

        LogLoaded(model.Description.Name, model.Description.Version, id, weights.Length);
        var (prover, notProving) = await LoadProverAsync(model, weights);
        return new LoadedModel(model, engine, "", prover, notProving);
    }

    private async Task<(InferenceProver? Prover, string Refusal)> LoadProverAsync(RegisteredModel model, byte[] weights)
    {
        if (model.Description.ZeroKnowledge is not { } proofs)
        {
            return (null, "The model has no circuit.");
        }

        var key = await _files.ReadAsync(proofs.ProvingKeyHash, proofs.ProvingKeyBytes);
        if (key is null)
        {
            return (null, "The proving key is not the one that the model names.");
        }

        if (!InferenceProver.TryCreate(model.Description, weights, key, _provingBytesMaximum, out var prover, out var refusal))
        {
            LogNotProving(model.Id, refusal);
            return (null, refusal);
        }

        LogProving(model.Id, prover.Estimate.OneCoreTime.TotalSeconds, prover.Estimate.PeakMemoryBytes >> 20);
        return (prover, "");
    }

    private bool TryCreateEngine(
        DeterminismConfig determinism, byte[] weights, [NotNullWhen(true)] out IModelEngine? engine, out string refusal)
    {
        if (determinism.Sampling)
        {
            (engine, refusal) = (null, "The engines here do not sample.");
            return false;
        }

        if (determinism.Engine == PassThroughEngine.Id)
        {
            var created = PassThroughEngine.TryCreate(determinism, weights, ModelServer, out var passThrough, out refusal);
            engine = passThrough;
            return created;
        }

        if (DataSetEngines.IsOne(determinism.Engine))
        {
            var created = DataSetEngine.TryCreate(determinism, weights, TakesDataSets, out var dataSetEngine, out refusal);
            engine = dataSetEngine;
            return created;
        }

        return EngineCatalog.TryCreate(determinism.Engine, determinism.EngineVersion, weights, out engine, out refusal);
    }

    [LoggerMessage(1, LogLevel.Information, "Model {Name} {Version} ({ModelId}) is ready, {Bytes} bytes of weights")]
    private partial void LogLoaded(string name, string version, ModelId modelId, int bytes);

    [LoggerMessage(2, LogLevel.Warning, "Model {ModelId} cannot run here: {Reason}")]
    private partial void LogRefused(ModelId modelId, string reason);

    [LoggerMessage(4, LogLevel.Information, "Model {ModelId}: a proof takes at most {Seconds:0.0} s of one core and {Mebibytes} MiB")]
    private partial void LogProving(ModelId modelId, double seconds, long mebibytes);

    [LoggerMessage(5, LogLevel.Warning, "Model {ModelId} cannot be proven here: {Reason}")]
    private partial void LogNotProving(ModelId modelId, string reason);

    [LoggerMessage(3, LogLevel.Warning, "Weights and keys cannot be kept in {Folder}; they will be fetched again")]
    private partial void LogNotKept(string folder, Exception exception);
}
