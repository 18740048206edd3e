using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using LazAI.Grains.EventLog;
using LazAI.Protocol;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Genesis;
using LazAI.Protocol.Ledger;
using LazAI.Silo.Network;
using LazAI.Storage;
using Microsoft.Extensions.Options;

namespace LazAI.Gateway.Tests;

public sealed class GenesisBootstrapTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lazai-genesis-tests").FullName;
    private readonly InMemoryEventLog _log = new();

    [Fact]
    public async Task Run_WhileAnotherProcessWritesTheGenesis_GoesOnWithIt()
    {
        var late = new NetworkState(TimeProvider.System);
        var overtaken = new OvertakenLog(_log, () => BeginAsync(_log, new NetworkState(TimeProvider.System)));
        await BeginAsync(overtaken, late);
        Assert.Equal(1, await _log.GetHeadPositionAsync());
        Assert.Equal(NetworkFixture.ChainId, late.Genesis.ChainId);
    }

    [Fact]
    public async Task Run_OnALogThatBeginsOtherwise_IsRefused()
    {
        await _log.AppendAsync(new StreamName("other", "stream"), 0, [new EventData("other", "{}"u8.ToArray())]);
        await Assert.ThrowsAsync<GenesisException>(() => BeginAsync(_log, new NetworkState(TimeProvider.System)));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task BeginAsync(IEventLog log, NetworkState network)
    {
        var file = Path.Combine(_folder, "genesis.json");
        await File.WriteAllBytesAsync(file, CanonicalJson.Serialize(new GenesisDocument(
            NetworkFixture.ChainId, 1_700_000_000, ProtocolRules.Local, [new Allocation(LedgerAccount.Treasury, Amount.FromTokens(1))])));
        await new GenesisBootstrap(log, network, Options.Create(new NetworkOptions { GenesisFile = file })).RunAsync(CancellationToken.None);
    }

    /// <summary>A log into which another process writes just after this one has found nothing in it.</summary>
    private sealed class OvertakenLog(IEventLog log, Func<Task> other) : IEventLog
    {
        private bool _overtaken;

        public async IAsyncEnumerable<RecordedEvent> ReadStreamAsync(
            StreamName stream, long afterVersion = 0, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await foreach (var recorded in log.ReadStreamAsync(stream, afterVersion, cancellationToken))
            {
                yield return recorded;
            }

            if (!_overtaken)
            {
                _overtaken = true;
                await other();
            }
        }

        public ValueTask<AppendOutcome> AppendAsync(
            StreamName stream, long expectedVersion, ImmutableArray<EventData> events, CancellationToken cancellationToken = default) =>
            log.AppendAsync(stream, expectedVersion, events, cancellationToken);

        public ValueTask<ImmutableArray<RecordedEvent>> ReadAllAsync(
            long afterPosition, int maximumCount, CancellationToken cancellationToken = default) =>
            log.ReadAllAsync(afterPosition, maximumCount, cancellationToken);

        public IAsyncEnumerable<ImmutableArray<RecordedEvent>> FollowAsync(
            long afterPosition, int maximumBatch = 1024, CancellationToken cancellationToken = default) =>
            log.FollowAsync(afterPosition, maximumBatch, cancellationToken);

        public ValueTask<long> GetHeadPositionAsync(CancellationToken cancellationToken = default) =>
            log.GetHeadPositionAsync(cancellationToken);
    }
}
