using System.Security.Cryptography;
using LazAI.Cryptography.BlsSignatures;

namespace LazAI.Readme.Tests.Bls;

public class SignatureExample
{
    [Fact]
    public void Signature_OfAKey_VerifiesForItsMessage()
    {
        #region README
        using var random = RandomNumberGenerator.Create();
        using var key = BlsSecretKey.Generate(random);
        var scheme = BlsScheme.ProofOfPossession;

        BlsSignature signature = scheme.Sign(key, "a message"u8);
        bool isValid = scheme.Verify(key.PublicKey, "a message"u8, signature);

        // From others: parsing checks curve and subgroup, so a value of these types is a valid point.
        bool isKey = BlsPublicKey.TryParse(key.PublicKey.ToArray(), out var publicKey, out _);
        bool isSignature = BlsSignature.TryParse(new byte[96], out _, out var refusal);
        #endregion

        Assert.True(isValid && isKey);
        Assert.Equal(key.PublicKey, publicKey);
        Assert.False(isSignature);
        Assert.Equal(LazAI.Cryptography.Bls12381.PointRefusal.WrongFlags, refusal);
        Assert.False(scheme.Verify(key.PublicKey, "another"u8, signature));
    }
}
