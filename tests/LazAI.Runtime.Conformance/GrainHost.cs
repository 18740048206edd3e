#if ORLEANS
using Orleans.TestingHost;
#else
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
#endif

namespace LazAI.Runtime.Conformance;

/// <summary>The one place where the flavours differ: a running silo and a client of it.</summary>
public sealed class GrainHost : IAsyncLifetime
{
#if ORLEANS
    private readonly InProcessTestCluster cluster = new InProcessTestClusterBuilder(1)
        .ConfigureSilo((_, silo) => ConfigureSilo(silo))
        .ConfigureClient(client => client.AddMemoryStreams(StreamProvider))
        .Build();

    public IClusterClient Client => cluster.Client;

    public Task InitializeAsync() => cluster.DeployAsync();

    public async Task DisposeAsync()
    {
        await cluster.StopAllSilosAsync();
        await cluster.DisposeAsync();
    }
#else
    private readonly IHost host = Host.CreateDefaultBuilder()
        .ConfigureLogging(logging => logging.ClearProviders())
        .UseOrleans(ConfigureSilo)
        .Build();

    public IClusterClient Client => host.Services.GetRequiredService<IClusterClient>();

    public Task InitializeAsync() => host.StartAsync();

    public async Task DisposeAsync()
    {
        await host.StopAsync();
        host.Dispose();
    }
#endif

    /// <summary>The stream provider of the suite.</summary>
    public const string StreamProvider = "events";

    private static void ConfigureSilo(ISiloBuilder silo)
    {
        silo.AddMemoryGrainStorageAsDefault();
        silo.AddMemoryGrainStorage("PubSubStore");
        silo.AddMemoryStreams(StreamProvider);
        silo.UseInMemoryReminderService();
        silo.AddIncomingGrainCallFilter<NotingIncomingFilter>();
        silo.AddOutgoingGrainCallFilter<NotingOutgoingFilter>();
        silo.AddStartupTask((services, _) =>
        {
            Probe.Of("startup").Note("ran");
            return Task.CompletedTask;
        });
    }
}

/// <summary>All tests share one silo; each uses keys of its own.</summary>
[CollectionDefinition(Name)]
public sealed class GrainHostCollection : ICollectionFixture<GrainHost>
{
    public const string Name = "grain host";
}
