using LazAI.Cryptography.Bls12381;
using LazAI.Cryptography.Bls12381.Lanes;
using LazAI.Cryptography.Fields.Lanes;
using LazAI.Cryptography.Tests.Curves.Lanes;
using Xunit.Abstractions;
using Fp = LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>;
using G1 = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>, LazAI.Cryptography.Bls12381.G1Curve>;

namespace LazAI.Cryptography.Tests.Bls12381.Lanes;

/// <summary>Many compressed points at once against one at a time.</summary>
public class LaneG1EncodingTests(ITestOutputHelper output)
{
    private const int Seed = 20261127;

    [Fact]
    public void ReadCompressed_OfGoodAndBadPoints_IsThatOfEach()
    {
        output.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        var good = LanePoints.Random<Fp, G1Curve>(random, 40);
        var seen = new HashSet<PointRefusal>();
        foreach (var count in (int[])[0, 1, 7, 8, 9, 130])
        {
            var encodings = Enumerable.Range(0, count).Select(_ => (ReadOnlyMemory<byte>)Encoding(random, good)).ToArray();
            var expected = new (PointRefusal Refusal, G1 Point)[count];
            for (var i = 0; i < count; i++)
            {
                expected[i].Refusal = PointEncoding.ReadCompressed(encodings[i].Span, out expected[i].Point);
                seen.Add(expected[i].Refusal);
            }

            foreach (var path in LanePoints.Paths)
            {
                var points = new G1[count];
                var refusals = new PointRefusal[count];
                LanePaths.On(path, () => LaneG1Encoding.ReadCompressed(encodings, points, refusals));
                Assert.Equal(expected.Select(item => item.Refusal), refusals);
                Assert.Equal(expected.Select(item => item.Point), points);
            }
        }

        Assert.Equal(
            [PointRefusal.None, PointRefusal.WrongLength, PointRefusal.WrongFlags, PointRefusal.CoordinateTooLarge, PointRefusal.NotOnCurve, PointRefusal.NotInSubgroup],
            seen.Order());
    }

    // A good point, most of the time; random numbers are on the curve every other time and then outside the subgroup.
    private static byte[] Encoding(Random random, G1[] good)
    {
        var bytes = new byte[48];
        PointEncoding.WriteCompressed(in good[random.Next(good.Length)], bytes);
        switch (random.Next(10))
        {
            case 0:
                random.NextBytes(bytes);
                bytes[0] = (byte)(0x80 | random.Next(0x1a));
                break;
            case 1:
                bytes.AsSpan().Fill(0xff);
                bytes[0] = 0x9f;
                break;
            case 2:
                bytes[0] ^= (byte)(0x20 << random.Next(3));
                break;
            case 3:
                bytes = bytes[..random.Next(48)];
                break;
        }

        return bytes;
    }
}
