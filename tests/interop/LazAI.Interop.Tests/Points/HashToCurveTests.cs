using System.Text;
using LazAI.Cryptography;
using LazAI.Cryptography.Bls12381;
using LazAI.Interop.Tests.Judging;
using LazAI.Testing;
using Xunit.Abstractions;
using static LazAI.Interop.Tests.Judging.Draw;
using Fp = LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>;
using G1 = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>, LazAI.Cryptography.Bls12381.G1Curve>;
using G2 = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.QuadraticExtension<
        LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>>,
    LazAI.Cryptography.Bls12381.G2Curve>;

namespace LazAI.Interop.Tests.Points;

/// <summary>The suites of RFC 9380 that the library has, as noble computes them: any message under any tag.</summary>
public class HashToCurveTests(Judge judge, ITestOutputHelper output) : IClassFixture<Judge>
{
    // Each of four operations on BLS12-381: a point of G2 costs noble 9 ms.
    private const int CasesOfEach = Cases / 2;

    // A tag of more than 255 bytes is hashed first.
    private const int TagCharactersMaximum = 90;

    private delegate void Hash(ReadOnlySpan<byte> message, ReadOnlySpan<byte> domainSeparationTag, Span<byte> destination);

    [JudgeFact]
    public async Task HashToCurve_ToG1_GivesTheJudgesPoint()
    {
        await CheckAsync("curves.hashToCurve", "g1", Bls12381HashToCurve.HashToG1, 48, CasesOfEach);
        await CheckAsync("curves.encodeToCurve", "g1", Bls12381HashToCurve.EncodeToG1, 48, CasesOfEach);
    }

    [JudgeFact]
    public async Task HashToCurve_ToG2_GivesTheJudgesPoint()
    {
        await CheckAsync("curves.hashToCurve", "g2", Bls12381HashToCurve.HashToG2, 96, CasesOfEach);
        await CheckAsync("curves.encodeToCurve", "g2", Bls12381HashToCurve.EncodeToG2, 96, CasesOfEach);
    }

    [JudgeFact]
    public async Task HashToCurve_ToSecp256k1_GivesTheJudgesPoint()
    {
        await CheckAsync(
            "curves.hashToCurve",
            "secp256k1",
            (message, tag, destination) =>
            {
                Assert.True(Secp256k1HashToCurve.TryHashToCurve(message, tag, out var point));
                point.WriteCompressed(destination);
            },
            Secp256k1PublicKey.CompressedSize,
            Cases);
        await CheckAsync(
            "curves.encodeToCurve",
            "secp256k1",
            (message, tag, destination) =>
            {
                Assert.True(Secp256k1HashToCurve.TryEncodeToCurve(message, tag, out var point));
                point.WriteCompressed(destination);
            },
            Secp256k1PublicKey.CompressedSize,
            Cases);
    }

    // EIP-2537's maps take the field element itself, also 0 and p - 1.
    [JudgeFact]
    public async Task Map_AnyElement_GivesTheJudgesPoint()
    {
        var random = TestSeed.Create(output);
        var elements = Enumerable.Range(0, CasesOfEach).Select(_ => (C0: Element(random), C1: Element(random))).ToArray();
        var g1 = await judge.AskAsync<string>("curves.mapToCurve", elements.Select(one => new { group = "g1", element = (string[])[Hex(one.C0)] }));
        var g2 = await judge.AskAsync<string>(
            "curves.mapToCurve", elements.Select(one => new { group = "g2", element = (string[])[Hex(one.C0), Hex(one.C1)] }));
        for (var i = 0; i < elements.Length; i++)
        {
            byte[] input = [.. new byte[16], .. elements[i].C0, .. new byte[16], .. elements[i].C1];
            var (point, twistPoint) = (new byte[Eip2537.G1Size], new byte[Eip2537.G2Size]);
            Assert.True(Eip2537.TryMapFpToG1(input.AsSpan(0, Eip2537.FpSize), point, out _));
            Assert.True(Eip2537.TryMapFp2ToG2(input, twistPoint, out _));
            Assert.Equal(Eip2537Refusal.None, Eip2537Encoding.ReadNumbers(point, out G1 first));
            Assert.Equal(Eip2537Refusal.None, Eip2537Encoding.ReadNumbers(twistPoint, out G2 second));
            Assert.Equal(g1[i], Hex(first.Compress()));
            Assert.Equal(g2[i], Hex(second.Compress()));
        }
    }

    private async Task CheckAsync(string operation, string group, Hash hash, int size, int count)
    {
        var random = TestSeed.Create(output);
        var cases = Enumerable.Range(0, count)
            .Select(_ => (Message: random.Bytes(random.Next(300)), Domain: random.Text(random.Next(1, TagCharactersMaximum))))
            .ToArray();
        var answers = await judge.AskAsync<string>(operation, cases.Select(one => new { group, message = Hex(one.Message), domain = one.Domain }));
        Assert.All(cases.Zip(answers), pair =>
        {
            var point = new byte[size];
            hash(pair.First.Message, Encoding.UTF8.GetBytes(pair.First.Domain), point);
            Assert.Equal(pair.Second, Hex(point));
        });
    }

    private static byte[] Element(Random random)
    {
        var number = random.Next(10) switch
        {
            0 => random.Next(3),
            1 => Fp.Modulus - 1 - random.Next(3),
            _ => Number(random.Bytes(64)) % Fp.Modulus,
        };
        var bytes = new byte[48];
        number.TryWriteBytes(bytes.AsSpan(48 - number.GetByteCount(isUnsigned: true)), out var _, isUnsigned: true, isBigEndian: true);
        return bytes;
    }
}
