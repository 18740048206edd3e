using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace LazAI.Silo.Metrics;

/// <summary>Exports meters and activities by OTLP, where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says where to. The other <c>OTEL_</c>
/// variables mean what the OpenTelemetry specification says.</summary>
internal sealed class TelemetryExport(IConfiguration configuration) : IHostedService, IDisposable
{
    public const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string NameVariable = "OTEL_SERVICE_NAME";

    private static readonly string[] s_meters =
        ["Microsoft.Orleans", "LazAI.*", "Microsoft.AspNetCore.*", "Npgsql", "System.Runtime"];

    private static readonly string[] s_sources = ["Microsoft.Orleans.*", "LazAI.*", "Microsoft.AspNetCore"];

    private MeterProvider? _meters;
    private TracerProvider? _tracers;

    /// <summary>Whether anything is to be exported; if not, nothing is measured that only an export would need.</summary>
    public static bool IsWanted(IConfiguration configuration) => !string.IsNullOrEmpty(configuration[EndpointVariable]);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (IsWanted(configuration))
        {
            _meters = Sdk.CreateMeterProviderBuilder()
                .ConfigureServices(services => services.AddSingleton(configuration))
                .ConfigureResource(Describe).AddMeter(s_meters).AddOtlpExporter().Build();
            _tracers = Sdk.CreateTracerProviderBuilder()
                .ConfigureServices(services => services.AddSingleton(configuration))
                .ConfigureResource(Describe).AddSource(s_sources).AddOtlpExporter().Build();
        }

        return Task.CompletedTask;
    }

    /// <summary>Sends what is left.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _meters?.Dispose();
        _tracers?.Dispose();
        (_meters, _tracers) = (null, null);
    }

    private void Describe(ResourceBuilder resource)
    {
        if (string.IsNullOrEmpty(configuration[NameVariable]))
        {
            resource.AddService("lazai-gateway", serviceVersion: typeof(TelemetryExport).Assembly.GetName().Version?.ToString());
        }
    }
}
