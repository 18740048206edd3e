namespace LazAI.Attestation;

/// <summary>
/// What ties a token to the caller's own request; without such a tie any old token of anybody's machine would do. Made of one part, to
/// which others can be added: <c>AzureTokenBinding.To...(...) with { Nonce = "..." }</c>. All that is given is compared.
/// </summary>
public sealed record AzureTokenBinding
{
    private AzureTokenBinding()
    {
    }

    /// <summary>
    /// The runtime data, byte for byte as it was sent to the instance: its SHA-256 is the first 32 bytes of the report data. This ties
    /// the evidence itself. Null where it is not compared.
    /// </summary>
    public ReadOnlyMemory<byte>? RuntimeData { get; init; }

    /// <summary>The nonce that was sent to the instance beside the evidence. This ties the token only. Null where it is not compared.</summary>
    public string? Nonce { get; init; }

    /// <summary>
    /// The nonce inside the runtime data (<c>client-payload.nonce</c>), as Azure's guest attestation library sends it. Null where it is
    /// not compared.
    /// </summary>
    public ReadOnlyMemory<byte>? ClientPayloadNonce { get; init; }

    /// <inheritdoc cref="RuntimeData"/>
    public static AzureTokenBinding ToRuntimeData(ReadOnlyMemory<byte> runtimeData) => new() { RuntimeData = runtimeData };

    /// <inheritdoc cref="Nonce"/>
    public static AzureTokenBinding ToNonce(string nonce) => new() { Nonce = nonce };

    /// <inheritdoc cref="ClientPayloadNonce"/>
    public static AzureTokenBinding ToClientPayloadNonce(ReadOnlyMemory<byte> nonce) => new() { ClientPayloadNonce = nonce };
}
