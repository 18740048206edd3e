namespace LazAI.Attestation;

/// <summary>The token is authentic and satisfies the policy.</summary>
public sealed record AzureTokenAccepted : PolicyVerdict
{
    internal AzureTokenAccepted(AzureTokenVerified token) => Token = token;

    /// <summary>The token that was judged.</summary>
    public AzureTokenVerified Token { get; }
}
