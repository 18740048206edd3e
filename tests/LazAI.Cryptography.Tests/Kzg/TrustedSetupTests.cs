using System.Text.Json;
using LazAI.Cryptography.Kzg;

namespace LazAI.Cryptography.Tests.Kzg;

public class TrustedSetupTests
{
    private const int G1Size = 48;
    private const int G2Size = 96;
    private const int G2Offset = TrustedSetup.G1Count * G1Size;

    private static readonly byte[] _binary = TrustedSetup.Ethereum.ToBinary();

    [Fact]
    public void Ethereum_EveryPoint_IsInOrder()
    {
        var steps = new Steps();
        Assert.Equal(TrustedSetupFault.None, TrustedSetupCheck.Run(TrustedSetup.Ethereum, steps));
        Assert.Equal(5, steps.Count);
    }

    [Fact]
    public void Ethereum_HasThePublishedSecondPowers()
    {
        // g1_monomial[1] and the beginning of g2_monomial[1] of consensus-specs' trusted_setup_4096.json.
        Assert.Equal(
            "ad3eb50121139aa34db1d545093ac9374ab7bca2c0f3bf28e27c8dcd8fc7cb42d25926fc0c97b336e9f0fb35e5a04c81",
            Convert.ToHexStringLower(_binary.AsSpan(G1Size, G1Size)));
        Assert.StartsWith(
            "b5bfd7dd8cdeb128843bc287230af389261870", Convert.ToHexStringLower(_binary.AsSpan(G2Offset + G2Size, G2Size)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a bit of a coordinate", TrustedSetupFault.Point)]
    [InlineData("a point of G1 outside the subgroup", TrustedSetupFault.Point)]
    [InlineData("infinity in G2", TrustedSetupFault.Point)]
    [InlineData("the second power first", TrustedSetupFault.Generator)]
    [InlineData("a sign in G1", TrustedSetupFault.G1Powers)]
    [InlineData("two powers of G1 exchanged", TrustedSetupFault.G1Powers)]
    [InlineData("the last power of G1 twice", TrustedSetupFault.G1Powers)]
    [InlineData("two powers of G2 exchanged", TrustedSetupFault.G2Powers)]
    [InlineData("a sign in G2", TrustedSetupFault.G2Powers)]
    public void Check_ChangedSetup_NamesTheFault(string change, TrustedSetupFault fault)
    {
        var binary = _binary.ToArray();
        var (g1, g2) = (binary.AsMemory(0, G2Offset), binary.AsMemory(G2Offset));
        switch (change)
        {
            case "a bit of a coordinate":
                // Every second x is on the curve, but then in the subgroup only by a chance of 2^-125.
                binary[100 * G1Size + 20] ^= 1;
                break;
            case "a point of G1 outside the subgroup":
                // x = 4 is on the curve y^2 = x^3 + 4.
                g1.Span.Slice(100 * G1Size, G1Size).Clear();
                g1.Span[100 * G1Size] = 0x80;
                g1.Span[101 * G1Size - 1] = 4;
                break;
            case "infinity in G2":
                g2.Span.Slice(9 * G2Size, G2Size).Clear();
                g2.Span[9 * G2Size] = 0xc0;
                break;
            case "the second power first":
                g1.Span.Slice(G1Size, G1Size).CopyTo(g1.Span);
                break;
            case "a sign in G1":
                binary[4095 * G1Size] ^= 0x20;
                break;
            case "two powers of G1 exchanged":
                Exchange(g1.Span.Slice(17 * G1Size, G1Size), g1.Span.Slice(18 * G1Size, G1Size));
                break;
            case "the last power of G1 twice":
                g1.Span.Slice(4095 * G1Size, G1Size).CopyTo(g1.Span.Slice(4094 * G1Size, G1Size));
                break;
            case "two powers of G2 exchanged":
                Exchange(g2.Span.Slice(63 * G2Size, G2Size), g2.Span.Slice(64 * G2Size, G2Size));
                break;
            default:
                g2.Span[64 * G2Size] ^= 0x20;
                break;
        }

        Assert.True(TrustedSetup.TryReadBinary(binary, out var setup));
        Assert.Equal(fault, TrustedSetupCheck.Run(setup));
    }

    // Whoever skips the check gets an exception, not a verifier for which everything holds.
    [Theory]
    [InlineData(G2Offset, 0x00)]
    [InlineData(G2Offset + G2Size, 0x00)]
    [InlineData(G2Offset + 64 * G2Size, 0x00)]
    [InlineData(G2Offset + G2Size, 0xc0)]
    [InlineData(G2Offset + 64 * G2Size, 0xc0)]
    [InlineData(3 * G1Size, 0x00)]
    [InlineData(3 * G1Size, 0xc0)]
    public void Settings_OfASetupWithoutAPoint_VerifyNothing(int offset, byte first)
    {
        var binary = _binary.ToArray();
        binary.AsSpan(offset, offset < G2Offset ? G1Size : G2Size).Clear();
        binary[offset] = first;
        Assert.True(TrustedSetup.TryReadBinary(binary, out var setup));
        var settings = new KzgSettings(setup);
        var (zero, one) = ((byte[])[0xc0, .. new byte[47]], binary[..G1Size]);
        Assert.Throws<InvalidOperationException>(() =>
        {
            Eip4844.VerifyKzgProof(one, new byte[32], new byte[32], zero, settings);
            Eip7594.VerifyCellKzgProofBatch([one], [0], [new byte[Eip7594.CellSize]], [zero], settings);
        });
    }

    [Fact]
    public void Check_LagrangePointsThatAreNot_IsAFault()
    {
        // Good points all, but not the right ones.
        Assert.True(TrustedSetup.TryReadFile(Json(G1(), G2(), G1()), out var setup));
        Assert.True(setup.HasLagrangePoints);
        Assert.Equal(_binary, setup.ToBinary());
        Assert.Equal(TrustedSetupFault.Lagrange, TrustedSetupCheck.Run(setup));
    }

    [Fact]
    public void TryReadFile_BothForms_AreRead()
    {
        string[] lines = ["4096", "65", .. G1(), .. G2(), .. G1()];
        Assert.True(TrustedSetup.TryReadFile(string.Join('\n', lines), out var fromLines));
        Assert.Equal(_binary, fromLines.ToBinary());
        Assert.True(TrustedSetup.TryReadFile(string.Join("\r\n", lines) + "\r\n", out _));
        Assert.True(TrustedSetup.TryReadFile(Json(G1().Select(hex => "0x" + hex), G2(), G1()), out var fromJson));
        Assert.Equal(_binary, fromJson.ToBinary());
    }

    [Fact]
    public void TryRead_MalformedFiles_AreRefused()
    {
        string[] lines = ["4096", "65", .. G1(), .. G2(), .. G1()];
        string[] texts =
        [
            "",
            "{",
            "{}",
            """{"g1_lagrange": 1, "g2_monomial": [], "g1_monomial": [2]}""",
            """{"g1_lagrange": ["\ud800"], "g2_monomial": [], "g1_monomial": []}""",
            """{"g1_lagrange\ud800": []}""",
            "{\"\ud800\": []}",
            "{\"g1_lagrange\": [\"\ud800\"]}",
            Json(G1().Skip(1), G2(), G1()),
            Json(G1(), G2().Append(G2().First()), G1()),
            Json(G1(), G1(), G1()),
            Json(G1(), G2(), G1().Skip(1).Append("zz")),
            Json(G1(), G2(), G1().Skip(1).Append(new string('g', 96))),
            string.Join('\n', lines[1..]),
            string.Join('\n', lines[..^1]),
            string.Join('\n', lines.Append("00")),
            string.Join('\n', (string[])["4095", .. lines[1..]]),
            string.Join('\n', (string[])[.. lines[..^1], lines[^1][1..]]),
        ];
        Assert.All(texts, text => Assert.False(TrustedSetup.TryReadFile(text, out _)));
        Assert.False(TrustedSetup.TryReadBinary(_binary.AsSpan(1), out _));
        Assert.False(TrustedSetup.TryReadBinary([], out _));
    }

    private static IEnumerable<string> G1() => _binary[..G2Offset].Chunk(G1Size).Select(Convert.ToHexStringLower);

    private static IEnumerable<string> G2() => _binary[G2Offset..].Chunk(G2Size).Select(Convert.ToHexStringLower);

    private static string Json(IEnumerable<string> g1Lagrange, IEnumerable<string> g2Powers, IEnumerable<string> g1Powers) =>
        JsonSerializer.Serialize(new Dictionary<string, IEnumerable<string>>
        {
            ["g1_lagrange"] = g1Lagrange,
            ["g2_monomial"] = g2Powers,
            ["g1_monomial"] = g1Powers,
        });

    private static void Exchange(Span<byte> a, Span<byte> b)
    {
        var copy = a.ToArray();
        b.CopyTo(a);
        copy.CopyTo(b);
    }

    private sealed class Steps : IProgress<string>
    {
        public int Count { get; private set; }

        public void Report(string value) => Count++;
    }
}
