using LazAI.Grains.Network;
using LazAI.Grains.Time;
using LazAI.Silo.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
#if ORLEANS
using System.Diagnostics.CodeAnalysis;
using LazAI.Protocol.Encoding;
using Microsoft.Extensions.Configuration;
using Orleans.Serialization;
using Orleans.Serialization.Cloning;
#endif

namespace LazAI.Silo.Hosting;

/// <summary>The one place where the two grain runtimes differ.</summary>
internal static class GrainRuntimeHosting
{
#if ORLEANS
    /// <summary>Name of the runtime, for people.</summary>
    public const string Name = "Microsoft Orleans";

    private const string PostgreSql = "Npgsql";
    private static readonly TimeSpan s_connectionPause = TimeSpan.FromSeconds(1);

    /// <summary>Joins the cluster whose members the database lists, as a silo or as its client. Orleans itself reads names and endpoints
    /// from the configuration's section <c>Orleans</c>.</summary>
    public static void UseGrainRuntime(this IHostApplicationBuilder builder, ProcessRole role)
    {
        var connectionString = builder.Configuration.GetConnectionString(SiloServices.ConnectionStringName);
        builder.Services.AddSingleton<IRuntimeStatistics, ManagementStatistics>();
        if (role == ProcessRole.Gateway)
        {
            builder.UseOrleansClient(client =>
            {
                client.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = (PostgreSql, connectionString));
                client.UseConnectionRetryFilter(WaitForSilosAsync);
                client.AddActivityPropagation();
                AddMessages(client.Services);
            });
            return;
        }

        builder.UseOrleans(silo =>
        {
            silo.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = (PostgreSql, connectionString));
            silo.UseAdoNetReminderService(options => (options.Invariant, options.ConnectionString) = (PostgreSql, connectionString));
            silo.AddMemoryGrainStorage("PubSubStore");
            silo.AddMemoryStreams(SlotStream.Provider);
            silo.AddActivityPropagation();
            silo.AddStartupTask(SiloServices.StartNetworkAsync);
            AddMessages(silo.Services);
        });
    }

    /// <summary>A gateway may start before the silos.</summary>
    private static async Task<bool> WaitForSilosAsync(Exception reason, CancellationToken cancellationToken)
    {
        await Task.Delay(s_connectionPause, cancellationToken);
        return true;
    }

    /// <summary>Protocol types carry no runtime attributes: they travel as the canonical JSON that the log holds, and only between processes.
    /// Exceptions travel as what they are, with message and stack, whoever has defined them.</summary>
    private static void AddMessages(IServiceCollection services)
    {
        services.AddSerializer(serializer => serializer.AddJsonSerializer(
            IsMessage, isCopyable: null, json => json.Configure(options => options.SerializerOptions = CanonicalJson.Options)));
        services.AddSingleton<IGeneralizedCopier, MessageCopier>();
        services.Configure<ExceptionSerializationOptions>(options => options.SupportedExceptionTypeFilter = _ => true);
    }

    private static bool IsMessage(Type type) =>
        type.Namespace is { } name && !type.IsAssignableTo(typeof(Exception))
        && (name.StartsWith("LazAI.Protocol", StringComparison.Ordinal)
            || name.StartsWith("LazAI.Attestation", StringComparison.Ordinal)
            || name.StartsWith("LazAI.Cryptography", StringComparison.Ordinal));

    /// <summary>Messages are immutable, so grains of one process share them.</summary>
    private sealed class MessageCopier : IGeneralizedCopier
    {
        public bool IsSupportedType(Type type) => IsMessage(type);

        [return: NotNullIfNotNull(nameof(input))]
        public object? DeepCopy(object? input, CopyContext context) => input;
    }
#else
    /// <summary>Name of the runtime, for people.</summary>
    public const string Name = "LazAI local runtime";

    /// <summary>Runs the grains in this process.</summary>
    public static void UseGrainRuntime(this IHostApplicationBuilder builder, ProcessRole role)
    {
        if (role != ProcessRole.Both)
        {
            throw ProcessRoleConfiguration.Refuse(
                $"{ProcessRoleConfiguration.Key} is {role}, but the local grain runtime is one process. Build with -p:GrainRuntime=Orleans.");
        }

        builder.Services.AddSingleton<IRuntimeStatistics, LocalRuntimeStatistics>();
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering();
            silo.Services.AddSingleton<LocalRuntime.IReminderTable, Reminders.PostgresReminderTable>();
            silo.AddReminders();
            silo.AddMemoryGrainStorage("PubSubStore");
            silo.AddMemoryStreams(SlotStream.Provider);
            silo.AddActivityPropagation();
            silo.AddStartupTask(SiloServices.StartNetworkAsync);
        });
    }
#endif
}
