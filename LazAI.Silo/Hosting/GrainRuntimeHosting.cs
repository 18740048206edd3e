using LazAI.Grains.Time;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
#if ORLEANS
using LazAI.Protocol.Encoding;
using Microsoft.Extensions.Configuration;
using Orleans.Configuration;
using Orleans.Serialization;
#endif

namespace LazAI.Silo.Hosting;

/// <summary>The one place where the two grain runtimes differ.</summary>
internal static class GrainRuntimeHosting
{
#if ORLEANS
    /// <summary>Name of the runtime, for people.</summary>
    public const string Name = "Microsoft Orleans";

    public static void UseGrainRuntime(this IHostApplicationBuilder builder)
    {
        var connectionString = builder.Configuration.GetConnectionString(SiloServices.ConnectionStringName);
        builder.UseOrleans(silo =>
        {
            silo.Configure<ClusterOptions>(builder.Configuration.GetSection("Orleans"));
            silo.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = ("Npgsql", connectionString));
            silo.UseAdoNetReminderService(options => (options.Invariant, options.ConnectionString) = ("Npgsql", connectionString));
            silo.AddMemoryGrainStorage("PubSubStore");
            silo.AddMemoryStreams(SlotStream.Provider);
            silo.AddActivityPropagation();
            silo.AddStartupTask(SiloServices.StartNetworkAsync);

            // Protocol types carry no runtime attributes: they travel as the canonical JSON that the log holds.
            silo.Services.AddSerializer(serializer => serializer.AddJsonSerializer(
                type => type.Namespace is { } name
                    && (name.StartsWith("LazAI.Protocol", StringComparison.Ordinal) || name.StartsWith("LazAI.Cryptography", StringComparison.Ordinal)),
                CanonicalJson.Options));
        });
    }
#else
    /// <summary>Name of the runtime, for people.</summary>
    public const string Name = "LazAI local runtime";

    public static void UseGrainRuntime(this IHostApplicationBuilder builder) =>
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering();
            silo.Services.AddSingleton<LocalRuntime.IReminderTable, Reminders.PostgresReminderTable>();
            silo.AddReminders();
            silo.AddMemoryGrainStorage("PubSubStore");
            silo.AddMemoryStreams(SlotStream.Provider);
            silo.AddStartupTask(SiloServices.StartNetworkAsync);
        });
#endif
}
