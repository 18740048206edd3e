using System.Diagnostics.Metrics;
using LazAI.Grains.EventLog;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace LazAI.Storage;

/// <summary>Registers the storage with a host.</summary>
public static class StorageServiceCollectionExtensions
{
    /// <summary>Event log, snapshots and projections in PostgreSQL. The schema is brought up before any other service starts.</summary>
    public static IServiceCollection AddPostgresStorage(this IServiceCollection services, Action<PostgresEventLogOptions> configure)
    {
        services.AddSingleton<IValidateOptions<PostgresEventLogOptions>, PostgresEventLogOptionsValidator>();
        services.AddOptions<PostgresEventLogOptions>().Configure(configure).ValidateOnStart();
        services.AddSingleton(provider => new StorageMetrics(provider.GetService<IMeterFactory>()));
        services.AddSingleton(provider =>
            NpgsqlDataSource.Create(provider.GetRequiredService<IOptions<PostgresEventLogOptions>>().Value.ConnectionString));
        services.AddSingleton(provider => new Migrator(
            provider.GetRequiredService<NpgsqlDataSource>(), logger: provider.GetRequiredService<ILogger<Migrator>>()));
        services.AddHostedService<MigrationService>();
        services.AddSingleton<IEventLog>(provider => new PostgresEventLog(
            provider.GetRequiredService<IOptions<PostgresEventLogOptions>>().Value,
            provider.GetRequiredService<StorageMetrics>(),
            provider.GetRequiredService<ILogger<PostgresEventLog>>(),
            provider.GetService<TimeProvider>()));
        services.AddSingleton<ISnapshotStore, PostgresSnapshotStore>();
        services.AddSingleton<ProjectionHost>();
        services.AddHostedService(provider => provider.GetRequiredService<ProjectionHost>());
        return services;
    }

    /// <summary>Event log and snapshots in memory: for tests and simulations, gone with the process.</summary>
    public static IServiceCollection AddInMemoryStorage(this IServiceCollection services)
    {
        services.AddSingleton<IEventLog>(provider => new InMemoryEventLog(provider.GetService<TimeProvider>()));
        services.AddSingleton<ISnapshotStore, InMemorySnapshotStore>();
        return services;
    }

    /// <summary>Adds a projection for the <see cref="ProjectionHost"/> to run.</summary>
    public static IServiceCollection AddProjection<TProjection>(this IServiceCollection services)
        where TProjection : Projection => services.AddSingleton<Projection, TProjection>();

    /// <summary>Migrates in the phase before services start, so that none of them meets an old schema.</summary>
    private sealed class MigrationService(Migrator migrator) : IHostedLifecycleService
    {
        public Task StartingAsync(CancellationToken cancellationToken) => migrator.UpAsync(cancellationToken);

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
