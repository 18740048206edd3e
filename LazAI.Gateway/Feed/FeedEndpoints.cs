using LazAI.Gateway.Hosting;
using LazAI.Gateway.Problems;

namespace LazAI.Gateway.Feed;

/// <summary><c>/v1/feed</c>: server-sent events (WHATWG HTML §9.2).</summary>
internal static class FeedEndpoints
{
    private const string MediaType = "text/event-stream";
    private static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(10);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/feed", FollowAsync).WithTags("Live feed").WithName("FollowFeed")
            .WithSummary("Live totals as server-sent events")
            .Produces<string>(contentType: MediaType)
            .IsGetOnly();

    private static async Task FollowAsync(
        HttpContext context, FeedPublisher publisher, IHostApplicationLifetime lifetime, TimeProvider time)
    {
        var caller = GatewayHosting.AddressOf(context);
        if (publisher.Join(caller) is { } refusal)
        {
            context.Response.Headers.RetryAfter = "10";
            await Problem.From(refusal).ExecuteAsync(context);
            return;
        }

        try
        {
            // A feed has no end of its own, so it must not hold up the end of the service.
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
            await SendAsync(context.Response, publisher, time, ending.Token);
        }
        catch (OperationCanceledException)
        {
            // The client has gone, or the service is stopping.
        }
        finally
        {
            publisher.Leave(caller);
        }
    }

    private static async Task SendAsync(
        HttpResponse response, FeedPublisher publisher, TimeProvider time, CancellationToken cancellationToken)
    {
        response.ContentType = MediaType;
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        await response.Body.WriteAsync("retry: 2000\n\n"u8.ToArray(), cancellationToken);
        long sent = 0;
        while (true)
        {
            // Whatever happened while this was writing, the newest of each type says it all.
            var (frames, changed) = publisher.Read();
            foreach (var frame in frames.Where(frame => frame.Version > sent))
            {
                await response.Body.WriteAsync(frame.Bytes, cancellationToken);
            }

            await response.Body.FlushAsync(cancellationToken);
            sent = frames.IsEmpty ? sent : frames.Max(frame => frame.Version);
            while (!await EndsAsync(changed, time, cancellationToken))
            {
                await response.Body.WriteAsync(": still here\n\n"u8.ToArray(), cancellationToken);
                await response.Body.FlushAsync(cancellationToken);
            }
        }
    }

    private static async Task<bool> EndsAsync(Task changed, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            await changed.WaitAsync(HeartbeatInterval, time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
