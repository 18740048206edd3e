using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Attestation.Tests;

public sealed class AzureTokenVerifierTests(ITestOutputHelper output)
{
    private static readonly AzureTokenTrust s_trust = TokenForge.Own.Trust();

    private readonly TokenForge _forge = TokenForge.Own;

    public static TheoryData<string, string> MalformedPayloads => new()
    {
        { "no JSON", "not json" },
        { "an array", "[]" },
        { "nothing", "" },
        { "a second document", "{}{}" },
        { "a member twice", """{"iss":"a","iss":"b"}""" },
        { "a member twice by an escape", """{"iss":"a","\u0069ss":"b"}""" },
        { "a member twice below", """{"x-ms-runtime":{"a":1,"a":2}}""" },
        { "too deep", string.Concat(Enumerable.Repeat("""{"a":""", 17)) + "1" + new string('}', 17) },
        { "half of a pair of surrogates", """{"iss":"\ud800"}""" },
        { "half of a pair in a name", """{"\udc00":1}""" },
        { "exp as text", """{"exp":"1"}""" },
        { "exp too large", """{"exp":1e400}""" },
        { "exp after the calendar", """{"exp":253402300800}""" },
        { "exp negative", """{"exp":-1}""" },
        { "iss as number", """{"iss":1}""" },
        { "a short measurement", """{"x-ms-attestation-type":"tdxvm","tdx_mrtd":"aa"}""" },
        { "a measurement of no digits", $$"""{"x-ms-attestation-type":"tdxvm","tdx_mrtd":"{{new string('g', 96)}}"}""" },
        { "a flag as text", """{"x-ms-attestation-type":"tdxvm","tdx_td_attributes_debug":"false"}""" },
        { "a version with a fraction", """{"x-ms-attestation-type":"sevsnpvm","x-ms-sevsnpvm-vmpl":0.5}""" },
        { "an isolation that is no object", """{"x-ms-attestation-type":"azurevm","x-ms-isolation-tee":true}""" },
        { "a wrong claim inside", """{"x-ms-attestation-type":"azurevm","x-ms-isolation-tee":{"x-ms-attestation-type":"sevsnpvm","x-ms-sevsnpvm-vmpl":"0"}}""" },
    };

    public static TheoryData<string> MalformedHeaders =>
    [
        "[]",
        """{"alg":"RS256"}""",
        """{"kid":"k+/="}""",
        """{"alg":"RS256","kid":1}""",
        """{"alg":["RS256"],"kid":"k+/="}""",
        """{"alg":"RS256","kid":"k+/=","jku":null}""",
        """{"alg":"RS256","kid":"k+/=","crit":[]}""",
        """{"alg":"none","alg":"RS256","kid":"k+/="}""",
    ];

    [Fact]
    public void Token_OfTheTrustedInstance_IsVerifiedWithItsClaims()
    {
        var verified = Assert.IsType<AzureTokenVerified>(Verify(_forge.Sign(TokenForge.Claims())));

        Assert.Equal("k+/=", verified.KeyId);
        Assert.Equal(TokenForge.Now, verified.Claims.IssuedAt);
        Assert.Equal("n-1", verified.Claims.Nonce);
        Assert.Equal("UpToDate", Assert.IsType<AzureTdxClaims>(verified.Claims.Tee).TcbStatus);
    }

    [Theory]
    [MemberData(nameof(MalformedPayloads))]
    public void Payload_OfAnotherForm_IsMalformedThoughSigned(string what, string payload)
    {
        output.WriteLine(what);
        AssertRefused(AttestationErrors.TokenMalformed, _forge.SignText(TokenForge.Header().ToJsonString(), payload));
    }

    [Fact]
    public void Payload_OfInvalidUtf8_IsMalformedThoughSigned()
    {
        byte[] payload = [.. "{\"a\":\""u8, 0xff, .. "\"}"u8];
        AssertRefused(
            AttestationErrors.TokenMalformed,
            _forge.SignRaw(TokenForge.Base64(TokenForge.Header().ToJsonString()) + "." + Base64Url.EncodeToString(payload)));
    }

    [Theory]
    [MemberData(nameof(MalformedHeaders))]
    public void Header_OfAnotherForm_IsMalformedThoughSigned(string header) =>
        AssertRefused(AttestationErrors.TokenMalformed, _forge.SignText(header, TokenForge.Claims().ToJsonString()));

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("...")]
    [InlineData("e30.e30")]
    [InlineData("e30.e30.e30.e30")]
    [InlineData(" e30.e30.")]
    [InlineData("e30=.e30.")]
    [InlineData("e31.e30.")]
    [InlineData("e3.e30.")]
    [InlineData("e.e30.")]
    public void Text_ThatIsNoToken_IsMalformed(string text) => AssertRefused(AttestationErrors.TokenMalformed, Encoding.UTF8.GetBytes(text));

    [Fact]
    public void Token_LongerThanTheLimit_IsMalformed()
    {
        var claims = TokenForge.Claims();
        claims["x-ms-runtime"] = new string('a', 200 * 1024);
        AssertRefused(AttestationErrors.TokenMalformed, _forge.Sign(claims));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("HS256")]
    [InlineData("PS256")]
    [InlineData("RS384")]
    [InlineData("rs256")]
    [InlineData("")]
    public void Algorithm_OtherThanRS256_IsRefusedThoughSigned(string algorithm) => AssertRefused(
        AttestationErrors.TokenAlgorithmRefused, _forge.Sign(TokenForge.Claims(), Header("alg", algorithm)));

    [Theory]
    [InlineData("k-_")]
    [InlineData("K+/=")]
    [InlineData("k+/")]
    [InlineData("")]
    public void KeyName_OtherThanAKeysOwn_IsUnknown(string id) =>
        AssertRefused(AttestationErrors.TokenKeyUnknown, _forge.Sign(TokenForge.Claims(), Header("kid", id)));

    [Fact]
    public void Key_Of1024Bits_IsWeakThoughItSigned()
    {
        var weak = TokenForge.Weak;
        AssertRefused(AttestationErrors.TokenKeyWeak, weak.Sign(TokenForge.Claims()), weak.Trust());
    }

    [Fact]
    public void Signature_OfAnotherKey_IsInvalid()
    {
        var other = TokenForge.Other;
        AssertRefused(AttestationErrors.TokenSignatureInvalid, other.Sign(TokenForge.Claims()));
    }

    [Fact]
    public void Signature_OfOtherLengths_IsInvalid()
    {
        var token = Encoding.ASCII.GetString(_forge.Sign(TokenForge.Claims()));
        var input = token[..(token.LastIndexOf('.') + 1)];
        foreach (var signature in new[] { 0, 1, 255, 257, 512 })
        {
            AssertRefused(
                AttestationErrors.TokenSignatureInvalid, Encoding.ASCII.GetBytes(input + Base64Url.EncodeToString(new byte[signature])));
        }
    }

    [Fact]
    public void Keys_SeveralOfWhichOneNamesIt_AreTriedByName()
    {
        var other = TokenForge.Other;
        var token = _forge.Sign(TokenForge.Claims());

        Assert.IsType<AzureTokenVerified>(Verify(token, TokenForge.Trust(other.Key("another"), _forge.Key())));
        // A service that reuses a name while it rotates.
        Assert.IsType<AzureTokenVerified>(Verify(token, TokenForge.Trust(other.Key(), _forge.Key())));
        AssertRefused(AttestationErrors.TokenSignatureInvalid, token, TokenForge.Trust(other.Key(), _forge.Key("another")));
    }

    [Theory]
    [InlineData(-1, 1, null)]
    [InlineData(-2, -1, AttestationErrors.CertificateExpired)]
    [InlineData(1, 2, AttestationErrors.CertificateNotYetValid)]
    public void KeyInACertificate_CountsWhileThatIsValid(int fromDays, int toDays, string? code)
    {
        var trust = TokenForge.Trust(_forge.CertifiedKey(TokenForge.Now.AddDays(fromDays), TokenForge.Now.AddDays(toDays)));
        var result = Verify(_forge.Sign(TokenForge.Claims()), trust);

        Assert.Equal(code, (result as EvidenceRefused)?.Code);
    }

    [Theory]
    [InlineData("https://maa.example.invalid/")]
    [InlineData("https://MAA.example.invalid")]
    [InlineData("https://evil.example.invalid")]
    [InlineData(null)]
    public void Issuer_OtherThanTheInstance_IsRefused(string? issuer) =>
        AssertRefused(AttestationErrors.TokenIssuerMismatch, _forge.Sign(Claims("iss", issuer)));

    [Fact]
    public void KeyAddress_ElsewhereThanTheInstance_IsRefusedAndAbsentIsNot()
    {
        AssertRefused(
            AttestationErrors.TokenKeyAddressMismatch,
            _forge.Sign(TokenForge.Claims(), Header("jku", "https://evil.example.invalid/certs")));
        var header = TokenForge.Header();
        header.Remove("jku");
        Assert.IsType<AzureTokenVerified>(Verify(_forge.Sign(TokenForge.Claims(), header)));
    }

    [Theory]
    [InlineData("iat")]
    [InlineData("nbf")]
    [InlineData("exp")]
    public void Time_ThatTheTokenDoesNotName_IsMissed(string name) =>
        AssertRefused(AttestationErrors.TokenTimeMissing, _forge.Sign(Claims(name, null)));

    [Theory]
    [InlineData("nbf", 5, null)]
    [InlineData("nbf", 6, AttestationErrors.TokenNotYetValid)]
    [InlineData("iat", 5, null)]
    [InlineData("iat", 6, AttestationErrors.TokenNotYetValid)]
    [InlineData("exp", -4, null)]
    [InlineData("exp", -5, AttestationErrors.TokenExpired)]
    public void Time_AtTheEdgeOfTheClocksDifference_CountsAsWritten(string name, int seconds, string? code)
    {
        var result = Verify(_forge.Sign(Claims(name, TokenForge.Now.ToUnixTimeSeconds() + seconds)));

        Assert.Equal(code, (result as EvidenceRefused)?.Code);
    }

    [Fact]
    public void Token_WrongInEveryWay_IsRefusedForTheFirstReasonOfThePrecedence()
    {
        var weak = TokenForge.Weak;
        var other = TokenForge.Other;
        var claims = Claims("exp", 1);
        claims["iss"] = "https://evil.example.invalid";
        var header = Header("jku", "https://evil.example.invalid/certs");
        var expired = TokenForge.Trust(_forge.CertifiedKey(TokenForge.Now.AddDays(-2), TokenForge.Now.AddDays(-1)));
        string[] found =
        [
            Code(_forge.SignText("""{"alg":"none"}""", claims.ToJsonString()), weak.Trust()),
            Code(_forge.Sign(claims, Header("alg", "none")), weak.Trust()),
            Code(_forge.Sign(claims, Header("kid", "x")), weak.Trust()),
            Code(_forge.Sign(claims), weak.Trust()),
            Code(other.Sign(claims, header), expired),
            Code(other.Sign(claims, header), _forge.Trust()),
            Code(_forge.Sign(claims, header), _forge.Trust()),
            Code(_forge.Sign(Claims("exp", null), header), _forge.Trust()),
            Code(_forge.Sign(Claims("exp", null)), _forge.Trust()),
            Code(_forge.Sign(Claims("exp", 1)), _forge.Trust(), TokenForge.Now.AddHours(-1)),
            Code(_forge.Sign(Claims("exp", 1)), _forge.Trust()),
        ];

        var precedence = found.Select(code => AttestationErrors.InPrecedence.IndexOf(code)).ToArray();
        Assert.Equal(precedence.Order(), precedence);
        Assert.Distinct(found);
    }

    [Fact]
    public void MutatedTokens_AreRefusedAndNeverThrow()
    {
        var random = TestSeed.Create(output);
        var token = _forge.Sign(TokenForge.VirtualMachineClaims());
        var payload = Encoding.UTF8.GetBytes(TokenForge.VirtualMachineClaims().ToJsonString());
        for (var i = 0; i < 5_000; i++)
        {
            var mutated = Mutate(token, random);
            Assert.Equal(mutated.AsSpan().SequenceEqual(token), Verify(mutated) is AzureTokenVerified);
            Assert.Equal(AzureTokenClaims.TryParse(Mutate(payload, random), out var claims, out _), claims is not null);
        }
    }

    private static byte[] Mutate(byte[] bytes, Random random)
    {
        // Now and then a piece is missing or there twice.
        var cut = random.Next(bytes.Length + 1);
        var mutated = bytes[..cut].Concat(bytes[(random.Next(4) == 0 ? random.Next(bytes.Length) : cut)..]).ToArray();
        for (var changes = random.Next(4); changes > 0 && mutated.Length > 0; changes--)
        {
            mutated[random.Next(mutated.Length)] = (byte)(random.Next(2) == 0 ? random.Next(256) : "{}[]\",:\\u.eE-+0"[random.Next(15)]);
        }

        return mutated;
    }

    private static JsonObject Header(string name, string value)
    {
        var header = TokenForge.Header();
        header[name] = value;
        return header;
    }

    private static JsonObject Claims(string name, JsonNode? value)
    {
        var claims = TokenForge.Claims();
        claims.Remove(name);
        if (value is not null)
        {
            claims[name] = value;
        }

        return claims;
    }

    private static string Code(byte[] token, AzureTokenTrust trust, DateTimeOffset? at = null) =>
        Assert.IsType<EvidenceRefused>(AzureTokenVerifier.Verify(token, trust, at ?? TokenForge.Now)).Code;

    private static EvidenceVerification Verify(byte[] token, AzureTokenTrust? trust = null) =>
        AzureTokenVerifier.Verify(token, trust ?? s_trust, TokenForge.Now);

    private static void AssertRefused(string code, byte[] token, AzureTokenTrust? trust = null) =>
        Assert.Equal(code, Assert.IsType<EvidenceRefused>(Verify(token, trust)).Code);
}
