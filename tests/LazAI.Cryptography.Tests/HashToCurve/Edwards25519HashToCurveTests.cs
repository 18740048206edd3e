using System.Text;
using System.Text.Json;
using LazAI.Cryptography.Fields;
using LazAI.Cryptography.HashToCurve;
using LazAI.Cryptography.Tests.Vectors;
using LazAI.Testing.Vectors;
using Fp = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.HashToCurve.Edwards25519Modulus>;

namespace LazAI.Cryptography.Tests.HashToCurve;

public class Edwards25519HashToCurveTests
{
    private const string Family = "crypto/h2c";

    // Judged by the tests of expand_message, of secp256k1 and of BLS12-381.
    private static readonly string[] JudgedElsewhere = ["expand_message_xmd", "secp256k1_", "BLS12381"];

    // Curves that nothing here hashes to.
    private static readonly string[] OutOfScope = ["P256_", "curve25519_"];

    [VectorTheory]
    [VectorFiles("crypto/h2c")]
    public void HashToCurve_EveryVectorOfFile_GivesThePointAndItsStages(string file)
    {
        if (!file.StartsWith("edwards25519_", StringComparison.Ordinal))
        {
            Assert.Contains(JudgedElsewhere.Concat(OutOfScope), prefix => file.StartsWith(prefix, StringComparison.Ordinal));
            return;
        }

        var vectors = VectorSuite.Files(Family).Single(candidate => candidate.Name == file);
        var root = vectors.ReadJson();
        var (tag, isUniform) = (root.Text("dst"), root.GetProperty("randomOracle").GetBoolean());
        VectorRun.All(vectors, root.GetProperty("vectors").EnumerateArray().Select(vector => (vector, (Action<JsonElement>)Check)));

        void Check(JsonElement vector)
        {
            var bytes = new byte[isUniform ? 96 : 48];
            ExpandMessageXmd.Expand(XmdHash.Sha512, Encoding.UTF8.GetBytes(vector.Text("msg")), Encoding.ASCII.GetBytes(tag), bytes);
            var elements = bytes.Chunk(48).Select(chunk => PrimeField<Fp>.Reduce(chunk)).ToArray();
            Assert.Equal(vector.GetProperty("u").EnumerateArray().Select(u => Element(u.GetString()!)), elements);

            string[] names = isUniform ? ["Q0", "Q1"] : ["Q"];
            var points = elements.Select(u => Edwards25519Map.Map(in u)).ToArray();
            Assert.Equal(names.Select(name => Point(vector.GetProperty(name))), points.Select(point => point.ToAffine()));

            var sum = isUniform ? points[0] + points[1] : points[0];
            Assert.Equal(Point(vector.GetProperty("P")), Edwards25519Point.ClearCofactor(in sum).ToAffine());

            var encoded = vector.GetProperty("P").Bytes("y").Reverse().ToArray();
            encoded[^1] |= (byte)(vector.GetProperty("P").Bytes("x")[^1] << 7);
            Assert.Equal(encoded, Hash(isUniform, vector.Text("msg"), tag));
        }
    }

    // RFC 9380, appendices J.5.1 and J.5.2, in the bytes of RFC 8032.
    [Theory]
    [InlineData("RO", "31558a26887f23fb8218f143e69d5f0af2e7831130bd5b432ef23883b895839a")]
    [InlineData("NU", "42fa27c8f5a1ae0aa38bb59d5938e5145622ba5dedd11d11736fa2f9502d7367")]
    public void HashToCurve_PublishedMessage_GivesPublishedPoint(string kind, string expected) => Assert.Equal(
        expected, Convert.ToHexStringLower(Hash(kind == "RO", "abc", $"QUUX-V01-CS02-with-edwards25519_XMD:SHA-512_ELL2_{kind}_")));

    // 0 goes to the point of order 2 of curve25519, where the rational map is not defined.
    [Fact]
    public void Map_Zero_IsTheIdentity() => Assert.Equal((Fp.Zero, Fp.One), Edwards25519Point.ClearCofactor(Edwards25519Map.Map(Fp.Zero)).ToAffine());

    private static byte[] Hash(bool isUniform, string message, string tag)
    {
        var point = new byte[Edwards25519HashToCurve.PointSize];
        var (messageBytes, tagBytes) = (Encoding.UTF8.GetBytes(message), Encoding.ASCII.GetBytes(tag));
        if (isUniform)
        {
            Edwards25519HashToCurve.HashToCurve(messageBytes, tagBytes, point);
        }
        else
        {
            Edwards25519HashToCurve.EncodeToCurve(messageBytes, tagBytes, point);
        }

        return point;
    }

    private static (Fp X, Fp Y) Point(JsonElement point) => (Element(point.Text("x")), Element(point.Text("y")));

    private static Fp Element(string hex) => PrimeField<Fp>.Parse(hex[2..]);
}
