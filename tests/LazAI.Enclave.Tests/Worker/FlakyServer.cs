using System.Net;
using LazAI.Protocol.Encoding;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LazAI.Enclave.Tests.Worker;

/// <summary>A server in this process that can crash and return at its address, and be told to cut connections.</summary>
/// <param name="map">Adds the calls.</param>
/// <param name="count">Counts a call and says how often it was made.</param>
/// <param name="fail">Told of every call that throws.</param>
internal sealed class FlakyServer(Action<WebApplication> map, Func<string, int> count, Action<Exception> fail) : IAsyncDisposable
{
    private WebApplication? _app;
    private int _port;

    public Uri Address => new($"http://127.0.0.1:{_port}/");

    /// <summary>Asked before each call with method, path and how often it was made; true cuts the connection instead of answering.</summary>
    public Func<string, int, bool> CutBefore { get; set; } = (_, _) => false;

    /// <summary>As <see cref="CutBefore"/>, but after the call has taken effect: its answer is lost.</summary>
    public Func<string, int, bool> CutAfter { get; set; } = (_, _) => false;

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, _port));
        builder.Services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull;
            CanonicalJson.AddConverters(options.SerializerOptions);
        });
        _app = builder.Build();
        _app.Use(MisbehaveAsync);
        map(_app);
        await _app.StartAsync();
        var address = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        _port = new Uri(address).Port;
    }

    /// <summary>Cuts every connection and listens no more.</summary>
    public async Task CrashAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app!.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await CrashAsync();
        }
    }

    private async Task MisbehaveAsync(HttpContext context, Func<Task> next)
    {
        var path = context.Request.Path.Value!;
        var call = $"{context.Request.Method} {path[(path.LastIndexOf('/') + 1)..]}";
        var times = count(call);
        if (CutBefore(call, times))
        {
            context.Abort();
            return;
        }

        try
        {
            await next();
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or IOException))
        {
            fail(exception);
            throw;
        }

        if (CutAfter(call, times))
        {
            context.Abort();
        }
    }
}
