using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LazAI.Attestation.Tests;

/// <summary>An instance of Azure Attestation of the test's own: signs what it is told.</summary>
internal sealed class TokenForge
{
    public const string Instance = "https://maa.example.invalid";

    public static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_780_000_000);

    /// <summary>The trusted instance; one for all tests, since its key takes long to make.</summary>
    public static readonly TokenForge Own = new(2048);

    /// <summary>An instance with another key.</summary>
    public static readonly TokenForge Other = new(2048);

    /// <summary>An instance with a key that is too short.</summary>
    public static readonly TokenForge Weak = new(1024);

    private readonly RSA _key;
    private readonly Lock _gate = new();

    private TokenForge(int bits) => _key = RSA.Create(bits);

    /// <summary>The claims of a token about a trust domain that the lenient policy accepts.</summary>
    public static JsonObject Claims() => new()
    {
        ["iss"] = Instance,
        ["iat"] = Now.ToUnixTimeSeconds(),
        ["nbf"] = Now.ToUnixTimeSeconds(),
        ["exp"] = Now.AddHours(8).ToUnixTimeSeconds(),
        ["x-ms-attestation-type"] = "tdxvm",
        ["x-ms-compliance-status"] = "azure-compliant-cvm",
        ["attester_tcb_status"] = "UpToDate",
        ["dbgstat"] = "disabled",
        ["tdx_td_attributes_migratable"] = false,
        ["tdx_mrtd"] = new string('a', 96),
        ["tdx_report_data"] = Convert.ToHexStringLower(SHA256.HashData("runtime"u8)) + new string('0', 64),
        ["nonce"] = "n-1",
    };

    /// <summary>The claims of a token about an SNP guest inside a virtual machine's token.</summary>
    public static JsonObject VirtualMachineClaims()
    {
        var claims = Claims();
        foreach (var name in claims.Select(claim => claim.Key).Where(name => name.StartsWith("tdx", StringComparison.Ordinal)).ToArray())
        {
            claims.Remove(name);
        }

        claims["x-ms-attestation-type"] = "azurevm";
        claims["x-ms-isolation-tee"] = new JsonObject
        {
            ["x-ms-attestation-type"] = "sevsnpvm",
            ["x-ms-compliance-status"] = "azure-compliant-cvm",
            ["x-ms-sevsnpvm-is-debuggable"] = false,
            ["x-ms-sevsnpvm-migration-allowed"] = false,
            ["x-ms-sevsnpvm-vmpl"] = 0,
            ["x-ms-sevsnpvm-launchmeasurement"] = new string('b', 96),
        };
        return claims;
    }

    public static JsonObject Header() => new()
    {
        ["alg"] = "RS256",
        ["jku"] = Instance + "/certs",
        ["kid"] = "k+/=",
        ["typ"] = "JWT",
    };

    public static string Base64(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    public byte[] Sign(JsonObject claims, JsonObject? header = null) => SignText((header ?? Header()).ToJsonString(), claims.ToJsonString());

    /// <summary>A token whose parts are these texts, JSON or not.</summary>
    public byte[] SignText(string header, string payload) => SignRaw(Base64(header) + "." + Base64(payload));

    public byte[] SignRaw(string input)
    {
        lock (_gate)
        {
            var signature = _key.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            return Encoding.ASCII.GetBytes(input + "." + Base64Url.EncodeToString(signature));
        }
    }

    /// <summary>This instance's key as a member of a key set.</summary>
    public JsonObject Key(string id = "k+/=")
    {
        var parameters = _key.ExportParameters(includePrivateParameters: false);
        return new JsonObject
        {
            ["kty"] = "RSA",
            ["kid"] = id,
            ["n"] = Base64Url.EncodeToString(parameters.Modulus),
            ["e"] = Base64Url.EncodeToString(parameters.Exponent),
        };
    }

    /// <summary>This instance's key in a certificate, as Azure publishes it.</summary>
    public JsonObject CertifiedKey(DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        var request = new System.Security.Cryptography.X509Certificates.CertificateRequest(
            "CN=" + Instance, _key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        lock (_gate)
        {
            using var certificate = request.CreateSelfSigned(notBefore, notAfter);
            return new JsonObject
            {
                ["kty"] = "RSA",
                ["kid"] = "k+/=",
                ["x5c"] = new JsonArray(Convert.ToBase64String(certificate.RawData)),
            };
        }
    }

    public static AzureTokenTrust Trust(params JsonObject[] keys)
    {
        var set = new JsonObject { ["keys"] = new JsonArray([.. keys.Select(key => key.DeepClone())]) };
        Assert.True(JsonWebKeySet.TryParse(JsonSerializer.SerializeToUtf8Bytes(set), out var read));
        return new AzureTokenTrust(Instance, read);
    }

    public AzureTokenTrust Trust() => Trust(Key());
}
