using LazAI.Cryptography;
using LazAI.Grains.Aggregates;
using LazAI.Grains.EventLog;
using LazAI.Grains.Ledger;
using LazAI.Grains.Network;
using LazAI.Protocol;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Genesis;
using LazAI.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LazAI.Grains.Tests.Aggregates;

/// <summary>A silo with aggregates, on a clock and a log that tests give it.</summary>
internal sealed class AggregateHost(TimeProvider time, Recipient recipient, IEventLog log)
{
    private readonly IHost _host = Host.CreateDefaultBuilder()
        .ConfigureLogging(logging => logging.ClearProviders())
        .UseOrleans(silo =>
        {
            silo.Services.Replace(ServiceDescriptor.Singleton(time));
            silo.Services.AddSingleton(recipient);
            silo.Services.AddSingleton(log);
            silo.Services.AddSingleton<ISnapshotStore, InMemorySnapshotStore>();
            silo.Services.AddSingleton<INetwork>(new SecondsNetwork(time));
            silo.Services.AddSingleton<AggregateServices>();
        })
        .Build();

    public IParcelGrain Parcel => Grains.GetGrain<IParcelGrain>("one");

    public ILedgerGrain Ledger => Grains.GetGrain<ILedgerGrain>("DAT");

    private IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    public Task StartAsync() => _host.StartAsync();

    public async Task StopAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    /// <summary>A network of which only the slots matter, one a second.</summary>
    private sealed class SecondsNetwork(TimeProvider time) : INetwork
    {
        private readonly DateTimeOffset _start = time.GetUtcNow();

        public GenesisDocument Genesis => throw new NotSupportedException();

        public Bytes32 GenesisHash => throw new NotSupportedException();

        public ProtocolRules Rules => ProtocolRules.Default;

        public Eip712Domain Domain => throw new NotSupportedException();

        public Slot Now => new((long)(time.GetUtcNow() - _start).TotalSeconds);

        public TimeSpan UntilNextSlot() => TimeSpan.FromSeconds(1);

        public DateTimeOffset StartOf(Slot slot) => _start.AddSeconds(slot.Number);
    }
}
