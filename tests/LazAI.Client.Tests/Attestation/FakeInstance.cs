using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LazAI.Testing;
using LazAI.Testing.Http;
using Microsoft.AspNetCore.Http;

namespace LazAI.Client.Tests.Attestation;

/// <summary>An instance of Azure Attestation over real HTTP: its keys, its tokens, and its failures when a test wants them.</summary>
internal sealed class FakeInstance : IAsyncDisposable
{
    public const string Instance = "https://maa.example.invalid";

    // Keys take long to make, and all tests may use the same.
    private static readonly RSA s_first = RSA.Create(2048);
    private static readonly RSA s_second = RSA.Create(2048);

    private FakeInstance(ManualTime time) => Time = time;

    public FakeService Service { get; private set; } = null!;

    public ManualTime Time { get; }

    /// <summary>Names of the keys that are published now: <c>first</c>, <c>second</c>.</summary>
    public string[] Published { get; set; } = ["first"];

    /// <summary>Answers the next calls by these statuses.</summary>
    public Queue<int> Failures { get; } = [];

    /// <summary>Answers a call for the keys instead.</summary>
    public string? KeysAnswer { get; set; }

    /// <summary>Answers attest calls instead.</summary>
    public string? AttestAnswer { get; set; }

    /// <summary>Answers a call for the metadata.</summary>
    public string Metadata { get; set; } =
        """{"issuer":"https://maa.example.invalid","jwks_uri":"https://maa.example.invalid/certs","response_types_supported":["token"],"id_token_signing_alg_values_supported":["RS256"],"claims_supported":["iss"]}""";

    public int KeyReads => Service.Calls.Count(call => call.Path == "/certs");

    public static async Task<FakeInstance> StartAsync()
    {
        var instance = new FakeInstance(new ManualTime(DateTimeOffset.FromUnixTimeSeconds(1_780_000_000)));
        instance.Service = await FakeService.StartAsync(instance.AnswerAsync);
        return instance;
    }

    public byte[] Token(string key = "first")
    {
        var now = Time.GetUtcNow().ToUnixTimeSeconds();
        var header = JsonSerializer.SerializeToUtf8Bytes(new { alg = "RS256", jku = Instance + "/certs", kid = key, typ = "JWT" });
        var payload = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>
        {
            ["iss"] = Instance,
            ["iat"] = now,
            ["nbf"] = now,
            ["exp"] = now + 28_800,
            ["x-ms-attestation-type"] = "tdxvm",
        });
        var input = Base64Url.EncodeToString(header) + "." + Base64Url.EncodeToString(payload);
        lock (s_first)
        {
            var signature = Key(key).SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            return Encoding.ASCII.GetBytes(input + "." + Base64Url.EncodeToString(signature));
        }
    }

    public ValueTask DisposeAsync() => Service.DisposeAsync();

    private static RSA Key(string name) => name == "second" ? s_second : s_first;

    private static string Entry(string name)
    {
        lock (s_first)
        {
            var parameters = Key(name).ExportParameters(includePrivateParameters: false);
            return JsonSerializer.Serialize(new
            {
                kty = "RSA",
                kid = name,
                n = Base64Url.EncodeToString(parameters.Modulus),
                e = Base64Url.EncodeToString(parameters.Exponent),
            });
        }
    }

    private Task AnswerAsync(HttpContext context, int call)
    {
        if (Failures.TryDequeue(out var status))
        {
            return FakeService.JsonAsync(context, """{"error":{"code":"InvalidParameter","message":"The quote is not good."}}""", status);
        }

        return context.Request.Path.Value switch
        {
            "/certs" => FakeService.JsonAsync(context, KeysAnswer ?? $$"""{"keys":[{{string.Join(',', Published.Select(Entry))}}]}"""),
            "/.well-known/openid-configuration" => FakeService.JsonAsync(context, Metadata),
            "/attest/TdxVm" or "/attest/SevSnpVm" => FakeService.JsonAsync(
                context, AttestAnswer ?? $$"""{"token":"{{Encoding.ASCII.GetString(Token())}}"}"""),
            _ => FakeService.JsonAsync(context, "{}", 404),
        };
    }
}
