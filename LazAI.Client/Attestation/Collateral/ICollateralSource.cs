namespace LazAI.Client.Attestation.Collateral;

/// <summary>Where parts of collateral come from: a service of a vendor's, or one in its place.</summary>
public interface ICollateralSource
{
    /// <summary>Whether this is the source of such parts.</summary>
    bool Serves(CollateralKey key);

    /// <summary>The part as it is now.</summary>
    /// <exception cref="LazAIException">The source does not have it (status 404), gave something else, or could not be reached.</exception>
    Task<CollateralPart> FetchAsync(CollateralKey key, CancellationToken cancellationToken = default);
}
