using System.Text.Json;
using LazAI.Testing.Vectors;

namespace LazAI.Cryptography.Tests.Vectors;

public class LazAiVectorTests
{
    // The published clients sign keccak256 of an ABI encoding as a personal message.
    [VectorFact("lazai")]
    public void Signatures_EveryVectorOfTheClients_Holds()
    {
        var root = new VectorFile("lazai", "signatures.json", 0).ReadJson();
        var run = 0;
        foreach (var member in root.EnumerateObject().Where(member => member.Value.ValueKind == JsonValueKind.Object))
        {
            var vector = member.Value;
            var hash = Keccak256.Hash(vector.Bytes("abi"));
            Assert.Equal(vector.Text("keccak"), hash.ToString());

            var digest = Eip191.HashPersonalMessage(hash.AsSpan());
            var signature = vector.Has("headers")
                ? vector.GetProperty("headers").Bytes("X-LazAI-Signature")
                : vector.Bytes("signature");
            Signed.Check(root.Bytes("privateKey"), root.Text("address"), digest, signature);
            if (vector.Has("eip191Digest"))
            {
                Assert.Equal(vector.Text("eip191Digest"), digest.ToString());
            }

            run++;
        }

        Assert.True(run > 0);
    }
}
