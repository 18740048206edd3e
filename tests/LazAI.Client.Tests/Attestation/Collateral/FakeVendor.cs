using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using LazAI.Client.Tests.Http;
using Microsoft.AspNetCore.Http;

namespace LazAI.Client.Tests.Attestation.Collateral;

/// <summary>The services of Intel and AMD over real HTTP, with genuine bodies and headers, and failures when a test wants them.</summary>
internal sealed class FakeVendor : IAsyncDisposable
{
    private const string RootCrlPath = "/IntelSGXRootCA.der";

    private readonly ConcurrentDictionary<string, Answer> _answers = new();

    public FakeService Service { get; private set; } = null!;

    /// <summary>Takes the place of the answers to calls whose path contains the text.</summary>
    public (string Path, Func<HttpContext, int, Task> Answer)? Instead { get; set; }

    public Uri Address => Service.Http.BaseAddress!;

    public string RootCrl => new Uri(Address, RootCrlPath).ToString();

    public int CallsOf(string path) => Service.Calls.Count(call => call.Path.Contains(path, StringComparison.Ordinal));

    public static async Task<FakeVendor> StartAsync()
    {
        var vendor = new FakeVendor();
        vendor.Service = await FakeService.StartAsync(vendor.AnswerAsync);
        return vendor;
    }

    /// <summary>Serves the collateral of a case, put together from its parts as Intel's service sends them.</summary>
    public void ServeIntel(AttestationCase entry, string fmspc, string authority, bool isTdx, bool asCache = false)
    {
        using var document = JsonDocument.Parse(entry.Bytes("collateral"));
        var json = document.RootElement;
        string Text(string name) => json.GetProperty(name).GetString()!;
        var tee = isTdx ? "tdx" : "sgx";
        Set(
            $"/{tee}/certification/v4/tcb?fmspc={fmspc}",
            $$"""{"tcbInfo":{{Text("tcb_info")}},"signature":"{{Text("tcb_info_signature")}}"}""",
            asCache ? "SGX-TCB-Info-Issuer-Chain" : "TCB-Info-Issuer-Chain",
            Text("tcb_info_issuer_chain"));
        Set(
            $"/{tee}/certification/v4/qe/identity",
            $$"""{"enclaveIdentity":{{Text("qe_identity")}},"signature":"{{Text("qe_identity_signature")}}"}""",
            "SGX-Enclave-Identity-Issuer-Chain",
            Text("qe_identity_issuer_chain"));
        var (pckCrl, rootCrl) = (Text("pck_crl"), Text("root_ca_crl"));
        _answers[$"/sgx/certification/v4/pckcrl?ca={authority}&encoding=der"] = new(
            asCache ? Encoding.ASCII.GetBytes(pckCrl) : Convert.FromHexString(pckCrl),
            ("SGX-PCK-CRL-Issuer-Chain", Uri.EscapeDataString(Text("pck_crl_issuer_chain"))));
        _answers[asCache ? "/sgx/certification/v4/rootcacrl" : RootCrlPath] = new(
            asCache ? Encoding.ASCII.GetBytes(rootCrl.ToUpperInvariant() + "\n") : Convert.FromHexString(rootCrl), null);
    }

    public void Serve(string path, byte[] body) => _answers[path] = new(body, null);

    public void Serve(string path, byte[] body, string header, string chain) => _answers[path] = new(body, (header, Uri.EscapeDataString(chain)));

    public ValueTask DisposeAsync() => Service.DisposeAsync();

    private void Set(string path, string body, string header, string chain) =>
        _answers[path] = new(Encoding.UTF8.GetBytes(body), (header, Uri.EscapeDataString(chain)));

    private async Task AnswerAsync(HttpContext context, int call)
    {
        var path = context.Request.Path + context.Request.QueryString.ToString();
        if (Instead is { } instead && path.Contains(instead.Path, StringComparison.Ordinal))
        {
            await instead.Answer(context, call);
        }
        else
        {
            await AnswerAsync(context);
        }
    }

    /// <summary>The genuine answer.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        if (!_answers.TryGetValue(context.Request.Path + context.Request.QueryString.ToString(), out var answer))
        {
            context.Response.StatusCode = 404;
            return;
        }

        if (answer.Header is { } header)
        {
            context.Response.Headers[header.Name] = header.Value;
        }

        await context.Response.Body.WriteAsync(answer.Body);
    }

    private sealed record Answer(byte[] Body, (string Name, string Value)? Header);
}
