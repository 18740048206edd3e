using System.Text.Json.Serialization;

namespace LazAI.Attestation;

/// <summary>What a token of Azure Attestation says of itself and of the machine. Absent is what the token does not say.</summary>
public sealed record AzureFacts
{
    /// <summary>The instance that issued the token.</summary>
    public string? Issuer { get; init; }

    /// <summary>When it was issued. Not kept of a session, see <see cref="EvidenceFacts.Unbound"/>.</summary>
    [JsonConverter(typeof(UtcTimeJsonConverter))]
    public DateTimeOffset? IssuedAt { get; init; }

    /// <inheritdoc cref="AzureTeeClaims.ComplianceStatus"/>
    public string? ComplianceStatus { get; init; }

    /// <inheritdoc cref="AzureTdxClaims.TcbStatus"/>
    public string? TcbStatus { get; init; }

    /// <inheritdoc cref="AzureTokenClaims.SecureBoot"/>
    public bool? SecureBoot { get; init; }

    /// <summary>Whether the host can look into the guest; absent where no claim speaks of it, which is no good value.</summary>
    public bool? Debug { get; init; }

    /// <inheritdoc cref="AzureTokenClaims.Nonce"/>
    public string? Nonce { get; init; }

    /// <inheritdoc cref="AzureTokenClaims.ClientPayloadNonce"/>
    public string? ClientPayloadNonce { get; init; }

    internal static AzureFacts Of(AzureTokenClaims claims) => new()
    {
        Issuer = claims.Issuer,
        IssuedAt = claims.IssuedAt is { } issued ? DateTimeOffset.FromUnixTimeSeconds(issued.ToUnixTimeSeconds()) : null,
        ComplianceStatus = claims.Tee?.ComplianceStatus,
        TcbStatus = (claims.Tee as AzureTdxClaims)?.TcbStatus,
        SecureBoot = claims.SecureBoot,
        Debug = claims.Tee?.IsDebug,
        Nonce = claims.Nonce,
        ClientPayloadNonce = claims.ClientPayloadNonce,
    };
}
