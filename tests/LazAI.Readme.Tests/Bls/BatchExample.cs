using System.Security.Cryptography;
using LazAI.Cryptography.BlsSignatures;

namespace LazAI.Readme.Tests.Bls;

public class BatchExample
{
    [Fact]
    public void Batch_WithOneFalse_NamesIt()
    {
        using var random = RandomNumberGenerator.Create();
        using var alice = BlsSecretKey.Generate(random);
        using var bob = BlsSecretKey.Generate(random);

        #region README
        // Different keys, different messages: weighted by a hash of all, so the answer is the same everywhere.
        var scheme = BlsScheme.ProofOfPossession;
        BlsSignedMessage[] batch =
        [
            new(alice.PublicKey, "one"u8.ToArray(), scheme.Sign(alice, "one"u8)),
            new(bob.PublicKey, "two"u8.ToArray(), scheme.Sign(alice, "two"u8)),
        ];
        bool areAllValid = scheme.VerifyBatch(batch);

        var areValid = new bool[batch.Length];
        scheme.VerifyEach(batch, areValid);
        #endregion

        Assert.False(areAllValid);
        Assert.Equal([true, false], areValid);
        Assert.True(scheme.VerifyBatch(batch.AsSpan(0, 1)));
    }
}
