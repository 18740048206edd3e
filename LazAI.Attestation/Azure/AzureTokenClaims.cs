using System.Diagnostics.CodeAnalysis;

namespace LazAI.Attestation;

/// <summary>
/// The claims of a token of Microsoft Azure Attestation, each null where the token does not have it. Read from a payload alone they
/// prove nothing; <see cref="AzureTokenVerified"/> carries those whose signature holds.
/// </summary>
/// <remarks>
/// <c>x-ms-runtime</c> is not among them but for its nonce: it is the runtime data parsed and written anew, so it cannot be hashed, and a
/// guest can put there whatever looks like another claim. Who needs the runtime data keeps the bytes and has them compared
/// (<see cref="EvidenceChallenge.RuntimeData"/>).
/// </remarks>
public sealed record AzureTokenClaims
{
    /// <summary>A virtual machine attested through its vTPM; the hardware's claims are inside, if it has such hardware.</summary>
    public const string VirtualMachineType = "azurevm";

    private AzureTokenClaims(string attestationType) => AttestationType = attestationType;

    /// <summary>The instance that issued the token (<c>iss</c>).</summary>
    public string? Issuer { get; private init; }

    /// <summary>When it was issued (<c>iat</c>).</summary>
    public DateTimeOffset? IssuedAt { get; private init; }

    /// <summary>When it begins to be valid (<c>nbf</c>).</summary>
    public DateTimeOffset? NotBefore { get; private init; }

    /// <summary>When it is no longer valid (<c>exp</c>).</summary>
    public DateTimeOffset? Expires { get; private init; }

    /// <summary>The token's own identifier (<c>jti</c>).</summary>
    public string? TokenId { get; private init; }

    /// <summary>What was attested (<c>x-ms-attestation-type</c>): <c>tdxvm</c>, <c>sevsnpvm</c>, <c>azurevm</c>, <c>sgx</c>, ...</summary>
    public string AttestationType { get; }

    /// <summary>Hash of the policy by which the instance issued the claims, in base64url (<c>x-ms-policy-hash</c>).</summary>
    public string? PolicyHash { get; private init; }

    /// <summary>
    /// The nonce that was sent to the instance with the evidence (<c>nonce</c>). It shows that the token is new, not that the evidence is:
    /// anybody may send old evidence with a new nonce.
    /// </summary>
    public string? Nonce { get; private init; }

    /// <summary>The nonce in the runtime data (<c>x-ms-runtime.client-payload.nonce</c>), as its base64 text.</summary>
    public string? ClientPayloadNonce { get; private init; }

    /// <summary>Whether the machine was started with secure boot, for <c>azurevm</c>.</summary>
    public bool? SecureBoot { get; private init; }

    /// <summary>The machine's identifier, for <c>azurevm</c>.</summary>
    public string? VirtualMachineId { get; private init; }

    /// <summary>What is said of the hardware; null for other types, and for virtual machines without it (trusted launch).</summary>
    public AzureTeeClaims? Tee { get; private init; }

    /// <summary>Reads a token's payload; false when it is no object, or a claim that is known here has another form.</summary>
    /// <param name="fault">What is wrong, for people; not stable.</param>
    public static bool TryParse(ReadOnlyMemory<byte> payload, [NotNullWhen(true)] out AzureTokenClaims? claims, out string fault)
    {
        claims = null;
        if (payload.Length > JsonWebSignature.LengthMaximum)
        {
            fault = $"more than {JsonWebSignature.LengthMaximum} bytes";
            return false;
        }

        using var document = StrictJson.TryParseObject(payload);
        if (document is null)
        {
            fault = "the payload is no JSON object, too deep, or names a member twice";
            return false;
        }

        var reader = new ClaimReader(document.RootElement);
        var type = reader.Text("x-ms-attestation-type");
        var isolation = type == VirtualMachineType ? reader.Object("x-ms-isolation-tee") : null;
        var clientPayload = reader.OptionalObject("x-ms-runtime")?.OptionalObject("client-payload");
        var read = new AzureTokenClaims(type ?? "")
        {
            Issuer = reader.Text("iss"),
            IssuedAt = reader.Time("iat"),
            NotBefore = reader.Time("nbf"),
            Expires = reader.Time("exp"),
            TokenId = reader.Text("jti"),
            PolicyHash = reader.Text("x-ms-policy-hash"),
            Nonce = reader.Text("nonce"),
            ClientPayloadNonce = clientPayload?.Text("nonce"),
            SecureBoot = reader.Boolean("secureboot"),
            VirtualMachineId = reader.Text("x-ms-azurevm-vmid"),
            Tee = ReadTee(isolation is null ? type : isolation.Text("x-ms-attestation-type"), isolation ?? reader),
        };
        var wrong = reader.Fault ?? isolation?.Fault;
        fault = wrong is null ? "" : $"the claim {wrong} has another form";
        claims = wrong is null ? read : null;
        return wrong is null;
    }

    private static AzureTeeClaims? ReadTee(string? type, ClaimReader reader) => type switch
    {
        AzureTdxClaims.TypeName => AzureTdxClaims.Read(reader),
        AzureSnpClaims.TypeName => AzureSnpClaims.Read(reader),
        _ => null,
    };
}
