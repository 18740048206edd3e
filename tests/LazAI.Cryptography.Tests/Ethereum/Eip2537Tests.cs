using Xunit.Abstractions;

namespace LazAI.Cryptography.Tests.Ethereum;

public class Eip2537Tests(ITestOutputHelper output)
{
    private const int Seed = 20261125;

    // The generators, and 2 G1, of draft-irtf-cfrg-pairing-friendly-curves and of the EIP's vector bls_g1add_g1+g1.
    private static readonly byte[] _g1 = Convert.FromHexString(
        "0000000000000000000000000000000017f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb"
        + "0000000000000000000000000000000008b3f481e3aaa0f1a09e30ed741d8ae4fcf5e095d5d00af600db18cb2c04b3edd03cc744a2888ae40caa232946c5e7e1");

    private static readonly byte[] _twiceG1 = Convert.FromHexString(
        "000000000000000000000000000000000572cbea904d67468808c8eb50a9450c9721db309128012543902d0ac358a62ae28f75bb8f1c7c42c39a8c5529bf0f4e"
        + "00000000000000000000000000000000166a9d8cabc673a322fda673779d8e3822ba3ecb8670e461f73bb9021d5fd76a4c56d9d4cd16bd1bba86881979749d28");

    private static readonly byte[] _g2 = Convert.FromHexString(
        "00000000000000000000000000000000024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8"
        + "0000000000000000000000000000000013e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e"
        + "000000000000000000000000000000000ce5d527727d6e118cc9cdc6da2e351aadfd9baa8cbdd3a76d429a695160d12c923ac9cc3baca289e193548608b82801"
        + "000000000000000000000000000000000606c4a02ea734cc32acd2b02bc28b99cb3e287e85a763af267492ab572e99ab3f370d275cec1da1aaa9075ff05f79be");

    // r, the order of both groups.
    private static readonly byte[] _order = Convert.FromHexString("73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001");

    [Fact]
    public void G1Add_GeneratorTwice_IsThePublishedPoint()
    {
        var sum = new byte[Eip2537.G1Size];
        Assert.True(Eip2537.TryG1Add([.. _g1, .. _g1], sum, out _));
        Assert.Equal(_twiceG1, sum);
        Assert.True(Eip2537.TryG1Add([.. _g1, .. new byte[Eip2537.G1Size]], sum, out _));
        Assert.Equal(_g1, sum);
    }

    [Fact]
    public void Msm_GeneratorTimesNumbers_AddsUp()
    {
        var sum = new byte[Eip2537.G1Size];
        Assert.True(Eip2537.TryG1Msm([.. _g1, .. Number(2)], sum, out _));
        Assert.Equal(_twiceG1, sum);
        Assert.True(Eip2537.TryG1Msm([.. _g1, .. _order], sum, out _));
        Assert.Equal(new byte[Eip2537.G1Size], sum);

        // 2^256 - 1 is more than r, and counts as it stands: adding 1 and subtracting 2^256 mod r leads back.
        Assert.True(Eip2537.TryG1Msm([.. _g1, .. Enumerable.Repeat((byte)0xff, 32), .. _g1, .. Number(1)], sum, out _));
        var power = Convert.FromHexString("1824b159acc5056f998c4fefecbc4ff55884b7fa0003480200000001fffffffe");
        var expected = new byte[Eip2537.G1Size];
        Assert.True(Eip2537.TryG1Msm([.. _g1, .. power], expected, out _));
        Assert.Equal(expected, sum);

        var twist = new byte[Eip2537.G2Size];
        var doubled = new byte[Eip2537.G2Size];
        Assert.True(Eip2537.TryG2Add([.. _g2, .. _g2], doubled, out _));
        Assert.True(Eip2537.TryG2Msm([.. _g2, .. Number(1), .. new byte[Eip2537.G2Size], .. Number(9), .. _g2, .. Number(1)], twist, out _));
        Assert.Equal(doubled, twist);
    }

    [Fact]
    public void PairingCheck_MovesNumbersFromSideToSide()
    {
        var (negated, doubled) = (new byte[Eip2537.G1Size], new byte[Eip2537.G2Size]);
        Assert.True(Eip2537.TryG1Msm([.. _twiceG1, .. _order[..31], 0], negated, out _));
        Assert.True(Eip2537.TryG2Msm([.. _g2, .. Number(2)], doubled, out _));
        Assert.True(Eip2537.TryPairingCheck([.. _g1, .. doubled, .. negated, .. _g2], out var isOne, out _));
        Assert.True(isOne);
        Assert.True(Eip2537.TryPairingCheck([.. _g1, .. _g2, .. negated, .. _g2], out isOne, out _));
        Assert.False(isOne);
        Assert.True(Eip2537.TryPairingCheck([.. _g1, .. new byte[Eip2537.G2Size]], out isOne, out _));
        Assert.True(isOne);

        // More pairs than share a loop.
        byte[] many = [.. Enumerable.Repeat<byte[]>([.. _g1, .. doubled, .. negated, .. _g2], 17).SelectMany(pair => pair)];
        Assert.True(Eip2537.TryPairingCheck(many, out isOne, out _));
        Assert.True(isOne);
        Assert.True(Eip2537.TryPairingCheck([.. many, .. _g1, .. _g2], out isOne, out _));
        Assert.False(isOne);
    }

    [Fact]
    public void Calls_TooManyPairs_AreRefused()
    {
        var output = new byte[Eip2537.G2Size];
        Assert.False(Eip2537.TryG1Msm(new byte[(Eip2537.MsmPairsMaximum + 1) * 160], output, out var refusal));
        Assert.Equal(Eip2537Refusal.TooManyPairs, refusal);
        Assert.False(Eip2537.TryG2Msm(new byte[(Eip2537.MsmPairsMaximum + 1) * 288], output, out refusal));
        Assert.Equal(Eip2537Refusal.TooManyPairs, refusal);
        Assert.False(Eip2537.TryPairingCheck(new byte[(Eip2537.PairingPairsMaximum + 1) * 384], out _, out refusal));
        Assert.Equal(Eip2537Refusal.TooManyPairs, refusal);
        Assert.True(Eip2537.TryPairingCheck(new byte[Eip2537.PairingPairsMaximum * 384], out var isOne, out refusal));
        Assert.True(isOne);
        Assert.Equal(Eip2537Refusal.None, refusal);
    }

    [Fact]
    public void Calls_AnyLength_AreAnsweredOrRefused()
    {
        var output = new byte[Eip2537.G2Size];
        for (var length = 0; length < 600; length++)
        {
            var input = new byte[length];
            Assert.Equal(length == 256, Eip2537.TryG1Add(input, output, out var refusal));
            Assert.Equal(length == 256 ? Eip2537Refusal.None : Eip2537Refusal.LengthInvalid, refusal);
            Assert.Equal(length == 512, Eip2537.TryG2Add(input, output, out _));
            Assert.Equal(length != 0 && length % 160 == 0, Eip2537.TryG1Msm(input, output, out _));
            Assert.Equal(length != 0 && length % 288 == 0, Eip2537.TryG2Msm(input, output, out _));
            Assert.Equal(length != 0 && length % 384 == 0, Eip2537.TryPairingCheck(input, out _, out _));
            Assert.Equal(length == 64, Eip2537.TryMapFpToG1(input, output, out refusal));
            Assert.Equal(length == 64 ? Eip2537Refusal.None : Eip2537Refusal.LengthInvalid, refusal);
            Assert.Equal(length == 128, Eip2537.TryMapFp2ToG2(input, output, out _));
        }
    }

    [Fact]
    public void PairingCheck_AnyBitOfPointsChanged_IsRefused()
    {
        // One changed bit moves a point off its curve, or a number over p, or is padding.
        byte[] input = [.. _g1, .. _g2];
        for (var bit = 0; bit < 8 * input.Length; bit++)
        {
            input[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(Eip2537.TryPairingCheck(input, out var isOne, out var refusal), $"bit {bit}");
            Assert.False(isOne);
            Assert.True(refusal is Eip2537Refusal.PaddingNotZero or Eip2537Refusal.CoordinateNotBelowModulus or Eip2537Refusal.NotOnCurve);
            input[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void Calls_NoiseOfTheRightLength_IsRefused()
    {
        output.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        var sum = new byte[Eip2537.G2Size];
        for (var i = 0; i < 200; i++)
        {
            var input = new byte[384];
            random.NextBytes(input);
            for (var word = 0; word < input.Length && i % 2 == 0; word += Eip2537.FpSize)
            {
                input.AsSpan(word, 17).Clear();
            }

            var expected = i % 2 == 0 ? Eip2537Refusal.NotOnCurve : Eip2537Refusal.PaddingNotZero;
            Assert.False(Eip2537.TryPairingCheck(input, out _, out var refusal));
            Assert.Equal(expected, refusal);
            Assert.False(Eip2537.TryG1Add(input.AsSpan(0, 256), sum, out refusal));
            Assert.Equal(expected, refusal);
            Assert.False(Eip2537.TryG2Msm(input.AsSpan(0, 288), sum, out refusal));
            Assert.Equal(expected, refusal);
        }
    }

    [Fact]
    public void Calls_OutputTooShort_Throw()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Eip2537.TryG1Add(new byte[256], new byte[127], out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => Eip2537.TryG2Msm(new byte[288], new byte[255], out _));
    }

    private static byte[] Number(byte number) => [.. new byte[31], number];
}
