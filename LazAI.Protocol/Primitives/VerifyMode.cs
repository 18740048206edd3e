using System.Text.Json.Serialization;
using LazAI.Protocol.Encoding;

namespace LazAI.Protocol;

/// <summary>How a result is verified, PROTOCOL §7. The numbers are those of the signed <c>TaskRequest</c>.</summary>
[JsonConverter(typeof(EnumNameJsonConverter<VerifyMode>))]
public enum VerifyMode
{
    /// <summary>The session signature under an attested key.</summary>
    [JsonStringEnumMemberName("TEE")]
    Tee = 0,

    /// <summary>As TEE, and a Groth16 proof.</summary>
    [JsonStringEnumMemberName("TEE_ZK")]
    TeeZk = 1,

    /// <summary>Optimistic: a window for fraud proofs.</summary>
    [JsonStringEnumMemberName("OP")]
    Optimistic = 2,
}
