using System.Numerics;
using System.Text;
using System.Text.Json;
using LazAI.Cryptography.HashToCurve;
using LazAI.Cryptography.Secp256k1;
using LazAI.Cryptography.Tests.Vectors;
using LazAI.Testing;
using LazAI.Testing.Vectors;
using Xunit.Abstractions;

namespace LazAI.Cryptography.Tests.Secp256k1;

public class HashToCurveTests(ITestOutputHelper output)
{
    // RFC 9380, appendices J.8.1 and J.8.2.
    [Theory]
    [InlineData("RO", "", "c1cae290e291aee617ebaef1be6d73861479c48b841eaba9b7b5852ddfeb1346", "64fa678e07ae116126f08b022a94af6de15985c996c3a91b64c406a960e51067")]
    [InlineData("RO", "abc", "3377e01eab42db296b512293120c6cee72b6ecf9f9205760bd9ff11fb3cb2c4b", "7f95890f33efebd1044d382a01b1bee0900fb6116f94688d487c6c7b9c8371f6")]
    [InlineData("NU", "", "a4792346075feae77ac3b30026f99c1441b4ecf666ded19b7522cf65c4c55c5b", "62c59e2a6aeed1b23be5883e833912b08ba06be7f57c0e9cdc663f31639ff3a7")]
    [InlineData("NU", "abc", "3f3b5842033fff837d504bb4ce2a372bfeadbdbd84a1d2b678b6e1d7ee426b9d", "902910d1fef15d8ae2006fc84f2a5a7bda0e0407dc913062c3a493c4f5d876a5")]
    public void TryHashToCurve_PublishedMessage_GivesPublishedPoint(string kind, string message, string x, string y)
    {
        var point = Hash(kind == "RO", message, $"QUUX-V01-CS02-with-secp256k1_XMD:SHA-256_SSWU_{kind}_");
        Assert.Equal($"04{x}{y}", Convert.ToHexStringLower(point.ToUncompressed()));
    }

    [VectorFact]
    public void TryHashToCurve_EveryVector_GivesThePointAndItsStages()
    {
        var files = VectorSuite.Files("crypto/h2c").Where(file => file.Name.StartsWith("secp256k1_", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(files);
        Assert.All(files, file =>
        {
            var root = file.ReadJson();
            var (tag, isUniform) = (root.Text("dst"), root.GetProperty("randomOracle").GetBoolean());
            VectorRun.All(file, root.GetProperty("vectors").EnumerateArray().Select(vector => (vector, (Action<JsonElement>)Check)));

            void Check(JsonElement vector)
            {
                Assert.Equal(Point(vector.GetProperty("P")), Hash(isUniform, vector.Text("msg"), tag).ToUncompressed());

                var elements = vector.GetProperty("u").EnumerateArray().Select(u => VectorJson.Bytes(u.GetString()!)).ToArray();
                var bytes = new byte[48 * elements.Length];
                ExpandMessageXmd.Expand(XmdHash.Sha256, Encoding.UTF8.GetBytes(vector.Text("msg")), Encoding.ASCII.GetBytes(tag), bytes);
                string[] names = isUniform ? ["Q0", "Q1"] : ["Q"];
                Assert.Equal(names.Length, elements.Length);
                for (var i = 0; i < elements.Length; i++)
                {
                    var u = FieldElement.ReadReduced48(bytes.AsSpan(48 * i, 48));
                    Assert.Equal(elements[i], FieldElementTests.BigEndian(FieldElementTests.Value(u)));
                    Assert.Equal(Point(vector.GetProperty(names[i])), new Secp256k1PublicKey(IsogenousCurve.Map(in u).ToAffine()).ToUncompressed());
                }
            }
        });
    }

    // 0 and the two u with u^2 = 1/11 are where the map's denominator would vanish (RFC 9380, section 6.6.2).
    [Fact]
    public void Map_RandomAndExceptionalElements_AreOnTheCurveAndOdd()
    {
        var random = TestSeed.Create(output);
        Assert.True(FieldElement.TrySquareRoot(out var exceptional, FieldElementTests.From(11)));
        exceptional.Normalize();
        FieldElement.Invert(out exceptional, in exceptional);
        FieldElement[] elements =
            [FieldElement.Zero, exceptional, .. Enumerable.Range(0, 200).Select(_ => FieldElementTests.From(FieldElementTests.Pick(random)))];
        foreach (var u in elements)
        {
            var point = IsogenousCurve.Map(in u).ToAffine();
            Assert.True(point.IsOnCurve());
            if (!u.IsZero)
            {
                // The sign of y follows that of u, so the map is odd.
                FieldElement.Negate(out var negative, in u, 1);
                negative.Normalize();
                var opposite = IsogenousCurve.Map(in negative).ToAffine();
                Assert.Equal(FieldElementTests.Value(point.X), FieldElementTests.Value(opposite.X));
                Assert.NotEqual(FieldElementTests.Value(point.Y), FieldElementTests.Value(opposite.Y));
            }
        }
    }

    [Fact]
    public void ReadReduced48_RandomAndLargestBytes_AgreesWithBigInteger()
    {
        var random = TestSeed.Create(output);
        var p = BigInteger.Pow(2, 256) - BigInteger.Pow(2, 32) - 977;
        var bytes = new byte[48];
        for (var i = 0; i < 500; i++)
        {
            random.NextBytes(bytes);
            bytes.AsSpan(0, random.Next(49)).Fill(random.Next(2) == 0 ? (byte)0 : (byte)0xff);
            Assert.Equal(
                new BigInteger(bytes, isUnsigned: true, isBigEndian: true) % p,
                FieldElementTests.Value(FieldElement.ReadReduced48(bytes)));
        }
    }

    private static Secp256k1PublicKey Hash(bool isUniform, string message, string tag)
    {
        var (bytes, tagBytes) = (Encoding.UTF8.GetBytes(message), Encoding.ASCII.GetBytes(tag));
        Assert.True(isUniform
            ? Secp256k1HashToCurve.TryHashToCurve(bytes, tagBytes, out var point)
            : Secp256k1HashToCurve.TryEncodeToCurve(bytes, tagBytes, out point));
        return point!;
    }

    private static byte[] Point(JsonElement point) => [4, .. point.Bytes("x"), .. point.Bytes("y")];
}
