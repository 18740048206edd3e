using System.Security.Cryptography;
using LazAI.Cryptography;

namespace LazAI.Readme.Tests.Secp256k1;

public class BatchExample
{
    [Fact]
    public void Batch_WithOneFalse_NamesIt()
    {
        using var random = RandomNumberGenerator.Create();
        using var key = Secp256k1PrivateKey.Generate(random);
        Bytes32[] digests = [.. Enumerable.Range(0, 64).Select(i => Keccak256.Hash([(byte)i]))];
        RecoverableSignature[] signatures = [.. digests.Select(digest => key.Sign(digest))];
        signatures[5] = signatures[6];

        #region README
        // Who signed what, of many at once: each gets its own answer.
        var signers = new Address?[signatures.Length];
        Secp256k1Batch.RecoverAddresses(digests, signatures, signers, maximumDegreeOfParallelism: 2);

        // A key that is seen often, with tables of 7.5 KiB.
        var known = new PrecomputedPublicKey(key.PublicKey);
        bool isValid = known.Verify(digests[0], signatures[0]);
        #endregion

        Assert.True(isValid);
        Assert.All(signers.Where((_, i) => i != 5), signer => Assert.Equal(key.Address, signer));
        Assert.NotEqual(key.Address, signers[5]);
    }
}
