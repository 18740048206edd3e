using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using LazAI.Attestation;
using LazAI.Client;
using LazAI.Cryptography.Groth16.Proving;
using LazAI.Engines;
using LazAI.Engines.Circuits;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Models;

namespace LazAI.AppHost.Hosting;

/// <summary>A digit model of the folder <c>models</c> as the local network registers it.</summary>
/// <param name="Description">What its publisher signs; without proving keys, which are made when it is registered.</param>
/// <param name="Weights">Its weight file.</param>
/// <param name="Folder">Where it lies, with digits that it was not trained on.</param>
public sealed record DigitModel(ModelDescription Description, ReadOnlyMemory<byte> Weights, string Folder)
{
    /// <summary>A hundredth of a token for a digit.</summary>
    public static readonly Amount Price = new(10_000_000_000_000_000);

    public ModelId Id { get; } = Description.ComputeModelId();

    /// <summary>Reads the model and describes it for the enclave program that will serve it here. A registered model does not change,
    /// so each build of that program gets a version of its own.</summary>
    /// <param name="network">Whose publisher and development root it names.</param>
    /// <param name="measurement">The one accepted measurement (MRTD, hex).</param>
    /// <param name="folder">With <c>model.json</c> and the weights.</param>
    /// <param name="modes">In which it is served.</param>
    public static DigitModel Read(LocalNetwork network, string measurement, string folder, params ImmutableArray<VerifyMode> modes)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(measurement);
        using var card = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "model.json")));
        var engine = card.RootElement.GetProperty("engine");
        var file = Path.Combine(folder, card.RootElement.GetProperty("weights").GetProperty("file").GetString()!);
        var weights = File.ReadAllBytes(file);
        if (!Int8MlpModel.TryParse(weights, out var model, out var refusal))
        {
            throw new LocalSystemException($"{file} holds no model: {refusal}.");
        }

        var description = new ModelDescription(
            network.Publisher.Address,
            card.RootElement.GetProperty("name").GetString()!,
            $"{card.RootElement.GetProperty("version").GetString()}-{measurement[..8]}",
            ModelCommitment.Compute(weights),
            Cryptography.Keccak256.Hash(weights),
            weights.Length,
            new DeterminismConfig(
                engine.GetProperty("id").GetString()!,
                engine.GetProperty("version").GetString()!,
                card.RootElement.GetProperty("quantisation").GetProperty("scheme").GetString()!,
                Seed: 0,
                Sampling: false,
                model.OutputWidth),
            Price,
            LeaseSlots: 0,
            network.Genesis.Rules.ChallengeWindowSlotsMinimum,
            model.InputWidth,
            modes,
            new EvidencePolicy([network.RootFingerprint], [measurement], AllowDebug: false));
        return new DigitModel(description, weights, folder);
    }

    /// <summary>Stores the weights, makes proving keys if it is to be proven, and registers the model; does nothing where that has been done.</summary>
    /// <exception cref="LazAIException">The service refuses.</exception>
    public async Task<ModelView> SeedAsync(LazAIClient client, LocalNetwork network, Action<string> report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(report);
        try
        {
            return await client.GetModelAsync(Id, cancellationToken);
        }
        catch (LazAIException exception) when (exception.Code == ModelErrors.NotFound)
        {
            await client.PutWeightsAsync(Weights, cancellationToken);
            var description = Description.VerifyModes.Contains(VerifyMode.TeeZk)
                ? Description with { ZeroKnowledge = await SetUpAsync(client, report, cancellationToken) }
                : Description;
            var status = await client.GetStatusAsync(cancellationToken);
            using var key = network.Publisher.ReadKey();
            var requests = new SignedRequests(key, status.ChainId, new NetworkClock(status));
            return await client.RegisterModelAsync(requests.RegisterModel(description), cancellationToken);
        }
    }

    /// <summary>Proving keys of a development set-up, as the local network's rules allow them: whoever made them, so this process, could prove anything.</summary>
    private async Task<ZeroKnowledgeConfig> SetUpAsync(LazAIClient client, Action<string> report, CancellationToken cancellationToken)
    {
        var determinism = Description.Determinism;
        if (!InferenceCircuit.TryCreate(determinism.Engine, determinism.EngineVersion, Weights.Span, out var circuit, out var refusal))
        {
            throw new LocalSystemException($"{Description.Name} cannot be proven: {refusal}");
        }

        report($"Making proving keys for {Description.Name}: {circuit.System.Constraints} constraints, INSECURE development set-up.");
        using var random = RandomNumberGenerator.Create();
        var key = await Task.Run(
            () => InsecureDevelopmentSetup.Create(circuit.System, random, Environment.ProcessorCount, cancellation: cancellationToken), cancellationToken);
        var bytes = key.ToBytes();
        await client.PutWeightsAsync(bytes, cancellationToken);
        return ZeroKnowledgeConfig.Of(circuit, key, bytes);
    }
}
