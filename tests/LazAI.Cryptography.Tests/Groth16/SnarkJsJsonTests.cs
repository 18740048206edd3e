using System.Numerics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json.Nodes;
using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.Groth16;
using LazAI.Cryptography.Tests.Bn254;
using Xunit.Abstractions;
using Fp = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.ScalarModulus>;
using G1Point = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>, LazAI.Cryptography.Bn254.G1Curve>;
using G2Point = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.QuadraticExtension<
        LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>>, LazAI.Cryptography.Bn254.G2Curve>;

namespace LazAI.Cryptography.Tests.Groth16;

public class SnarkJsJsonTests
{
    private const int Seed = 20261127;

    private readonly Random _random = new(Seed);
    private readonly VerificationKey _key;
    private readonly Bn254Scalar[] _signals;
    private readonly Proof _proof;

    public SnarkJsJsonTests(ITestOutputHelper output)
    {
        output.WriteLine($"seed {Seed}");
        var trapdoors = Trapdoors.Create(_random, 2);
        _key = trapdoors.Key();
        _signals = Trapdoors.Signals(_random, 2);
        _proof = trapdoors.Prove(_signals, _random);
    }

    [Fact]
    public void Documents_WrittenAndRead_AreTheSame()
    {
        Assert.True(VerificationKey.TryParse(_key.ToJson(), out var key, out var refusal), refusal.ToString());
        Assert.True(PublicSignals.TryParse(PublicSignals.ToJson(_signals), out var signals, out refusal), refusal.ToString());
        Assert.True(Proof.TryParse(_proof.ToJson(), out var proof, out refusal), refusal.ToString());
        Assert.Equal(_signals, signals);
        Assert.Equal(_proof, proof);
        Assert.Equal(_key.ToJson(), key.ToJson());
        Assert.True(key.Verify(in proof, signals, out refusal));
        Assert.Equal(Groth16Refusal.None, refusal);
        Assert.True(PublicSignals.TryParse("[]"u8, out signals, out _));
        Assert.Empty(signals);
    }

    // As snarkjs itself prints: one space a level, "\n" between lines.
    [Fact]
    public void Proof_IsWrittenAsSnarkJsDoes()
    {
        var proof = new Proof(G1Point.Generator, G2Point.Infinity, G1Point.Infinity);
        Assert.Equal(
            """
            {
             "pi_a": [
              "1",
              "2",
              "1"
             ],
             "pi_b": [
              [
               "0",
               "0"
              ],
              [
               "1",
               "0"
              ],
              [
               "0",
               "0"
              ]
             ],
             "pi_c": [
              "0",
              "1",
              "0"
             ],
             "protocol": "groth16",
             "curve": "bn128"
            }
            """.ReplaceLineEndings("\n"),
            Encoding.UTF8.GetString(proof.ToJson()));
    }

    public static TheoryData<string, string, Groth16Refusal> BrokenProofs => new()
    {
        { "pi_a", "null", Groth16Refusal.MalformedJson },
        { "pi_a", "{}", Groth16Refusal.MalformedJson },
        { "pi_a", "[]", Groth16Refusal.MalformedJson },
        { "pi_a", """["1","2"]""", Groth16Refusal.MalformedJson },
        { "pi_a", """["1","2","1","1"]""", Groth16Refusal.MalformedJson },
        { "pi_a", """[1,2,1]""", Groth16Refusal.MalformedJson },
        { "pi_a", """[["1"],"2","1"]""", Groth16Refusal.MalformedJson },
        { "pi_a", """["","2","1"]""", Groth16Refusal.MalformedNumber },
        { "pi_a", """["01","2","1"]""", Groth16Refusal.MalformedNumber },
        { "pi_a", """["00","1","0"]""", Groth16Refusal.MalformedNumber },
        { "pi_a", """["+1","2","1"]""", Groth16Refusal.MalformedNumber },
        { "pi_a", """["-1","2","1"]""", Groth16Refusal.MalformedNumber },
        { "pi_a", """[" 1","2","1"]""", Groth16Refusal.MalformedNumber },
        { "pi_a", """["1","2","1 "]""", Groth16Refusal.MalformedNumber },
        { "pi_a", """["1e0","2","1"]""", Groth16Refusal.MalformedNumber },
        { "pi_a", """["1.0","2","1"]""", Groth16Refusal.MalformedNumber },
        { "pi_a", """["0x1","2","1"]""", Groth16Refusal.MalformedNumber },
        { "pi_a", """["١","2","1"]""", Groth16Refusal.MalformedNumber },
        { "pi_a", $"""["{Fp.Modulus}","2","1"]""", Groth16Refusal.CoordinateNotBelowModulus },
        { "pi_a", $"""["{Fp.Modulus + 1}","2","1"]""", Groth16Refusal.CoordinateNotBelowModulus },
        { "pi_a", $"""["{(BigInteger.One << 256) + 1}","2","1"]""", Groth16Refusal.CoordinateNotBelowModulus },
        { "pi_a", $"""["{new string('9', 2000)}","2","1"]""", Groth16Refusal.CoordinateNotBelowModulus },
        { "pi_a", $"""["1","2","{Fp.Modulus + 1}"]""", Groth16Refusal.CoordinateNotBelowModulus },
        { "pi_a", """["1","2","2"]""", Groth16Refusal.NotAffine },
        { "pi_a", """["1","2","0"]""", Groth16Refusal.NotAffine },
        { "pi_a", """["0","0","0"]""", Groth16Refusal.NotAffine },
        { "pi_a", """["0","2","0"]""", Groth16Refusal.NotAffine },
        { "pi_a", """["4","16","2"]""", Groth16Refusal.NotAffine },
        { "pi_a", """["1","3","1"]""", Groth16Refusal.NotOnCurve },
        { "pi_a", """["0","0","1"]""", Groth16Refusal.NotOnCurve },
        { "pi_a", """["0","1","1"]""", Groth16Refusal.NotOnCurve },
        { "pi_b", """["1","2","1"]""", Groth16Refusal.MalformedJson },
        { "pi_b", """[["0","0"],["0","0"],["1","0"]]""", Groth16Refusal.NotOnCurve },
        { "pi_b", """[["1","0"],["2","0"],["1","0"]]""", Groth16Refusal.NotOnCurve },
        { "pi_b", """[["0","0"],["1","0"],["0","1"]]""", Groth16Refusal.NotAffine },
        { "pi_b", """[["0","0"],["0","1"],["0","0"]]""", Groth16Refusal.NotAffine },
        { "pi_b", """[["0","0"],["1","0"],["0"]]""", Groth16Refusal.MalformedJson },
        { "pi_b", """[["0","0"],["1","0"],["0","0","0"]]""", Groth16Refusal.MalformedJson },
        { "pi_b", """[["0","0"],["1","0"],["0","0"],["0","0"]]""", Groth16Refusal.MalformedJson },
        { "protocol", "\"plonk\"", Groth16Refusal.WrongProtocol },
        { "protocol", "\"GROTH16\"", Groth16Refusal.WrongProtocol },
        { "protocol", "16", Groth16Refusal.MalformedJson },
        { "curve", "\"bls12381\"", Groth16Refusal.WrongCurve },
        { "curve", "\"bn254\"", Groth16Refusal.WrongCurve },
        { "note", "\"\"", Groth16Refusal.UnexpectedMember },
        { "Pi_a", """["1","2","1"]""", Groth16Refusal.UnexpectedMember },
    };

    [Theory]
    [MemberData(nameof(BrokenProofs))]
    public void Proof_WithABrokenMember_IsRefused(string member, string value, Groth16Refusal expected)
    {
        var json = JsonNode.Parse(_proof.ToJson())!.AsObject();
        json[member] = JsonNode.Parse(value);
        Refused(Text(json), expected);
    }

    [Fact]
    public void Proof_WithEscapedDigits_IsRefused() => Refused(
        Text(JsonNode.Parse(new Proof(G1Point.Generator, in _proof.B, in _proof.C).ToJson())!)
            .Replace("[\"1\",", "[\"\\u0031\",", StringComparison.Ordinal),
        Groth16Refusal.MalformedNumber);

    [Theory]
    [InlineData("pi_a")]
    [InlineData("pi_b")]
    [InlineData("pi_c")]
    [InlineData("protocol")]
    [InlineData("curve")]
    public void Proof_WithoutAMemberOrWithItTwice_IsRefused(string member)
    {
        var json = JsonNode.Parse(_proof.ToJson())!.AsObject();
        var twice = Text(json)[..^1] + $",\"{member}\":{Text(json[member]!)}}}";
        Refused(twice, Groth16Refusal.UnexpectedMember);
        json.Remove(member);
        Refused(Text(json), Groth16Refusal.MissingMember);
    }

    // An escape may be half of a character, on which comparing throws: none is unescaped.
    [Theory]
    [InlineData("""{"\ud800":1}""", Groth16Refusal.UnexpectedMember)]
    [InlineData("""{"pi_a\udfff":1}""", Groth16Refusal.UnexpectedMember)]
    [InlineData("""{"curv\u0065":"bn128"}""", Groth16Refusal.UnexpectedMember)]
    [InlineData("""{"protocol":"\ud800"}""", Groth16Refusal.WrongProtocol)]
    [InlineData("""{"curve":"bn128\udc00x"}""", Groth16Refusal.WrongCurve)]
    public void Document_WithAnEscape_IsRefused(string text, Groth16Refusal expected)
    {
        Refused(text, expected);
        Assert.False(VerificationKey.TryParse(Encoding.UTF8.GetBytes(text), out _, out var refusal));
        Assert.Equal(expected, refusal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"groth16\"")]
    [InlineData("{")]
    [InlineData("/**/{}")]
    public void Document_ThatIsNone_IsRefused(string text)
    {
        Refused(text, Groth16Refusal.MalformedJson);
        Assert.False(VerificationKey.TryParse(Encoding.UTF8.GetBytes(text), out _, out var refusal));
        Assert.Equal(Groth16Refusal.MalformedJson, refusal);
    }

    [Fact]
    public void Documents_WithMoreBehind_AreRefused()
    {
        Refused(Encoding.UTF8.GetString(_proof.ToJson()) + "1", Groth16Refusal.MalformedJson);
        Refused(Encoding.UTF8.GetString(_proof.ToJson()) + "{}", Groth16Refusal.MalformedJson);
        Assert.False(PublicSignals.TryParse("[][]"u8, out _, out _));
    }

    [Fact]
    public void Documents_ThatAreTooLong_AreRefused()
    {
        Refused(new string(' ', Proof.JsonLengthMaximum + 1), Groth16Refusal.TooLong);
        Assert.False(PublicSignals.TryParse(new byte[PublicSignals.JsonLengthMaximum + 1], out _, out var refusal));
        Assert.Equal(Groth16Refusal.TooLong, refusal);
        Assert.False(VerificationKey.TryParse(new byte[VerificationKey.JsonLengthMaximum + 1], out _, out refusal));
        Assert.Equal(Groth16Refusal.TooLong, refusal);
        Assert.False(PublicSignals.TryParse(Encoding.UTF8.GetBytes(new string('[', 10_000)), out _, out refusal));
        Assert.Equal(Groth16Refusal.MalformedJson, refusal);
    }

    [Fact]
    public void Signals_AtTheLimits_AreReadOrRefused()
    {
        Assert.Equal(Groth16Refusal.None, Signals($"""["0","{Fr.Modulus - 1}"]"""));
        Assert.Equal(Groth16Refusal.SignalNotBelowOrder, Signals($"""["{Fr.Modulus}"]"""));
        Assert.Equal(Groth16Refusal.SignalNotBelowOrder, Signals($"""["{new string('1', 100)}"]"""));
        Assert.Equal(Groth16Refusal.MalformedNumber, Signals("""["-1"]"""));
        Assert.Equal(Groth16Refusal.MalformedNumber, Signals("""["007"]"""));
        Assert.Equal(Groth16Refusal.MalformedNumber, Signals("""["0x00"]"""));
        Assert.Equal(Groth16Refusal.MalformedJson, Signals("[1]"));
        Assert.Equal(Groth16Refusal.MalformedJson, Signals("""[["1"]]"""));
        Assert.Equal(Groth16Refusal.MalformedJson, Signals("""["1"]"""[..^1]));
        Assert.Equal(Groth16Refusal.None, Signals(Many(VerificationKey.SignalsMaximum)));
        Assert.Equal(Groth16Refusal.TooManySignals, Signals(Many(VerificationKey.SignalsMaximum + 1)));

        static string Many(int count) => $"[{string.Join(',', Enumerable.Repeat("\"7\"", count))}]";
    }

    public static TheoryData<string, string, Groth16Refusal> BrokenKeys => new()
    {
        { "nPublic", "3", Groth16Refusal.SignalCountMismatch },
        { "nPublic", "1", Groth16Refusal.SignalCountMismatch },
        { "nPublic", "1025", Groth16Refusal.TooManySignals },
        { "nPublic", "99999999999", Groth16Refusal.TooManySignals },
        { "nPublic", "-1", Groth16Refusal.MalformedNumber },
        { "nPublic", "2.0", Groth16Refusal.MalformedNumber },
        { "nPublic", "\"2\"", Groth16Refusal.MalformedJson },
        { "IC", "[]", Groth16Refusal.SignalCountMismatch },
        { "IC", """[["1","2","1"],["1","2","1"]]""", Groth16Refusal.SignalCountMismatch },
        { "IC", """[["1","2","1"],["0","1","0"],["1","2","1"]]""", Groth16Refusal.InfinityInKey },
        { "IC", """[["1","2","1"],["1","3","1"],["1","2","1"]]""", Groth16Refusal.NotOnCurve },
        { "vk_alpha_1", """["0","1","0"]""", Groth16Refusal.InfinityInKey },
        { "vk_beta_2", """[["0","0"],["1","0"],["0","0"]]""", Groth16Refusal.InfinityInKey },
        { "vk_delta_2", """[["0","0"],["1","0"],["0","0"]]""", Groth16Refusal.InfinityInKey },
        { "protocol", "\"fflonk\"", Groth16Refusal.WrongProtocol },
        { "curve", "\"bn254\"", Groth16Refusal.WrongCurve },
        { "vk_epsilon_2", "1", Groth16Refusal.UnexpectedMember },
        { "vk_alphabeta_12", "[]", Groth16Refusal.None },
    };

    [Theory]
    [MemberData(nameof(BrokenKeys))]
    public void Key_WithABrokenMember_IsRefused(string member, string value, Groth16Refusal expected)
    {
        var json = JsonNode.Parse(_key.ToJson())!.AsObject();
        json[member] = JsonNode.Parse(value);
        Assert.Equal(expected == Groth16Refusal.None, VerificationKey.TryParse(Encoding.UTF8.GetBytes(Text(json)), out _, out var refusal));
        Assert.Equal(expected, refusal);
    }

    [Theory]
    [InlineData("vk_beta_2")]
    [InlineData("vk_gamma_2")]
    [InlineData("vk_delta_2")]
    public void Key_WithAPointOutsideTheSubgroup_IsRefused(string member)
    {
        var outside = Points.OnTwist(_random);
        var json = JsonNode.Parse(_key.ToJson())!.AsObject();
        json[member] = JsonNode.Parse(new Proof(in _proof.A, in outside, in _proof.C).ToJson())!["pi_b"]!.DeepClone();
        Assert.False(VerificationKey.TryParse(Encoding.UTF8.GetBytes(Text(json)), out _, out var refusal));
        Assert.Equal(Groth16Refusal.NotInSubgroup, refusal);
    }

    [Fact]
    public void Key_WithoutAMember_IsRefused()
    {
        foreach (var member in JsonNode.Parse(_key.ToJson())!.AsObject().Select(member => member.Key))
        {
            var json = JsonNode.Parse(_key.ToJson())!.AsObject();
            json.Remove(member);
            Assert.False(VerificationKey.TryParse(Encoding.UTF8.GetBytes(Text(json)), out _, out var refusal));
            Assert.Equal(Groth16Refusal.MissingMember, refusal);
        }
    }

    [Fact]
    public void Proof_WithAnyBitOfItsTextChanged_IsRefusedOrFalse()
    {
        var json = _proof.ToJson();
        for (var bit = 0; bit < 8 * json.Length; bit++)
        {
            var changed = json.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(Proof.TryParse(changed, out var proof, out _) && _key.Verify(in proof, _signals, out _), $"bit {bit}");
        }
    }

    [Fact]
    public void Proof_WithAnyBitOfItsNumbersChanged_IsRefused()
    {
        var text = Encoding.UTF8.GetString(_proof.ToJson());
        var numbers = Numbers(JsonNode.Parse(text)!).Where(number => number.Length > 1).ToArray();
        Assert.Equal(8, numbers.Length);
        foreach (var number in numbers)
        {
            for (var bit = 0; bit < 256; bit++)
            {
                var changed = BigInteger.Parse(number) ^ BigInteger.One << bit;
                Refused(
                    text.Replace(number, changed.ToString(), StringComparison.Ordinal),
                    changed < Fp.Modulus ? Groth16Refusal.NotOnCurve : Groth16Refusal.CoordinateNotBelowModulus);
            }
        }
    }

    [Fact]
    public void Proof_CutAnywhere_IsRefused()
    {
        var json = _proof.ToJson();
        for (var length = 0; length < json.Length; length++)
        {
            Assert.False(Proof.TryParse(json.AsSpan(0, length), out _, out var refusal));
            Assert.Equal(Groth16Refusal.MalformedJson, refusal);
        }
    }

    private static IEnumerable<string> Numbers(JsonNode node) => node switch
    {
        JsonObject members => members
            .Where(member => member.Key.StartsWith("pi_", StringComparison.Ordinal))
            .SelectMany(member => Numbers(member.Value!)),
        JsonArray items => items.SelectMany(item => Numbers(item!)),
        _ => [node.GetValue<string>()],
    };

    private static Groth16Refusal Signals(string text)
    {
        var read = PublicSignals.TryParse(Encoding.UTF8.GetBytes(text), out _, out var refusal);
        Assert.Equal(refusal == Groth16Refusal.None, read);
        return refusal;
    }

    private static void Refused(string text, Groth16Refusal expected)
    {
        Assert.False(Proof.TryParse(Encoding.UTF8.GetBytes(text), out var proof, out var refusal));
        Assert.Equal(expected, refusal);
        Assert.Equal(default, proof);
    }

    private static string Text(JsonNode node) => node.ToJsonString(new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
