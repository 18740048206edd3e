using System.Text;
using System.Text.Json;
using LazAI.Testing.Vectors;

namespace LazAI.Cryptography.Tests.Vectors;

public class Eip712VectorTests
{
    [VectorTheory]
    [VectorFiles("crypto/eip712")]
    public void TypedData_EveryVectorOfFile_Holds(string file) => VectorRun.EachCase("crypto/eip712", file, vector =>
    {
        var document = vector.Has("typedData")
            ? vector.GetProperty("typedData").GetRawText()
            : $$"""
               {
                 "types": {{vector.GetProperty("types")}}, "primaryType": "{{vector.Text("primaryType")}}",
                 "domain": {{vector.GetProperty("domain")}}, "message": {{vector.GetProperty("data")}}
               }
               """;
        Assert.True(TypedData.TryParse(Encoding.UTF8.GetBytes(document), out var typedData, out var refusal), refusal.ToString());

        Check(vector, "encodeType", typedData.EncodedType);
        Check(vector, "typeHash", Eip712.TypeHash(typedData.EncodedType).ToString());
        Check(vector, "encoded", "0x" + Convert.ToHexStringLower(typedData.EncodedData.Span));
        Check(vector, "encodeData", "0x" + Convert.ToHexStringLower(typedData.EncodedData.Span));
        Check(vector, "structHash", typedData.StructHash.ToString());
        Check(vector, "domainSeparator", typedData.DomainSeparator.ToString());
        Assert.Equal(vector.Text("digest"), typedData.Digest.ToString());

        if (vector.Has("signature") && vector.Has("privateKey"))
        {
            Assert.True(Secp256k1PrivateKey.TryCreate(vector.Bytes("privateKey"), out var key));
            Signed.Check(vector.Bytes("privateKey"), key.Address.ToString(), typedData.Digest, Signature(vector.GetProperty("signature")));
            Check(vector, "address", key.Address.ToString());
            key.Dispose();
        }
    });

    private static void Check(JsonElement vector, string member, string actual)
    {
        if (vector.Has(member))
        {
            Assert.Equal(vector.Text(member), actual);
        }
    }

    private static byte[] Signature(JsonElement signature) => signature.ValueKind == JsonValueKind.String
        ? VectorJson.Bytes(signature.GetString()!)
        : [.. signature.Bytes("r"), .. signature.Bytes("s"), signature.GetProperty("v").GetByte()];
}
