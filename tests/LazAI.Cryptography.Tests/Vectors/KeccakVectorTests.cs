using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using LazAI.Testing.Vectors;

namespace LazAI.Cryptography.Tests.Vectors;

public partial class KeccakVectorTests
{
    [VectorTheory]
    [VectorFiles("crypto/keccak")]
    public void Hash_EveryVectorOfFile_GivesTheDigest(string file) => VectorRun.EachCase("crypto/keccak", file, vector =>
    {
        var message = vector.Has("msg_rule") ? Message(vector) : vector.Bytes(vector.Has("data") ? "data" : "msg");
        if (vector.Has("len_bytes"))
        {
            Assert.Equal(vector.GetProperty("len_bytes").GetInt32(), message.Length);
        }

        Assert.Equal(vector.Bytes("keccak256"), Keccak256.Hash(message).ToArray());

        // SHA-3 pads otherwise: agreement would mean that the wrong padding was used.
        if (vector.Has("sha3_256"))
        {
            Assert.NotEqual(vector.Bytes("sha3_256"), Keccak256.Hash(message).ToArray());
        }
    });

    // Long messages come as a rule: blocks of SHA-256(label ‖ counter in decimal), or one byte over and over.
    private static byte[] Message(JsonElement vector)
    {
        var rule = vector.Text("msg_rule");
        var message = new byte[vector.GetProperty("len_bytes").GetInt32()];
        if (Blocks().Match(rule) is { Success: true } blocks)
        {
            for (var i = 0; 32 * i < message.Length; i++)
            {
                var block = SHA256.HashData(Encoding.ASCII.GetBytes($"{blocks.Groups["label"].Value}{i}"));
                block.AsSpan(0, Math.Min(32, message.Length - 32 * i)).CopyTo(message.AsSpan(32 * i));
            }

            return message;
        }

        var repeated = Repeated().Match(rule);
        Assert.True(repeated.Success, $"The rule {rule} is not known.");
        message.AsSpan().Fill(byte.Parse(repeated.Groups["value"].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        return message;
    }

    [GeneratedRegex("""^SHA-256\("(?<label>[^"]*)"\|\|i\) blocks""")]
    private static partial Regex Blocks();

    [GeneratedRegex("bytes 0x(?<value>[0-9a-f]{2})")]
    private static partial Regex Repeated();
}
