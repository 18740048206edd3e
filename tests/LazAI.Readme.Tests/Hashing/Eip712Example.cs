using LazAI.Cryptography;

namespace LazAI.Readme.Tests.Hashing;

public class Eip712Example
{
    [Fact]
    public void Digest_OfAMail_IsTheOneOfItsJson()
    {
        #region README
        var typeHash = Eip712.TypeHash("Mail(address to,string contents)");
        var domain = Eip712.DomainSeparator("Post", "1", chainId: 1);

        var mail = new Eip712StructHasher(typeHash);
        mail.Append(Address.Parse("0xbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"));
        mail.AppendString("Hello, Bob!");
        Bytes32 digest = Eip712.Digest(domain, mail.Finish());
        #endregion

        Assert.True(TypedData.TryParse(TypedDataExample.Document, out var typedData, out _));
        Assert.Equal(typedData.Digest, digest);
    }
}
