using System.Text;
using System.Text.Json;
using LazAI.Cryptography.Bls12381;
using LazAI.Cryptography.Curves;
using LazAI.Cryptography.Fields;
using LazAI.Cryptography.Fields.Lanes;
using LazAI.Cryptography.HashToCurve;
using LazAI.Cryptography.Tests.Curves.Lanes;
using LazAI.Cryptography.Tests.Vectors;
using LazAI.Testing;
using LazAI.Testing.Vectors;
using Xunit.Abstractions;
using Fp = LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>;
using Fp2 = LazAI.Cryptography.Fields.QuadraticExtension<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>>;

namespace LazAI.Cryptography.Tests.Bls12381;

public class HashToCurveTests(ITestOutputHelper output)
{
    // RFC 9380, appendices J.9 and J.10: the point that "abc" gives, compressed.
    [Theory]
    [InlineData("G1", "RO", "83567bc5ef9c690c2ab2ecdf6a96ef1c139cc0b2f284dca0a9a7943388a49a3aee664ba5379a7655d3c68900be2f6903")]
    [InlineData("G1", "NU", "a09769f3ab59bfd551d53a5f846b9984c59b97d6842b20a2c565baa167945e3d026a3755b6345df8ec7e6acb6868ae6d")]
    [InlineData("G2", "RO", "939cddbccdc5e91b9623efd38c49f81a6f83f175e80b06fc374de9eb4b41dfe4ca3a230ed250fbe3a2acf73a41177fd802c2d18e033b960562aae3cab37a27ce00d80ccd5ba4b7fe0e7a210245129dbec7780ccc7954725f4168aff2787776e6")]
    [InlineData("G2", "NU", "a296238ea82c6d4adb3c838ee3cb2346049c90b96d602d7bb1b469b905c9228be25c627bffee872def773d5b2a2eb57d108ed59fd9fae381abfd1d6bce2fd2fa220990f0f837fa30e0f27914ed6e1454db0d1ee957b219f61da6ff8be0d6441f")]
    public void HashToCurve_PublishedMessage_GivesPublishedPoint(string group, string kind, string expected)
    {
        var point = new byte[expected.Length / 2];
        var tag = Encoding.ASCII.GetBytes($"QUUX-V01-CS02-with-BLS12381{group}_XMD:SHA-256_SSWU_{kind}_");
        Assert.All(LanePoints.Paths, path =>
        {
            LanePaths.On(path, () => Hash(group, kind == "RO", "abc"u8, tag, point));
            Assert.Equal(expected, Convert.ToHexStringLower(point));
        });
    }

    [VectorFact]
    public void HashToCurve_EveryVectorOfTheRfc_GivesThePointAndItsStages()
    {
        var files = VectorSuite.Files("crypto/h2c").Where(file => file.Name.StartsWith("BLS12381", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(files);
        Assert.All(files, file =>
        {
            var root = file.ReadJson();
            VectorRun.All(file, root.GetProperty("vectors").EnumerateArray().Select(vector => (vector, (Action<JsonElement>)(vector =>
            {
                if (file.Name.StartsWith("BLS12381G1", StringComparison.Ordinal))
                {
                    CheckStages<Fp, G1Curve, G1IsogenousCurve>(root, vector, 1, bytes => PrimeField<Fp>.Reduce(bytes));
                }
                else
                {
                    CheckStages<Fp2, G2Curve, G2IsogenousCurve>(
                        root, vector, 2, bytes => new(PrimeField<Fp>.Reduce(bytes.AsSpan(0, 64)), PrimeField<Fp>.Reduce(bytes.AsSpan(64))));
                }
            }))));
        });
    }

    [VectorFact("crypto/bls", "ethereum_hash_to_G2.json")]
    public void HashToG2_EveryVectorOfEthereum_GivesThePoint() =>
        VectorRun.EachCase("crypto/bls", "ethereum_hash_to_G2.json", vector => CheckG2(
            Encoding.ASCII.GetBytes(vector.GetProperty("input").Text("msg")),
            "QUUX-V01-CS02-with-BLS12381G2_XMD:SHA-256_SSWU_RO_",
            Point<Fp2, G2Curve>(vector.GetProperty("output"))));

    [VectorFact("crypto/bls", "wycheproof_bls_hash_to_g2_test.json")]
    public void HashToG2_EveryVectorOfWycheproof_GivesThePoint()
    {
        var file = VectorSuite.Files("crypto/bls").Single(candidate => candidate.Name == "wycheproof_bls_hash_to_g2_test.json");
        VectorRun.All(file, file.ReadJson().GetProperty("testGroups").EnumerateArray().SelectMany(group =>
            group.GetProperty("tests").EnumerateArray().Select(test => (test, (Action<JsonElement>)(vector =>
            {
                Assert.Equal("valid", vector.Text("result"));
                Assert.Equal(PointRefusal.None, PointEncoding.ReadCompressed(vector.Bytes("expected"), out AffinePoint<Fp2, G2Curve> expected));
                CheckG2(vector.Bytes("msg"), group.Text("dst"), expected);
            })))));
    }

    // 0 is where the denominator of the simplified map would vanish (RFC 9380, section 6.6.2).
    [Fact]
    public void Map_RandomAndExceptionalElements_AreOnTheCurveAndOdd()
    {
        var random = TestSeed.Create(output);
        CheckMap<Fp, G1Curve, G1IsogenousCurve>(Fp.Zero);
        CheckMap<Fp2, G2Curve, G2IsogenousCurve>(Fp2.Zero);
        for (var i = 0; i < 50; i++)
        {
            var (a, b) = (Fp.FromUInt64((ulong)random.NextInt64()), -Fp.FromUInt64((ulong)random.NextInt64(1_000)));
            CheckMap<Fp, G1Curve, G1IsogenousCurve>(a);
            CheckMap<Fp, G1Curve, G1IsogenousCurve>(b);
            CheckMap<Fp2, G2Curve, G2IsogenousCurve>(new(a, b));
            CheckMap<Fp2, G2Curve, G2IsogenousCurve>(new(b, Fp.Zero));
            CheckMap<Fp2, G2Curve, G2IsogenousCurve>(new(Fp.Zero, a));
        }
    }

    [Fact]
    public void HashToG2_Repeatedly_AllocatesNothing()
    {
        var (message, tag, point) = (new byte[100], "tag"u8.ToArray(), new byte[96]);
        Bls12381HashToCurve.HashToG2(message, tag, point);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10; i++)
        {
            Bls12381HashToCurve.HashToG2(message, tag, point);
            Bls12381HashToCurve.HashToG1(message, tag, point);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void CheckMap<TField, TGroup, TIsogenous>(TField u)
        where TField : unmanaged, IFieldElement<TField>
        where TGroup : struct, IPairingGroup<TField, TGroup>
        where TIsogenous : struct, IIsogenousCurve<TField>
    {
        var point = IsogenousCurveMap<TField, TGroup, TIsogenous>.Map(in u).ToAffine();
        Assert.True(point.IsOnCurve && !point.IsInfinity);
        Assert.False(TGroup.IsInSubgroup(in point));
        if (!u.IsZero)
        {
            // The sign of y follows that of u.
            Assert.Equal(-point, IsogenousCurveMap<TField, TGroup, TIsogenous>.Map(-u).ToAffine());
        }
    }

    private static void CheckStages<TField, TGroup, TIsogenous>(
        JsonElement suite, JsonElement vector, int extensionDegree, Func<byte[], TField> read)
        where TField : unmanaged, IFieldElement<TField>
        where TGroup : struct, IPairingGroup<TField, TGroup>
        where TIsogenous : struct, IIsogenousCurve<TField>
    {
        var isUniform = suite.GetProperty("randomOracle").GetBoolean();
        var (message, tag) = (Encoding.UTF8.GetBytes(vector.Text("msg")), Encoding.ASCII.GetBytes(suite.Text("dst")));
        var bytes = new byte[64 * extensionDegree * (isUniform ? 2 : 1)];
        ExpandMessageXmd.Expand(XmdHash.Sha256, message, tag, bytes);
        var elements = bytes.Chunk(64 * extensionDegree).Select(read).ToArray();
        Assert.Equal(vector.GetProperty("u").EnumerateArray().Select(u => Element<TField, TGroup>(u.GetString()!)), elements);

        string[] names = isUniform ? ["Q0", "Q1"] : ["Q"];
        Assert.Equal(
            names.Select(name => Point<TField, TGroup>(vector.GetProperty(name))),
            elements.Select(u => IsogenousCurveMap<TField, TGroup, TIsogenous>.Map(in u).ToAffine()));

        var expected = Point<TField, TGroup>(vector.GetProperty("P"));
        var (encoded, actual) = (new byte[TGroup.CoordinateSize], new byte[TGroup.CoordinateSize]);
        PointEncoding.WriteCompressed(in expected, encoded);
        Assert.All(LanePoints.Paths, path =>
        {
            LanePaths.On(path, () => Hash(extensionDegree == 1 ? "G1" : "G2", isUniform, message, tag, actual));
            Assert.Equal(encoded, actual);
        });
    }

    private static void CheckG2(byte[] message, string tag, AffinePoint<Fp2, G2Curve> expected) =>
        Assert.All(LanePoints.Paths, path => Assert.Equal(
            expected, LanePaths.On(path, () => Bls12381HashToCurve.HashToG2(message, Encoding.ASCII.GetBytes(tag)).ToAffine())));

    private static void Hash(string group, bool isUniform, ReadOnlySpan<byte> message, ReadOnlySpan<byte> tag, Span<byte> destination)
    {
        switch (group, isUniform)
        {
            case ("G1", true):
                Bls12381HashToCurve.HashToG1(message, tag, destination);
                break;
            case ("G1", false):
                Bls12381HashToCurve.EncodeToG1(message, tag, destination);
                break;
            case ("G2", true):
                Bls12381HashToCurve.HashToG2(message, tag, destination);
                break;
            default:
                Bls12381HashToCurve.EncodeToG2(message, tag, destination);
                break;
        }
    }

    private static AffinePoint<TField, TGroup> Point<TField, TGroup>(JsonElement point)
        where TField : unmanaged, IFieldElement<TField>
        where TGroup : struct, IPairingGroup<TField, TGroup> =>
        new(Element<TField, TGroup>(point.Text("x")), Element<TField, TGroup>(point.Text("y")));

    // "c0" or "c0,c1", where the encoding of a coordinate has c1 first.
    private static TField Element<TField, TGroup>(string text)
        where TField : unmanaged, IFieldElement<TField>
        where TGroup : struct, IPairingGroup<TField, TGroup>
    {
        var bytes = text.Split(',').Reverse().SelectMany(VectorJson.Bytes).ToArray();
        Assert.True(TGroup.TryReadCoordinate(bytes, out var value));
        return value;
    }
}
