using System.Security.Cryptography;
using LazAI.Cryptography.BlsSignatures;

namespace LazAI.Cryptography.Tests.BlsSignatures;

public class BlsVrfTests
{
    [Fact]
    public void TryVerify_ProofOfTheOwner_GivesTheOutput()
    {
        var key = Key(1);
        var proof = BlsVrf.Prove(key, "seed"u8).ToArray();
        Assert.True(BlsVrf.TryVerify(key.PublicKey, "seed"u8, proof, out var output));
        Assert.Equal(SHA256.HashData(proof), output.ToArray());
        Assert.Equal(proof, BlsVrf.Prove(key, "seed"u8).ToArray());

        Assert.True(BlsVrf.TryVerify(key.PublicKey, [], BlsVrf.Prove(key, []).ToArray(), out var another));
        Assert.NotEqual(output, another);
    }

    [Fact]
    public void TryVerify_AnythingElse_GivesNoOutput()
    {
        var (key, other) = (Key(1), Key(2));
        var proof = BlsVrf.Prove(key, "seed"u8).ToArray();
        NoOutput(key, "tree"u8, proof);
        NoOutput(other, "seed"u8, proof);
        NoOutput(key, "seed"u8, []);
        NoOutput(key, "seed"u8, proof.AsSpan(0, 95));
        NoOutput(key, "seed"u8, [.. proof, 0]);
        NoOutput(key, "seed"u8, [0xc0, .. new byte[95]]);

        // A signature that the validator gave away for another purpose.
        NoOutput(key, "seed"u8, BlsScheme.ProofOfPossession.Sign(key, "seed"u8).ToArray());
        NoOutput(key, "seed"u8, BlsScheme.Basic.Sign(key, "seed"u8).ToArray());
        Assert.False(BlsScheme.ProofOfPossession.Verify(key.PublicKey, "seed"u8, BlsVrf.Prove(key, "seed"u8)));
    }

    // One output for a key and a seed: the same point in another encoding would be a second proof.
    [Fact]
    public void TryVerify_EveryFlippedBitOfAProof_GivesNoOutput()
    {
        var key = Key(3);
        var proof = BlsVrf.Prove(key, "seed"u8).ToArray();
        for (var bit = 0; bit < 8 * proof.Length; bit++)
        {
            proof[bit / 8] ^= (byte)(1 << (bit % 8));
            NoOutput(key, "seed"u8, proof);
            proof[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    private static void NoOutput(BlsSecretKey key, ReadOnlySpan<byte> seed, ReadOnlySpan<byte> proof)
    {
        Assert.False(BlsVrf.TryVerify(key.PublicKey, seed, proof, out var output));
        Assert.Equal(default, output);
    }

    private static BlsSecretKey Key(byte number) =>
        BlsSecretKey.TryDerive(SHA256.HashData([number]), [], out var key) ? key : throw new InvalidOperationException();
}
