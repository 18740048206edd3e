using LazAI.Cryptography;

namespace LazAI.Readme.Tests.Pairings;

public class Bls12381Example
{
    // The generators, as EIP-2537 writes points.
    private static readonly byte[] _g1 = Convert.FromHexString(
        "0000000000000000000000000000000017f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb"
        + "0000000000000000000000000000000008b3f481e3aaa0f1a09e30ed741d8ae4fcf5e095d5d00af600db18cb2c04b3edd03cc744a2888ae40caa232946c5e7e1");

    private static readonly byte[] _g2 = Convert.FromHexString(
        "00000000000000000000000000000000024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8"
        + "0000000000000000000000000000000013e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e"
        + "000000000000000000000000000000000ce5d527727d6e118cc9cdc6da2e351aadfd9baa8cbdd3a76d429a695160d12c923ac9cc3baca289e193548608b82801"
        + "000000000000000000000000000000000606c4a02ea734cc32acd2b02bc28b99cb3e287e85a763af267492ab572e99ab3f370d275cec1da1aaa9075ff05f79be");

    [Fact]
    public void MultiScalarMultiplication_WithOppositeNumber_CancelsInThePairing()
    {
        var (g1, g2) = (_g1, _g2);
        var (two, five) = (new byte[32], new byte[32]);
        (two[31], five[31]) = (2, 5);
        var minusSeven = Convert.FromHexString("73eda753299d7d483339d80809a1d80553bda402fffe5bfefffffffefffffffa");

        #region README
        // 2 g1 + 5 g1: any number of pairs of a point and a number of 32 bytes.
        var sum = new byte[Eip2537.G1Size];
        bool isSum = Eip2537.TryG1Msm([.. g1, .. two, .. g1, .. five], sum, out _);

        var opposite = new byte[Eip2537.G1Size];
        bool isOpposite = Eip2537.TryG1Msm([.. g1, .. minusSeven], opposite, out _);

        // Whether e(7 g1, g2) e(-7 g1, g2) = 1.
        bool isRead = Eip2537.TryPairingCheck([.. sum, .. g2, .. opposite, .. g2], out bool isOne, out Eip2537Refusal refusal);
        #endregion

        Assert.True(isSum && isOpposite && isRead && isOne);
        Assert.Equal(Eip2537Refusal.None, refusal);
        Assert.False(Eip2537.TryPairingCheck([], out _, out refusal));
        Assert.Equal(Eip2537Refusal.LengthInvalid, refusal);
    }
}
