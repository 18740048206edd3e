namespace LazAI.Attestation;

/// <summary>
/// What ties evidence to whoever asked for it; without such a tie any old evidence of anybody's machine would do. Made of one part, to which
/// others can be added: <c>EvidenceChallenge.To…(…) with { Nonce = "…" }</c>. All that is given is compared.
/// </summary>
public sealed record EvidenceChallenge
{
    private EvidenceChallenge()
    {
    }

    /// <summary>The 64 bytes that the evidence must carry. Null where they are not compared.</summary>
    public ReportData? ReportData { get; init; }

    /// <summary>
    /// Data whose SHA-256 is the first 32 bytes of the report data, byte for byte as they were sent to Azure Attestation or hashed by the
    /// guest. Null where they are not compared.
    /// </summary>
    public ReadOnlyMemory<byte>? RuntimeData { get; init; }

    /// <summary>
    /// The nonce that was sent to Azure Attestation beside the evidence. This ties the token only. Null where it is not compared.
    /// </summary>
    public string? Nonce { get; init; }

    /// <summary>
    /// The nonce inside the runtime data (<c>client-payload.nonce</c>), as Azure's guest attestation library sends it. Null where it is
    /// not compared.
    /// </summary>
    public ReadOnlyMemory<byte>? ClientPayloadNonce { get; init; }

    /// <summary>
    /// When the challenge was made, in seconds since 1970-01-01 UTC: the age of the evidence counts from here. Tokens say themselves when
    /// they were issued; for other evidence it must be given wherever a policy limits the age.
    /// </summary>
    public ulong? TimestampSeconds { get; init; }

    /// <summary>The challenger's own limit of the age, beside the policy's; the smaller one counts.</summary>
    public int? AgeSecondsMaximum { get; init; }

    /// <summary>A challenge by report data and time, such as a session's.</summary>
    public static EvidenceChallenge To(EvidenceBinding binding) =>
        new() { ReportData = binding.ReportData, TimestampSeconds = binding.TimestampSeconds };

    /// <inheritdoc cref="RuntimeData"/>
    public static EvidenceChallenge ToRuntimeData(ReadOnlyMemory<byte> runtimeData) => new() { RuntimeData = runtimeData };

    /// <inheritdoc cref="Nonce"/>
    public static EvidenceChallenge ToNonce(string nonce) => new() { Nonce = nonce };

    /// <inheritdoc cref="ClientPayloadNonce"/>
    public static EvidenceChallenge ToClientPayloadNonce(ReadOnlyMemory<byte> nonce) => new() { ClientPayloadNonce = nonce };
}
