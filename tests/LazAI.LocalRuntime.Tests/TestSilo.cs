using LazAI.LocalRuntime.Activations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LazAI.LocalRuntime.Tests;

/// <summary>A silo of its own, on a clock of its own.</summary>
internal sealed class TestSilo : IAsyncDisposable
{
    private readonly IHost host;

    private TestSilo(IHost host, FakeTime time)
    {
        this.host = host;
        Time = time;
    }

    public FakeTime Time { get; }

    public IServiceProvider Services => host.Services;

    public IClusterClient Client => host.Services.GetRequiredService<IClusterClient>();

    public LocalSilo Silo => host.Services.GetRequiredService<LocalSilo>();

    public SiloStatistics Statistics => host.Services.GetRequiredService<SiloStatistics>();

    public static async Task<TestSilo> StartAsync(Action<ISiloBuilder>? configure = null, FakeTime? time = null)
    {
        time ??= new FakeTime();
        var host = Host.CreateDefaultBuilder()
            .ConfigureLogging(logging => logging.ClearProviders())
            .UseOrleans(silo =>
            {
                silo.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(time));
                configure?.Invoke(silo);
            })
            .Build();
        await host.StartAsync();
        return new TestSilo(host, time);
    }

    public T Grain<T>(string key = "test")
        where T : IGrainWithStringKey => Client.GetGrain<T>(key);

    public Task StopAsync() => host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        host.Dispose();
    }
}
