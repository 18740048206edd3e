using LazAI.LocalRuntime.Streams;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streams;

namespace Orleans.Hosting;

/// <summary>Adds streams in memory.</summary>
public static class SiloBuilderMemoryStreamExtensions
{
    /// <summary>Adds a stream provider with this name. What waits for delivery is lost when the process ends.</summary>
    public static ISiloBuilder AddMemoryStreams(this ISiloBuilder builder, string name) => builder.ConfigureServices(services =>
    {
        services.AddKeyedSingleton<IStreamProvider>(name, (provider, _) => ActivatorUtilities.CreateInstance<MemoryStreamProvider>(provider, name));
    });
}
