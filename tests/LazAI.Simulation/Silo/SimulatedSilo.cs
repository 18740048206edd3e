using LazAI.Grains.Aggregates;
using LazAI.Grains.Blobs;
using LazAI.Grains.Challengers;
using LazAI.Grains.EventLog;
using LazAI.Grains.Models;
using LazAI.Grains.Network;
using LazAI.Grains.Time;
using LazAI.Grains.Verification;
using LazAI.Grains.Workers;
using LazAI.LocalRuntime;
using LazAI.LocalRuntime.Activations;
using LazAI.Protocol.Challengers;
using LazAI.Silo.Hosting;
using LazAI.Silo.Network;
using LazAI.Simulation.Faults;
using LazAI.Simulation.Kernel;
using LazAI.Simulation.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace LazAI.Simulation.Silo;

/// <summary>
/// One life of the silo: the product's own grains and runtime in a process of the simulation. Only what touches the world is exchanged: the
/// clock, chance, the threads, the store, and the judgement of evidence.
/// </summary>
public sealed class SimulatedSilo
{
    private static readonly GrainClassCatalog s_classes = new();

    private readonly ServiceProvider _services;

    public SimulatedSilo(
        SimulationKernel kernel, string name, DurableStore store, IReminderTable reminders, Func<FaultPlan> faults, CrashSchedule crashes,
        Action<SimulatedSilo> onCrash, Sabotage sabotage)
    {
        Machine = new Machine(kernel, name);
        var simulated = new SimulatedStore(kernel, Machine, store, faults, crashes, () => onCrash(this), sabotage);
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Machine);
        services.AddSingleton(s_classes);
        services.AddSingleton<TurnRunner>(new MachineTurns(Machine));
        services.AddSingleton(Machine.Scheduler);
        services.AddSingleton(kernel.Random.AsGenerator());
        services.AddSingleton<IEventLog>(simulated);
        services.AddSingleton<ISnapshotStore>(simulated);
        services.AddSingleton(reminders);
        services.AddSingleton(Options.Create(new NetworkOptions()));
        services.AddSingleton(Options.Create(new SnapshotOptions { EventsMaximum = 50 }));
        services.AddSingleton<NetworkState>();
        services.AddSingleton<INetwork>(provider => provider.GetRequiredService<NetworkState>());
        services.AddSingleton<GenesisBootstrap>();
        services.AddSingleton<AggregateServices>();
        services.AddSingleton<ModelCatalog>();
        services.AddSingleton<IBlobStore>(store.Blobs);
        services.AddSingleton<EngineCache>();
        services.AddSingleton<ChallengeJudge>();
        services.AddSingleton<IDecisionAuthority, NetworkElector>();
        services.AddSingleton<ISessionEvidence, SimulatedEvidence>();
        services.AddOrleans(silo =>
        {
            silo.Configure<GrainCollectionOptions>(options => options.CollectionAge = TimeSpan.FromDays(1));
            silo.AddReminders();
            silo.AddMemoryStreams(SlotStream.Provider);
            silo.AddStartupTask(SiloServices.StartNetworkAsync);
            silo.AddOutgoingGrainCallFilter(new CallFaults(kernel, Machine, faults, sabotage));
        });
        _services = services.BuildServiceProvider();
    }

    public Machine Machine { get; }

    /// <summary>Whether it has started and takes calls.</summary>
    public bool IsReady { get; private set; }

    public IGrainFactory Grains => _services.GetRequiredService<IGrainFactory>();

    /// <summary>Starts as the product does. A process whose start fails ends, and whoever watches it starts another.</summary>
    public void Start(Action onReady, Action onFailed) => Machine.Run(async () =>
    {
        try
        {
            await _services.GetRequiredService<GenesisBootstrap>().RunAsync(CancellationToken.None);
            foreach (var service in _services.GetServices<IHostedService>())
            {
                await service.StartAsync(CancellationToken.None);
            }

            IsReady = true;
            onReady();
        }
        catch (Exception exception) when (exception is EventLogUnavailableException or TimeoutException)
        {
            onFailed();
        }
    });

    /// <summary>Ends at once, in the middle of everything.</summary>
    public void Kill() => Machine.Stop();

    private sealed class MachineTurns(Machine machine) : TurnRunner
    {
        public override bool IsSingleThreaded => true;

        public override void Queue(IThreadPoolWorkItem turns)
        {
            if (turns is TurnProcessor)
            {
                machine.Post(turns.Execute);
            }
            else
            {
                _ = Task.Factory.StartNew(
                    turns.Execute, CancellationToken.None, TaskCreationOptions.DenyChildAttach, machine.Scheduler);
            }
        }
    }
}
