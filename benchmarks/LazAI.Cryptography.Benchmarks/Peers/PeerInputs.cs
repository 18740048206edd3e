using System.Text.Json;

namespace LazAI.Cryptography.Benchmarks.Peers;

/// <summary>Reads what peer.mjs was given: bytes come as 0x and hex.</summary>
internal static class PeerInputs
{
    public static byte[] Bytes(this JsonElement inputs, string name) => Bytes(inputs.GetProperty(name));

    public static ReadOnlyMemory<byte>[] BytesOfAll(this JsonElement inputs, string name) =>
        [.. inputs.GetProperty(name).EnumerateArray().Select(item => new ReadOnlyMemory<byte>(Bytes(item)))];

    private static byte[] Bytes(JsonElement text) => Convert.FromHexString(text.GetString().AsSpan(2));
}
