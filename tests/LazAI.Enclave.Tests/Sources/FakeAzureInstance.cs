using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using LazAI.Client;
using LazAI.Client.Attestation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace LazAI.Enclave.Tests.Sources;

/// <summary>An instance of Azure Attestation over real HTTP, as far as workers ask it: numbered tokens for whatever is sent.</summary>
internal sealed class FakeAzureInstance : IAsyncDisposable
{
    public const string Name = "https://maa.example.invalid";

    private readonly WebApplication _app;
    private int _tokens;

    private FakeAzureInstance()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public ConcurrentQueue<(string Path, JsonElement Body)> Calls { get; } = [];

    /// <summary>Refuses evidence by this message.</summary>
    public string? Refusal { get; set; }

    public static async Task<FakeAzureInstance> StartAsync()
    {
        var instance = new FakeAzureInstance();
        await instance._app.StartAsync();
        return instance;
    }

    public AzureAttestationClient Client()
    {
        var address = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        var options = new AzureAttestationOptions { Calls = new LazAIClientOptions { AttemptsMaximum = 1, ResponseBytesMaximum = 1024 * 1024 } };
        return new AzureAttestationClient(new HttpClient { BaseAddress = new Uri(address + "/") }, Name, options, TimeProvider.System);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body);
        Calls.Enqueue((context.Request.Path.Value!, body.RootElement.Clone()));
        context.Response.ContentType = "application/json";
        context.Response.StatusCode = Refusal is null ? 200 : 400;
        await context.Response.WriteAsync(Refusal is null
            ? JsonSerializer.Serialize(new { token = $"eyJ.token.{Interlocked.Increment(ref _tokens)}" })
            : JsonSerializer.Serialize(new { error = new { code = "InvalidParameter", message = Refusal } }));
    }
}
