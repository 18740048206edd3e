namespace LazAI.Client.Attestation;

/// <summary>What an instance says of itself (OpenID Connect Discovery).</summary>
/// <param name="Issuer">How its tokens name it.</param>
/// <param name="KeyAddress">Where its keys are.</param>
/// <param name="Algorithms">What it signs with.</param>
public sealed record AzureInstanceMetadata(string Issuer, string KeyAddress, IReadOnlyList<string> Algorithms);
