using LazAI.Attestation;
using LazAI.Client;
using LazAI.Client.DataSets;
using LazAI.Engines;
using LazAI.Protocol;
using LazAI.Protocol.Models;

namespace LazAI.AppHost.Hosting;

/// <summary>A model under which workers of the local network do work on data sets (<see cref="DataSetEngines"/>).</summary>
/// <param name="Description">What its publisher signs.</param>
public sealed record DataSetModel(ModelDescription Description)
{
    public ModelId Id { get; } = Description.ComputeModelId();

    /// <summary>Describes the model for the enclave program that will serve it here, in a version of its own for each build of that.</summary>
    /// <param name="network">Whose publisher and development root it names.</param>
    /// <param name="measurement">The one accepted measurement (MRTD, hex).</param>
    /// <param name="name">For people.</param>
    public static DataSetModel Describe(LocalNetwork network, string measurement, string engine, string name)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(measurement);
        var weights = DataSetEngines.WeightsOf(engine);
        return new DataSetModel(new ModelDescription(
            network.Publisher.Address,
            name,
            $"{DataSetEngines.Version}-{measurement[..8]}",
            ModelCommitment.Compute(weights),
            Cryptography.Keccak256.Hash(weights),
            weights.Length,
            new DeterminismConfig(engine, DataSetEngines.Version, "none", Seed: 0, Sampling: false, OutputElementsMaximum: 1),
            DigitModel.Price,
            LeaseSlots: 0,
            ChallengeWindowSlots: 0,
            InputBytes: 0,
            [VerifyMode.Tee],
            new EvidencePolicy([network.RootFingerprint], [measurement], AllowDebug: false)));
    }

    /// <summary>Registers the model; does nothing where that has been done.</summary>
    /// <exception cref="LazAIException">The service refuses.</exception>
    public async Task SeedAsync(LazAIClient client, LocalNetwork network, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(network);
        await client.PutWeightsAsync(DataSetEngines.WeightsOf(Description.Determinism.Engine), cancellationToken);
        var status = await client.GetStatusAsync(cancellationToken);
        using var key = network.Publisher.ReadKey();
        await client.RegisterModelAsync(new SignedRequests(key, status.ChainId, new NetworkClock(status)).RegisterModel(Description), cancellationToken);
    }
}
