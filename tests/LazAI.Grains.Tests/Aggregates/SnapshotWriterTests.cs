using LazAI.Grains.Aggregates;
using LazAI.Grains.EventLog;
using LazAI.Protocol.Encoding;
using LazAI.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace LazAI.Grains.Tests.Aggregates;

/// <summary>Snapshots are written after enough events, and after enough bytes of them for what a snapshot costs.</summary>
public sealed class SnapshotWriterTests
{
    private const int EventsMinimum = 10;
    private static readonly StreamName s_stream = new("parcel", "one");

    private readonly InMemorySnapshotStore _store = new();

    [Fact]
    public void SmallState_IsDueAfterTheFewestEvents()
    {
        var writer = NewWriter(_store);
        Count(writer, EventsMinimum - 1, bytes: 1);
        Assert.False(writer.IsDue);
        Count(writer, 1, bytes: 1);
        Assert.True(writer.IsDue);
    }

    [Fact]
    public async Task LargeState_WaitsForEightTimesItsSizeInEvents()
    {
        var writer = NewWriter(_store);
        await writer.WriteLastAsync(new Text(new string('a', 1_000)), 1);
        var size = (await _store.ReadAsync(s_stream))!.State.Length;
        Count(writer, 8 * EventsMinimum - 1, size / EventsMinimum);
        Assert.False(writer.IsDue);
        Count(writer, 1, size);
        Assert.True(writer.IsDue);
    }

    [Fact]
    public async Task RestoredState_CountsAsTheLastSnapshot()
    {
        await NewWriter(_store).WriteLastAsync(new Text(new string('a', 1_000)), 7);
        var writer = NewWriter(_store);
        Assert.Equal((new Text(new string('a', 1_000)), 7), await writer.ReadAsync<Text>());
        Count(writer, EventsMinimum, bytes: 1);
        Assert.False(writer.IsDue);
    }

    [Fact]
    public async Task AnotherShape_IsNotRead()
    {
        await _store.WriteAsync(s_stream, new Snapshot(7, 2, CanonicalJson.Serialize(new Text("a"))));
        Assert.Null(await NewWriter(_store).ReadAsync<Text>());
    }

    [Fact]
    public async Task WhileOneIsWritten_NoneIsDueAndTheLastWaits()
    {
        var held = new HeldStore(_store);
        var writer = NewWriter(held);
        writer.Write(new Text("first"), 1);
        Count(writer, EventsMinimum, bytes: 1_000);
        Assert.False(writer.IsDue);
        var last = writer.WriteLastAsync(new Text("last"), 2);
        Assert.False(last.IsCompleted);
        held.Release();
        await last;
        Assert.Equal((new Text("last"), 2), await writer.ReadAsync<Text>());
    }

    [Fact]
    public async Task LostSnapshot_IsFollowedByTheNext()
    {
        var held = new HeldStore(_store);
        var writer = NewWriter(held);
        held.Fail();
        await writer.WriteLastAsync(new Text("lost"), 1);
        Assert.Null(await writer.ReadAsync<Text>());
        Count(writer, EventsMinimum, bytes: 1_000);
        Assert.True(writer.IsDue);
    }

    [Fact]
    public async Task EventsMaximum_ShortensEveryInterval()
    {
        var writer = NewWriter(_store, eventsMaximum: 2);
        await writer.WriteLastAsync(new Text(new string('a', 1_000)), 1);
        Count(writer, 2, bytes: 1);
        Assert.True(writer.IsDue);
    }

    private static SnapshotWriter NewWriter(ISnapshotStore store, int eventsMaximum = int.MaxValue) =>
        new(
            new AggregateServices(
                null!, store, null!, Options.Create(new SnapshotOptions { EventsMaximum = eventsMaximum }), NullLogger<AggregateServices>.Instance),
            s_stream,
            1,
            EventsMinimum);

    private static void Count(SnapshotWriter writer, int events, int bytes)
    {
        for (var i = 0; i < events; i++)
        {
            writer.Count(bytes);
        }
    }

    private sealed record Text(string Value);

    /// <summary>Writes once it is let.</summary>
    private sealed class HeldStore(ISnapshotStore store) : ISnapshotStore
    {
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Release() => _released.SetResult();

        public void Fail() => _released.SetException(new IOException("The disk is full."));

        public ValueTask<Snapshot?> ReadAsync(StreamName stream, CancellationToken cancellationToken = default) =>
            store.ReadAsync(stream, cancellationToken);

        public async ValueTask WriteAsync(StreamName stream, Snapshot snapshot, CancellationToken cancellationToken = default)
        {
            await _released.Task;
            await store.WriteAsync(stream, snapshot, cancellationToken);
        }

        public ValueTask DeleteAsync(StreamName stream, CancellationToken cancellationToken = default) => store.DeleteAsync(stream, cancellationToken);
    }
}
