using LazAI.LocalRuntime.Activations;
using LazAI.LocalRuntime.References;
using LazAI.LocalRuntime.Statistics;
using LazAI.LocalRuntime.Storage;
using LazAI.LocalRuntime.Streams;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans;
using Orleans.Hosting;
using Orleans.Runtime;

namespace LazAI.LocalRuntime.Hosting;

/// <summary>The silo builder. Several calls of UseOrleans configure the same silo.</summary>
internal sealed class LocalSiloBuilder : ISiloBuilder
{
    private LocalSiloBuilder(IServiceCollection services, IConfiguration configuration)
    {
        Services = services;
        Configuration = configuration;
    }

    public IServiceCollection Services { get; }

    public IConfiguration Configuration { get; }

    public static LocalSiloBuilder For(IServiceCollection services, IConfiguration? configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (services.FirstOrDefault(service => service.ServiceType == typeof(LocalSiloBuilder))?.ImplementationInstance is LocalSiloBuilder known)
            return known;

        var builder = new LocalSiloBuilder(services, configuration ?? new ConfigurationBuilder().Build());
        services.AddSingleton(builder);
        services.AddLogging();
        services.AddOptions();
        services.AddMetrics();
        services.TryAddSingleton<GrainClassCatalog>();
        services.TryAddSingleton<SiloReport>();
        services.TryAddSingleton<SiloInstruments>();
        services.TryAddSingleton(provider => new SiloStatistics(provider.GetRequiredService<LocalSilo>()));
        services.TryAddSingleton<LocalSilo>();
        services.TryAddSingleton<StorageInstruments>();
        services.TryAddSingleton<StreamInstruments>();
        services.TryAddSingleton<IPersistentStateFactory, PersistentStateFactory>();
        services.TryAddSingleton<GrainFactory>();
        services.TryAddSingleton<IGrainFactory>(provider => provider.GetRequiredService<GrainFactory>());
        services.TryAddSingleton<IClusterClient>(provider => provider.GetRequiredService<GrainFactory>());
        services.TryAddSingleton<IGrainContextAccessor, GrainContextAccessor>();
        services.TryAddTransient<IGrainContext>(provider => provider.GetRequiredService<IGrainContextAccessor>().GrainContext);
        services.AddHostedService<SiloHostedService>();
        return builder;
    }

    private sealed class GrainContextAccessor : IGrainContextAccessor
    {
        public IGrainContext GrainContext =>
            Activation.Current ?? throw new InvalidOperationException("This code runs outside the grains, so there is no grain context.");
    }
}
