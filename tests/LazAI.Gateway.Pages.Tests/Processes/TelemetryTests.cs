using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LazAI.Gateway.Pages.Tests.Processes;

/// <summary>What an OTLP collector gets from a gateway that was told of it.</summary>
public sealed class TelemetryTests : IAsyncLifetime
{
    private readonly Channel<(string Path, string Body)> _received = Channel.CreateUnbounded<(string, string)>();
    private WebApplication? _collector;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _collector = builder.Build();
        _collector.Urls.Add("http://127.0.0.1:0");
        _collector.MapPost("/v1/{signal}", async (HttpContext context) =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);

            // Names are plain text in protobuf, which is all that these tests look for.
            await _received.Writer.WriteAsync((context.Request.Path, Encoding.Latin1.GetString(body.ToArray())));
        });
        await _collector.StartAsync();
    }

    public async Task DisposeAsync() => await _collector!.DisposeAsync();

    [Fact]
    public async Task Gateway_WithAnEndpoint_ExportsItsMetersAndSpans()
    {
        await using var gateway = await GatewayProcess.StartNewAsync(
            ("OTEL_EXPORTER_OTLP_ENDPOINT", _collector!.Urls.Single()),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_METRIC_EXPORT_INTERVAL", "500"),
            ("OTEL_BSP_SCHEDULE_DELAY", "500"));
        await gateway.Http.GetStringAsync(new Uri("/v1/ledger", UriKind.Relative));
        var wanted = new HashSet<(string Path, string Text)>
        {
            ("/v1/metrics", "lazai-gateway"),
            ("/v1/metrics", "Microsoft.Orleans"),
            ("/v1/metrics", "orleans-catalog-activations"),
            ("/v1/metrics", "lazai.storage.append.duration"),
            ("/v1/metrics", "Microsoft.AspNetCore.Hosting"),
            ("/v1/metrics", "System.Runtime"),
            ("/v1/traces", "Microsoft.AspNetCore"),
            ("/v1/traces", "ILedgerGrain/GetTotals"),
        };

        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        try
        {
            while (wanted.Count > 0)
            {
                var (path, body) = await _received.Reader.ReadAsync(patience.Token);
                wanted.RemoveWhere(item => item.Path == path && body.Contains(item.Text, StringComparison.Ordinal));
            }
        }
        catch (OperationCanceledException)
        {
            Assert.Empty(wanted);
        }
    }
}
