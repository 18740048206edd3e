using LazAI.Grains.Blobs;
using LazAI.Grains.Queries;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace LazAI.Storage;

/// <summary>All storage of a LazAI silo.</summary>
public static class StorageServices
{
    /// <summary>Where the connection string belongs in the configuration.</summary>
    public const string ConnectionStringKey = "ConnectionStrings:lazai";

    /// <summary>Most connections of the pool that snapshots, projections, indexes and blobs share. The event log has its own.</summary>
    private const int PoolConnectionsMaximum = 24;

    /// <summary>Adds event log, snapshots, task index, directories, blobs and the host of their projections, all in the PostgreSQL
    /// database at <paramref name="connectionString"/>. The schema is brought up by <see cref="Migrator"/>, at the latest before
    /// hosted services start.</summary>
    /// <remarks>An empty connection string is refused by an <see cref="OptionsValidationException"/> when the first of these
    /// services is asked for.</remarks>
    public static IServiceCollection AddLazAIStorage(this IServiceCollection services, string connectionString)
    {
        services.AddPostgresStorage(options => options.ConnectionString = connectionString);
        services.AddOptions<PostgresEventLogOptions>().Validate(
            options => !string.IsNullOrWhiteSpace(options.ConnectionString),
            $"{ConnectionStringKey} is empty; it names the PostgreSQL database that holds everything durable.");
        services.Replace(ServiceDescriptor.Singleton(
            provider => CreateDataSource(provider.GetRequiredService<IOptions<PostgresEventLogOptions>>().Value.ConnectionString)));
        services.AddSingleton<ITaskIndex, PostgresTaskIndex>();
        services.AddSingleton<IOpenWindows, PostgresOpenWindows>();
        services.AddSingleton<ITaskCensus, PostgresTaskCensus>();
        services.AddSingleton<IDirectoryIndex, PostgresDirectoryIndex>();
        services.AddSingleton<IDataSetIndex, PostgresDataSetIndex>();
        services.AddSingleton<IDataSetUseIndex, PostgresDataSetUseIndex>();
        services.AddSingleton<ILedgerIndex, PostgresLedgerIndex>();
        services.AddSingleton<IDisputeIndex, PostgresDisputeIndex>();
        services.AddSingleton<IBlobStore, PostgresBlobStore>();
        services.AddProjection<TaskIndexProjection>();
        services.AddProjection<DirectoryProjection>();
        services.AddProjection<DataSetProjection>();
        services.AddProjection<DataSetUseProjection>();
        services.AddProjection<LedgerEntryProjection>();
        services.AddProjection<DisputeProjection>();
        return services;
    }

    /// <summary>A pool for the queries of this library. A password does not outlive the opening of a connection and is never logged.</summary>
    internal static NpgsqlDataSource CreateDataSource(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = "lazai storage" };
        settings.PersistSecurityInfo = false;
        settings.MaxPoolSize = Math.Min(settings.MaxPoolSize, PoolConnectionsMaximum);
        settings.MinPoolSize = Math.Min(settings.MinPoolSize, settings.MaxPoolSize);
        if (settings.MaxAutoPrepare == 0)
        {
            settings.MaxAutoPrepare = 32;
            settings.AutoPrepareMinUsages = 2;
        }

        // Every statement here walks an index. Prepared while the tables are small, the planner would choose to scan and sort
        // them, and the plan outlives their growth.
        settings.Options =
            $"{settings.Options} -c enable_seqscan=off -c enable_bitmapscan=off -c enable_hashjoin=off -c enable_mergejoin=off".TrimStart();
        return new NpgsqlDataSourceBuilder(settings.ConnectionString).Build();
    }
}
