using System.Text;
using LazAI.Cryptography.Bls12381;
using LazAI.Cryptography.Bls12381.Lanes;
using LazAI.Cryptography.Curves;
using LazAI.Cryptography.Fields.Lanes;
using LazAI.Cryptography.Tests.Curves.Lanes;
using LazAI.Testing.Vectors;
using Xunit.Abstractions;
using Fp = LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>;
using Fp2 = LazAI.Cryptography.Fields.QuadraticExtension<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>>;
using G2 = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.QuadraticExtension<
        LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>>,
    LazAI.Cryptography.Bls12381.G2Curve>;

namespace LazAI.Cryptography.Tests.Bls12381.Lanes;

/// <summary>Hashes of many messages at once: the vectors of one at a time, and elements that no message is known for.</summary>
public class LaneHashToG2Tests(ITestOutputHelper output)
{
    private const int Seed = 20261128;
    private const string RfcTag = "QUUX-V01-CS02-with-BLS12381G2_XMD:SHA-256_SSWU_RO_";

    // RFC 9380, appendix J.10.1: "abc", among other messages.
    [Fact]
    public void Map_PublishedMessage_GivesPublishedPoint()
    {
        var expected = Point(Convert.FromHexString("939cddbccdc5e91b9623efd38c49f81a6f83f175e80b06fc374de9eb4b41dfe4ca3a230ed250fbe3a2acf73a41177fd802c2d18e033b960562aae3cab37a27ce00d80ccd5ba4b7fe0e7a210245129dbec7780ccc7954725f4168aff2787776e6"));
        byte[][] messages = [[], "abc"u8.ToArray(), "a"u8.ToArray(), new byte[1_000], "abc"u8.ToArray()];
        foreach (var path in LanePoints.Paths)
        {
            var points = Hash(path, messages, RfcTag);
            Assert.Equal(expected, points[1]);
            Assert.Equal(expected, points[4]);
            Assert.Equal(messages.Select(message => One(message, RfcTag)), points);
        }
    }

    [VectorFact]
    public void Map_EveryVectorOfTheRfcAndOfOthers_GivesThePoint()
    {
        var rfc = VectorSuite.Files("crypto/h2c").Single(file => file.Name.StartsWith("BLS12381G2", StringComparison.Ordinal) && file.Name.Contains("_RO_", StringComparison.Ordinal)).ReadJson();
        Check(rfc.GetProperty("dst").GetString()!, [.. rfc.GetProperty("vectors").EnumerateArray().Select(vector =>
            (Encoding.UTF8.GetBytes(vector.Text("msg")), new G2(Element(vector.GetProperty("P").Text("x")), Element(vector.GetProperty("P").Text("y")))))]);

        var ethereum = VectorSuite.Files("crypto/bls").Single(file => file.Name == "ethereum_hash_to_G2.json").ReadJson();
        Check(RfcTag, [.. ethereum.EnumerateArray().Select(vector =>
            (Encoding.ASCII.GetBytes(vector.GetProperty("input").Text("msg")),
             new G2(Element(vector.GetProperty("output").Text("x")), Element(vector.GetProperty("output").Text("y")))))]);

        var wycheproof = VectorSuite.Files("crypto/bls").Single(file => file.Name == "wycheproof_bls_hash_to_g2_test.json").ReadJson();
        foreach (var group in wycheproof.GetProperty("testGroups").EnumerateArray())
        {
            Check(group.Text("dst"), [.. group.GetProperty("tests").EnumerateArray().Select(test => (test.Bytes("msg"), Point(test.Bytes("expected"))))]);
        }
    }

    // 0 is where the simplified map's denominator would vanish; equal elements are a doubling, opposite ones have infinity for a sum.
    [Fact]
    public void Map_ElementsOfEveryKind_AreThoseOfOneAtATime()
    {
        output.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        foreach (var count in (int[])[0, 1, 2, 3, 7, 8, 9, 20, 40])
        {
            var elements = Enumerable.Range(0, 2 * count).Select(_ => Element(random)).ToArray();
            for (var i = 0; i < count; i++)
            {
                elements[2 * i + 1] = random.Next(6) switch
                {
                    0 => -elements[2 * i],
                    1 => elements[2 * i],
                    _ => elements[2 * i + 1],
                };
            }

            var expected = EachAlone(LanePath.Scalar);
            foreach (var path in LanePoints.Paths)
            {
                Assert.Equal(expected, EachAlone(path));
                var points = new JacobianPoint<Fp2, G2Curve>[count];
                LanePaths.On(path, () => LaneHashToG2.Map(elements, points));
                Assert.Equal(expected.Select(point => point.ToAffine()), points.Select(point => point.ToAffine()));
            }

            Assert.True(count < 40 || expected.Any(point => point.IsInfinity));

            JacobianPoint<Fp2, G2Curve>[] EachAlone(LanePath path) => LanePaths.On(path, () => Enumerable.Range(0, count)
                .Select(i => Bls12381HashToCurve.MapToG2(in elements[2 * i], in elements[2 * i + 1])).ToArray());
        }
    }

    private static void Check(string tag, (byte[] Message, G2 Point)[] vectors)
    {
        Assert.NotEmpty(vectors);
        foreach (var path in LanePoints.Paths)
        {
            Assert.Equal(vectors.Select(vector => vector.Point), Hash(path, [.. vectors.Select(vector => vector.Message)], tag));
        }
    }

    private static G2[] Hash(LanePath path, byte[][] messages, string tag)
    {
        var elements = new Fp2[2 * messages.Length];
        for (var i = 0; i < messages.Length; i++)
        {
            Bls12381HashToCurve.HashToFieldOfG2(messages[i], Encoding.ASCII.GetBytes(tag), elements.AsSpan(2 * i, 2));
        }

        var points = new JacobianPoint<Fp2, G2Curve>[messages.Length];
        LanePaths.On(path, () => LaneHashToG2.Map(elements, points));
        return [.. points.Select(point => point.ToAffine())];
    }

    private static G2 One(byte[] message, string tag) => Bls12381HashToCurve.HashToG2(message, Encoding.ASCII.GetBytes(tag)).ToAffine();

    private static G2 Point(byte[] bytes)
    {
        Assert.Equal(PointRefusal.None, PointEncoding.ReadCompressed(bytes, out G2 point));
        return point;
    }

    // "c0,c1", where the encoding of a coordinate has c1 first.
    private static Fp2 Element(string text)
    {
        Assert.True(G2Curve.TryReadCoordinate([.. text.Split(',').Reverse().SelectMany(VectorJson.Bytes)], out var value));
        return value;
    }

    private static Fp2 Element(Random random) => new(Number(random), Number(random));

    private static Fp Number(Random random)
    {
        var bytes = new byte[Fp.Size];
        random.NextBytes(bytes.AsSpan(1));
        Assert.True(Fp.TryRead(bytes, out var number));
        return random.Next(5) switch
        {
            0 => Fp.Zero,
            1 => -Fp.One,
            _ => number,
        };
    }
}
