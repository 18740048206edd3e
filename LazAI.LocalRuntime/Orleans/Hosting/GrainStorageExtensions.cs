using LazAI.LocalRuntime.Storage;
using Orleans.Runtime.Hosting;

namespace Orleans.Hosting;

/// <summary>Adds grain storage in memory, which lasts as long as the process.</summary>
public static class MemoryGrainStorageSiloBuilderExtensions
{
    /// <summary>Adds a storage with this name.</summary>
    public static ISiloBuilder AddMemoryGrainStorage(this ISiloBuilder builder, string name) =>
        builder.ConfigureServices(services => services.AddGrainStorage(name, (_, _) => new MemoryGrainStorage()));

    /// <summary>Adds the storage of states that name none.</summary>
    public static ISiloBuilder AddMemoryGrainStorageAsDefault(this ISiloBuilder builder) =>
        builder.AddMemoryGrainStorage(Providers.ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME);
}
