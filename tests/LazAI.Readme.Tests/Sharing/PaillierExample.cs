using System.Numerics;
using System.Security.Cryptography;
using LazAI.Cryptography.Paillier;

namespace LazAI.Readme.Tests.Sharing;

public class PaillierExample
{
    [Fact]
    public void Sum_OfHiddenNumbers_IsDecrypted()
    {
        #region README
        using var random = RandomNumberGenerator.Create();
        var key = PaillierPrivateKey.Generate(modulusBits: 2048, random);

        key.PublicKey.Encrypt(20, random, out var a);
        key.PublicKey.Encrypt(-3, random, out var b);
        PaillierCiphertext sum = key.PublicKey.Add(a!, key.PublicKey.MultiplyByPlain(b!, 2));
        BigInteger fourteen = key.Decrypt(sum, random);
        #endregion

        Assert.Equal(14, fourteen);
        Assert.Equal(PaillierRefusal.PlaintextOutOfRange, key.PublicKey.Encrypt(key.PublicKey.Modulus, random, out _));
    }
}
