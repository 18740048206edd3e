using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LazAI.Client.Attestation;

/// <summary>Bodies of requests to Azure Attestation. Bytes are base64url without padding.</summary>
internal static class AzureAttestationRequests
{
    private static readonly JsonSerializerOptions s_options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static byte[] TdxVm(ReadOnlyMemory<byte> quote, AzureRuntimeData? runtimeData, AzureRuntimeData? initTimeData, string? nonce) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new { Quote = Base64(quote), RuntimeData = Held(runtimeData), InitTimeData = Held(initTimeData), Nonce = nonce }, s_options);

    public static byte[] SevSnpVm(
        ReadOnlyMemory<byte> report, ReadOnlyMemory<byte> certificates, AzureRuntimeData? runtimeData, AzureRuntimeData? initTimeData, string? nonce)
    {
        // These two names are written as Azure has them, capitals included.
        var evidence = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string>
        {
            ["SnpReport"] = Base64(report),
            ["VcekCertChain"] = Base64(certificates),
        });
        return JsonSerializer.SerializeToUtf8Bytes(
            new { Report = Base64(evidence), RuntimeData = Held(runtimeData), InitTimeData = Held(initTimeData), Nonce = nonce }, s_options);
    }

    private static string Base64(ReadOnlyMemory<byte> bytes) => Base64Url.EncodeToString(bytes.Span);

    private static HeldData? Held(AzureRuntimeData? data) => data is null ? null : new HeldData(Base64(data.Data), data.IsJson ? "JSON" : "Binary");

    private sealed record HeldData(string Data, string DataType);
}
