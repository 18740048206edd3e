using System.Collections.Concurrent;
using System.Text;
using LazAI.Attestation;
using LazAI.Testing.Http;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace LazAI.Testing.Attestation;

/// <summary>The services of Intel and AMD over real HTTP, with genuine bodies and headers, and failures when a test wants them.</summary>
public sealed class FakeVendor : IAsyncDisposable
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

    /// <summary>Serves the collateral of a case as Intel's service sends it.</summary>
    public void ServeIntel(AttestationCase entry, string fmspc, string authority, bool isTdx, bool asCache = false)
    {
        ArgumentNullException.ThrowIfNull(entry);
        Assert.True(DcapCollateral.TryParse(entry.Bytes("collateral"), out var collateral, out var refusal), refusal?.ToString());
        ServeIntel(collateral.Parts, fmspc, authority, isTdx, asCache);
    }

    /// <summary>Serves collateral from now on, each part as Intel's service, or a cache in its place, sends it.</summary>
    /// <param name="authority"><c>platform</c> or <c>processor</c>.</param>
    public void ServeIntel(DcapCollateralParts parts, string fmspc, string authority, bool isTdx, bool asCache = false)
    {
        ArgumentNullException.ThrowIfNull(parts);
        var tee = isTdx ? "tdx" : "sgx";
        Serve(
            $"/{tee}/certification/v4/tcb?fmspc={fmspc}",
            Signed("tcbInfo", parts.TcbInfo),
            asCache ? "SGX-TCB-Info-Issuer-Chain" : "TCB-Info-Issuer-Chain",
            Text(parts.TcbInfo.IssuerChain));
        Serve(
            $"/{tee}/certification/v4/qe/identity",
            Signed("enclaveIdentity", parts.QeIdentity),
            "SGX-Enclave-Identity-Issuer-Chain",
            Text(parts.QeIdentity.IssuerChain));
        Serve(
            $"/sgx/certification/v4/pckcrl?ca={authority}&encoding=der",
            asCache ? Encoding.ASCII.GetBytes(Convert.ToHexStringLower(parts.PckCrl.Span)) : parts.PckCrl.ToArray(),
            "SGX-PCK-CRL-Issuer-Chain",
            Text(parts.PckCrlIssuerChain));
        Serve(
            asCache ? "/sgx/certification/v4/rootcacrl" : RootCrlPath,
            asCache ? Encoding.ASCII.GetBytes(Convert.ToHexString(parts.RootCrl.Span) + "\n") : parts.RootCrl.ToArray());
    }

    public void Serve(string path, byte[] body) => _answers[path] = new(body, null);

    public void Serve(string path, byte[] body, string header, string chain) => _answers[path] = new(body, (header, Uri.EscapeDataString(chain)));

    public ValueTask DisposeAsync() => Service.DisposeAsync();

    private static byte[] Signed(string member, SignedText signed) => Encoding.UTF8.GetBytes(
        $$"""{"{{member}}":{{Text(signed.Text)}},"signature":"{{Convert.ToHexStringLower(signed.Signature.Span)}}"}""");

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

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
