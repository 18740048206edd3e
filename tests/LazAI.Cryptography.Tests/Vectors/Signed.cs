namespace LazAI.Cryptography.Tests.Vectors;

/// <summary>A signature that is known in full: we make the same one, and it leads back to the signer.</summary>
internal static class Signed
{
    public static void Check(byte[] privateKey, string address, Bytes32 digest, byte[] signature)
    {
        Assert.True(Secp256k1PrivateKey.TryCreate(privateKey, out var key));
        Assert.Equal(address, key.Address.ToString());
        Assert.Equal(signature, key.Sign(digest).ToArray());
        Assert.True(RecoverableSignature.TryParse(signature, out var parsed));
        Assert.True(parsed.TryRecoverAddress(digest, out var signer));
        Assert.Equal(address, signer.ToString());
        Assert.True(key.PublicKey.Verify(digest, parsed));
        key.Dispose();
    }
}
