using System.Security.Cryptography;
using LazAI.Cryptography.SecretSharing;

namespace LazAI.Readme.Tests.Sharing;

public class ShamirExample
{
    [Fact]
    public void Secret_OfThreeShares_ComesBack()
    {
        #region README
        using var random = RandomNumberGenerator.Create();
        byte[] secret = [0, .. RandomNumberGenerator.GetBytes(31)];

        // Five shares, of which any three give the secret back and two say nothing about it.
        ShamirSecretSharing.Bls12381.Share(secret, threshold: 3, count: 5, random, out var shares);
        var restored = new byte[ShamirSecretSharing.SecretSize];
        var refusal = ShamirSecretSharing.Bls12381.Reconstruct([shares[4], shares[0], shares[2]], threshold: 3, restored);
        #endregion

        Assert.Equal(ShamirRefusal.None, refusal);
        Assert.Equal(secret, restored);
        Assert.Equal(ShamirRefusal.TooFewShares, ShamirSecretSharing.Bls12381.Reconstruct(shares.AsSpan(0, 2), threshold: 3, restored));
    }
}
