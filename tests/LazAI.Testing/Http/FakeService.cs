using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LazAI.Testing.Http;

/// <summary>A server over real HTTP whose answers a test writes, one handler a call.</summary>
public sealed class FakeService : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly WebApplication _app;
    private readonly Func<HttpContext, int, Task> _answer;
    private readonly List<(string Method, string Path, string? IdempotencyKey, string? Authorization, byte[] Body)> _calls = [];
    private TaskCompletionSource _called = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private FakeService(Func<HttpContext, int, Task> answer)
    {
        _answer = answer;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(HandleAsync);
    }

    public HttpClient Http { get; private set; } = null!;

    public IReadOnlyList<(string Method, string Path, string? IdempotencyKey, string? Authorization, byte[] Body)> Calls
    {
        get
        {
            lock (_gate)
            {
                return [.. _calls];
            }
        }
    }

    /// <param name="answer">Writes the answer to a call, given its number from 1.</param>
    public static async Task<FakeService> StartAsync(Func<HttpContext, int, Task> answer)
    {
        var service = new FakeService(answer);
        await service._app.StartAsync();
        var address = service._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        service.Http = new HttpClient { BaseAddress = new Uri(address + "/"), Timeout = Timeout.InfiniteTimeSpan };
        return service;
    }

    public static Task JsonAsync(HttpContext context, string json, int status = 200, string type = "application/json")
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        return context.Response.WriteAsync(json);
    }

    public static Task ProblemAsync(HttpContext context, int status, string code, string? retryAfter = null)
    {
        if (retryAfter is not null)
        {
            context.Response.Headers.RetryAfter = retryAfter;
        }

        return JsonAsync(
            context,
            $$"""{"type":"https://errors.example/{{code}}","title":"Refused","status":{{status}},"detail":"Because.","code":"{{code}}","traceId":"abc"}""",
            status,
            "application/problem+json");
    }

    public async Task WhenCalledAsync(int times)
    {
        while (true)
        {
            Task called;
            lock (_gate)
            {
                if (_calls.Count >= times)
                {
                    return;
                }

                called = _called.Task;
            }

            await called;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        int number;
        lock (_gate)
        {
            var headers = context.Request.Headers;
            _calls.Add((
                context.Request.Method, context.Request.Path + context.Request.QueryString, headers["Idempotency-Key"], headers.Authorization,
                body.ToArray()));
            number = _calls.Count;
            _called.TrySetResult();
            _called = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        await _answer(context, number);
    }
}
