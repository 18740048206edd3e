using System.Security.Cryptography;
using LazAI.Cryptography;

namespace LazAI.Readme.Tests.Secp256k1;

public class EncryptionExample
{
    [Fact]
    public void Envelope_ForAKey_IsOpenedByItAlone()
    {
        #region README
        using var random = RandomNumberGenerator.Create();
        using var recipient = Secp256k1PrivateKey.Generate(random);

        // What is bound to the envelope without being hidden in it, such as the task that it belongs to.
        ReadOnlySpan<byte> context = "task 7"u8;
        byte[] envelope = Ecies.Encrypt(recipient.PublicKey, "a secret"u8, context, random);
        bool isOpened = Ecies.TryDecrypt(recipient, envelope, context, out byte[]? plaintext);
        #endregion

        Assert.True(isOpened);
        Assert.Equal("a secret"u8.ToArray(), plaintext);
        Assert.False(Ecies.TryDecrypt(recipient, envelope, "task 8"u8, out _));
        using var other = Secp256k1PrivateKey.Generate(random);
        Assert.False(Ecies.TryDecrypt(other, envelope, context, out _));
    }
}
