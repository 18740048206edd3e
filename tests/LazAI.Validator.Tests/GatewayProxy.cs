using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LazAI.Validator.Tests;

/// <summary>A line between a validator and the service that a test can cut: before a challenge arrives, or before its answer comes back.</summary>
internal sealed class GatewayProxy : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });
    private readonly Uri _gateway;

    private GatewayProxy(WebApplication app, Uri gateway) => (_app, _gateway) = (app, gateway);

    public Uri Address => new(_app.Urls.Single());

    /// <summary>What happens to challenges on their way.</summary>
    public ChallengePath Challenges { get; set; }

    /// <summary>Ends when a challenge has come as far as <see cref="Challenges"/> lets it.</summary>
    public TaskCompletionSource Stuck { get; private set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Challenges that were passed on to the service, counted before it can act on them.</summary>
    public int Delivered { get; private set; }

    public static async Task<GatewayProxy> StartAsync(Uri gateway)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var proxy = new GatewayProxy(builder.Build(), gateway);
        proxy._app.Run(proxy.ForwardAsync);
        await proxy._app.StartAsync();
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _http.Dispose();
    }

    private async Task ForwardAsync(HttpContext context)
    {
        var isChallenge = context.Request.Path == "/v1/verifier/fraud-proofs";
        if (isChallenge && Challenges == ChallengePath.CutBefore)
        {
            await StayAsync(context);
            return;
        }

        using var request = new HttpRequestMessage(
            new HttpMethod(context.Request.Method), new Uri(_gateway, context.Request.Path + context.Request.QueryString));
        if (context.Request.ContentLength > 0)
        {
            request.Content = new StreamContent(context.Request.Body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", context.Request.ContentType);
        }

        foreach (var key in (string[])["Idempotency-Key"])
        {
            if (context.Request.Headers.TryGetValue(key, out var values))
            {
                request.Headers.TryAddWithoutValidation(key, values.ToString());
            }
        }

        Delivered += isChallenge ? 1 : 0;
        using var response = await _http.SendAsync(request, context.RequestAborted);
        if (isChallenge)
        {
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            if (Challenges == ChallengePath.CutAfter)
            {
                await StayAsync(context);
                return;
            }
        }

        context.Response.StatusCode = (int)response.StatusCode;
        context.Response.ContentType = response.Content.Headers.ContentType?.ToString();
        await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    private async Task StayAsync(HttpContext context)
    {
        Stuck.TrySetResult();
        await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}

/// <summary>How far challenges get.</summary>
internal enum ChallengePath
{
    Open,
    CutBefore,
    CutAfter,
}
