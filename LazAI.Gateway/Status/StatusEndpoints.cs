using System.Reflection;
using LazAI.Grains.EventLog;
using LazAI.Grains.Network;
using LazAI.Protocol.Api;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LazAI.Gateway.Status;

/// <summary><c>/v1/status</c> and <c>/v1/health</c>.</summary>
internal static class StatusEndpoints
{
    private static readonly string s_version =
        typeof(StatusEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/status", (INetwork network, IRuntimeDescription runtime) => Results.Json(new NetworkStatus(
                network.Genesis.ChainId, network.GenesisHash, network.Genesis.GenesisTime, network.Now, network.Rules, s_version, runtime.Name)))
            .WithTags("Service").WithName("GetStatus").WithSummary("What a client must know before it signs anything")
            .Produces<NetworkStatus>();
        MapHealth(routes);
    }

    public static void MapHealth(IEndpointRouteBuilder routes)
    {
        routes.MapHealthChecks("/v1/health/live", new() { Predicate = _ => false });
        routes.MapHealthChecks("/v1/health/ready");
    }

    public static void AddServiceHealth(this IServiceCollection services) =>
        services.AddHealthChecks().AddCheck<EventLogHealthCheck>("event-log");
}

/// <summary>Ready when the log answers.</summary>
internal sealed class EventLogHealthCheck(IEventLog log) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await log.GetHeadPositionAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (EventLogUnavailableException exception)
        {
            return HealthCheckResult.Unhealthy("The event log does not answer.", exception);
        }
    }
}
