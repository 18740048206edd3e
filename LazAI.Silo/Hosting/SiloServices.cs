using System.Security.Cryptography;
using LazAI.Grains.Aggregates;
using LazAI.Grains.Challengers;
using LazAI.Grains.Ledger;
using LazAI.Grains.Models;
using LazAI.Grains.Network;
using LazAI.Grains.Verification;
using LazAI.Grains.Workers;
using LazAI.Protocol;
using LazAI.Protocol.Challengers;
using LazAI.Silo.Metrics;
using LazAI.Silo.Network;
using LazAI.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace LazAI.Silo.Hosting;

/// <summary>Puts the grains, or the way to them, and what they stand on into a host, in either flavour.</summary>
public static class SiloServices
{
    /// <summary>Name of the connection string of the one durable store.</summary>
    public const string ConnectionStringName = "lazai";

    /// <summary>Adds storage, network, grains and their runtime. <see cref="PrepareAsync"/> must run before the host starts.</summary>
    public static IHostApplicationBuilder AddLazAISilo(this IHostApplicationBuilder builder, ProcessRole role)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<NetworkOptions>().BindConfiguration(NetworkOptions.Section);
        services.AddOptions<AttestationOptions>().BindConfiguration(AttestationOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<AttestationOptions>, AttestationOptionsValidator>();
        services.AddLazAIStorage(builder.Configuration.GetConnectionString(ConnectionStringName) ?? "");

        services.AddSingleton<NetworkState>();
        services.AddSingleton<INetwork>(provider => provider.GetRequiredService<NetworkState>());
        services.AddSingleton<GenesisBootstrap>();
        services.AddSingleton<IRuntimeDescription>(new RuntimeDescription(GrainRuntimeHosting.Name));
        services.AddSingleton<AggregateServices>();
        services.AddSingleton<ModelCatalog>();
        services.AddSingleton<EngineCache>();
        services.AddSingleton<ChallengeJudge>();
        services.AddSingleton<IDecisionAuthority, NetworkElector>();
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<AttestationOptions>>().Value.CreateVerifier());
        services.AddSingleton<ISessionEvidence, SessionEvidence>();
        services.AddSingleton(RandomNumberGenerator.Create());
        services.AddHostedService<TelemetryExport>();
        builder.UseGrainRuntime(role);
        return builder;
    }

    /// <summary>Migrates the database and enters the network.</summary>
    public static async Task PrepareAsync(this IHost host, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(host);
        await host.Services.GetRequiredService<Migrator>().UpAsync(cancellationToken);
        await host.Services.GetRequiredService<GenesisBootstrap>().RunAsync(cancellationToken);
    }

    /// <summary>Carries out the genesis allocation, which the ledger takes once, and starts clock and coordinator.</summary>
    internal static async Task StartNetworkAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var grains = services.GetRequiredService<IGrainFactory>();
        var network = services.GetRequiredService<INetwork>();
        cancellationToken.ThrowIfCancellationRequested();
        var refusal = await grains.GetGrain<ILedgerGrain>(network.Rules.NativeAsset).AllocateAsync(network.Genesis.Allocations);
        Invariant.Require(
            refusal is null || refusal.Code == Protocol.Ledger.LedgerErrors.AlreadyAllocated, "a validated genesis can be allocated");
        await grains.GetGrain<Grains.Time.ISlotClockGrain>(0).StartAsync();
        await grains.GetGrain<Grains.Coordination.ICoordinatorGrain>(0).StartAsync();
    }
}
