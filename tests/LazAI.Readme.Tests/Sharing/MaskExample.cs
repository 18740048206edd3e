using System.Security.Cryptography;
using LazAI.Cryptography;
using LazAI.Cryptography.KeyAgreement;

namespace LazAI.Readme.Tests.Sharing;

public class MaskExample
{
    [Fact]
    public void Masks_OfAllParticipants_CancelInTheSum()
    {
        #region README
        using var random = RandomNumberGenerator.Create();
        using var alice = MaskKey.Generate(random);
        using var bob = MaskKey.Generate(random);
        var round = Keccak256.Hash("round 7"u8);

        // Each hides its vector from the one who sums up; masks cancel in the sum, modulo 2^64.
        ulong[] a = [1, 2, 3], b = [10, 20, 30];
        alice.AddMasks([bob.PublicKey], round, a);
        bob.AddMasks([alice.PublicKey], round, b);
        ulong[] sum = [.. a.Zip(b, (x, y) => unchecked(x + y))];
        #endregion

        Assert.Equal([11, 22, 33], sum);
        Assert.NotEqual([1, 2, 3], a);
        Assert.Equal(MaskRefusal.NoPeers, alice.AddMasks([], round, a));
    }
}
