using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using LazAI.Client;
using LazAI.Cryptography;
using LazAI.Engines;
using LazAI.Protocol;
using LazAI.Protocol.Models;
using Microsoft.Extensions.Logging;

namespace LazAI.Enclave.Models;

/// <summary>
/// Models by id. Descriptions and weights come from the service, which is not believed: the description must give the model's id, and
/// weights their hash and commitment, whether they come over the line or from the folder that keeps them.
/// </summary>
/// <param name="folder">Where weights are kept, each under its hash.</param>
public sealed partial class ModelStore(LazAIClient client, string folder, ILogger<ModelStore> logger)
{
    private const int LoadedMaximum = 64;

    private readonly ConcurrentDictionary<ModelId, Lazy<Task<LoadedModel>>> _loaded = new();

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
        var model = new RegisteredModel((await client.GetModelAsync(id)).Description);
        if (model.Id != id)
        {
            return new LoadedModel(model, null, $"The service describes model {model.Id} instead.");
        }

        var weights = await ReadWeightsAsync(model.Description);
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
        return new LoadedModel(model, engine, "");
    }

    private static bool TryCreateEngine(
        DeterminismConfig determinism, byte[] weights, [NotNullWhen(true)] out IModelEngine? engine, out string refusal)
    {
        if (determinism.Sampling)
        {
            (engine, refusal) = (null, "The engines here do not sample.");
            return false;
        }

        return EngineCatalog.TryCreate(determinism.Engine, determinism.EngineVersion, weights, out engine, out refusal);
    }

    private async Task<byte[]?> ReadWeightsAsync(ModelDescription description)
    {
        var path = Path.Combine(folder, description.WeightsHash.ToString()[2..]);
        if (File.Exists(path))
        {
            var kept = await File.ReadAllBytesAsync(path);
            if (IsCommitted(kept, description))
            {
                return kept;
            }
        }

        if (description.WeightsBytes is < 1 or > ModelAggregate.WeightsBytesMaximum)
        {
            return null;
        }

        var fetched = await client.GetWeightsAsync(description.WeightsHash, description.WeightsBytes);
        if (!IsCommitted(fetched, description))
        {
            return null;
        }

        await KeepAsync(path, fetched);
        return fetched;
    }

    /// <summary>Never half a file under the final name; and without a folder the worker still works.</summary>
    private async Task KeepAsync(string path, byte[] weights)
    {
        try
        {
            Directory.CreateDirectory(folder);
            var unfinished = Path.Combine(folder, Path.GetRandomFileName());
            await File.WriteAllBytesAsync(unfinished, weights);
            File.Move(unfinished, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            LogNotKept(folder, exception);
        }
    }

    private static bool IsCommitted(byte[] weights, ModelDescription description) =>
        weights.Length == description.WeightsBytes
        && Keccak256.Hash(weights) == description.WeightsHash
        && ModelCommitment.Compute(weights) == description.Commitment;

    [LoggerMessage(1, LogLevel.Information, "Model {Name} {Version} ({ModelId}) is ready, {Bytes} bytes of weights")]
    private partial void LogLoaded(string name, string version, ModelId modelId, int bytes);

    [LoggerMessage(2, LogLevel.Warning, "Model {ModelId} cannot run here: {Reason}")]
    private partial void LogRefused(ModelId modelId, string reason);

    [LoggerMessage(3, LogLevel.Warning, "Weights cannot be kept in {Folder}; they will be fetched again")]
    private partial void LogNotKept(string folder, Exception exception);
}
