using System.Text;
using LazAI.Cryptography;

namespace LazAI.Readme.Tests.Hashing;

public class TypedDataExample
{
    internal static byte[] Document { get; } = Encoding.UTF8.GetBytes(
        """
        {
          "types": {
            "Mail": [{ "name": "to", "type": "address" }, { "name": "contents", "type": "string" }]
          },
          "primaryType": "Mail",
          "domain": { "name": "Post", "version": "1", "chainId": 1 },
          "message": { "to": "0xbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb", "contents": "Hello, Bob!" }
        }
        """);

    [Fact]
    public void TypedData_OfAWallet_IsHashedOrRefused()
    {
        var document = Document;

        #region README
        // The document of eth_signTypedData_v4.
        if (!TypedData.TryParse(document, out var typedData, out var refusal))
        {
            throw new FormatException($"{refusal.Error} at {refusal.Path}");
        }

        Bytes32 digest = typedData.Digest;

        // EIP-191, which wallets call personal_sign.
        Bytes32 personal = Eip191.HashPersonalMessage("Hello, Bob!");
        #endregion

        Assert.Equal("Mail", typedData.PrimaryType);
        Assert.NotEqual(digest, personal);
        Assert.False(TypedData.TryParse(document.AsMemory(1), out _, out refusal));
        Assert.Equal(TypedDataError.MalformedJson, refusal.Error);
    }
}
