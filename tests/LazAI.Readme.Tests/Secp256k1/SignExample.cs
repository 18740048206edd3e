using System.Security.Cryptography;
using LazAI.Cryptography;

namespace LazAI.Readme.Tests.Secp256k1;

public class SignExample
{
    [Fact]
    public void Signature_OfAKey_VerifiesAndNamesItsSigner()
    {
        #region README
        using var random = RandomNumberGenerator.Create();
        using var key = Secp256k1PrivateKey.Generate(random);
        var digest = Keccak256.Hash("a message"u8);

        RecoverableSignature signature = key.Sign(digest);
        bool isValid = key.PublicKey.Verify(digest, signature);
        bool isRecovered = signature.TryRecoverAddress(digest, out Address signer);

        // From others: 65 bytes that are a signature in its one form, or false.
        bool isRead = RecoverableSignature.TryParse(signature.ToArray(), out var parsed);
        #endregion

        Assert.True(isValid && isRecovered && isRead);
        Assert.Equal(key.Address, signer);
        Assert.Equal(signature, parsed);
        Assert.False(key.PublicKey.Verify(Bytes32.Zero, signature));
    }
}
