using System.Text.Json;
using LazAI.Client;
using LazAI.Engines;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Models;

namespace LazAI.AppHost.Hosting;

/// <summary>The digit model of <c>models/digits</c> as the local network registers it.</summary>
/// <param name="Description">What its publisher signs.</param>
/// <param name="Weights">Its weight file.</param>
public sealed record DigitModel(ModelDescription Description, ReadOnlyMemory<byte> Weights)
{
    /// <summary>A hundredth of a token for a digit.</summary>
    public static readonly Amount Price = new(10_000_000_000_000_000);

    private const int DigitBytes = 28 * 28;
    private const int Classes = 10;

    public ModelId Id { get; } = Description.ComputeModelId();

    /// <summary>Reads the model and describes it for the enclave program that will serve it here. A registered model does not change,
    /// so each build of that program gets a version of its own.</summary>
    /// <param name="network">Whose publisher and development root it names.</param>
    /// <param name="measurement">The one accepted measurement (MRTD, hex).</param>
    public static DigitModel Read(LocalNetwork network, string measurement)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(measurement);
        var folder = RepositoryFiles.Digits;
        using var card = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "model.json")));
        var engine = card.RootElement.GetProperty("engine");
        var weights = File.ReadAllBytes(Path.Combine(folder, card.RootElement.GetProperty("weights").GetProperty("file").GetString()!));
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
                Classes),
            Price,
            LeaseSlots: 0,
            ChallengeWindowSlots: 0,
            DigitBytes,
            [VerifyMode.Tee],
            new ModelEvidencePolicy([network.RootFingerprint], [measurement], AllowDebug: false));
        return new DigitModel(description, weights);
    }

    /// <summary>Stores the weights and registers the model; does nothing where that has been done.</summary>
    /// <exception cref="LazAIException">The service refuses.</exception>
    public async Task<ModelView> SeedAsync(LazAIClient client, LocalNetwork network, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(network);
        try
        {
            return await client.GetModelAsync(Id, cancellationToken);
        }
        catch (LazAIException exception) when (exception.Code == ModelErrors.NotFound)
        {
            await client.PutWeightsAsync(Weights, cancellationToken);
            var status = await client.GetStatusAsync(cancellationToken);
            using var key = network.Publisher.ReadKey();
            var requests = new SignedRequests(key, status.ChainId, new NetworkClock(status));
            return await client.RegisterModelAsync(requests.RegisterModel(Description), cancellationToken);
        }
    }
}
