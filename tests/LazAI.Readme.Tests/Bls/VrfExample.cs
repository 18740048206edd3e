using System.Security.Cryptography;
using LazAI.Cryptography;
using LazAI.Cryptography.BlsSignatures;

namespace LazAI.Readme.Tests.Bls;

public class VrfExample
{
    [Fact]
    public void Output_OfASeed_IsTheKeysAlone()
    {
        #region README
        using var random = RandomNumberGenerator.Create();
        using var key = BlsSecretKey.Generate(random);

        // One output for a key and a seed, which only the key's owner can tell and anyone can check.
        byte[] proof = BlsVrf.Prove(key, "slot 7"u8).ToArray();
        bool isProven = BlsVrf.TryVerify(key.PublicKey, "slot 7"u8, proof, out Bytes32 output);
        #endregion

        Assert.True(isProven);
        Assert.False(output.IsZero);
        Assert.False(BlsVrf.TryVerify(key.PublicKey, "slot 8"u8, proof, out output));
        Assert.True(output.IsZero);
    }
}
