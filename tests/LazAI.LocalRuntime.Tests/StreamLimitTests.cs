using System.Collections.Concurrent;
using LazAI.LocalRuntime.Streams;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace LazAI.LocalRuntime.Tests;

/// <summary>Takes the items of streams of its namespace, as its key says.</summary>
[ImplicitStreamSubscription("limits")]
public sealed class TakerGrain : Grain, IGrainWithStringKey, IStreamSubscriptionObserver, IAsyncObserver<int>
{
    public static ConcurrentDictionary<string, ConcurrentQueue<string>> Taken { get; } = new();

    private static readonly Signals Signals = new();

    private string Key => this.GetPrimaryKeyString();

    public static Task Next(string key) => Signals.Next(key);

    public async Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => await handleFactory.Create<int>().ResumeAsync(this);

    public async Task OnNextAsync(int item, StreamSequenceToken? token = null)
    {
        if (Key.StartsWith("held", StringComparison.Ordinal))
            await GrainFactory.GetGrain<IGateGrain>(Key).Wait(Key);

        await Note($"item {item}");
        if (Key.StartsWith("bad", StringComparison.Ordinal) && item == 0)
            throw new InvalidOperationException("bad item");
    }

    public Task OnCompletedAsync() => Note("completed");

    public Task OnErrorAsync(Exception ex) => Note($"error {ex.GetType().Name}");

    private Task Note(string text)
    {
        Taken.GetOrAdd(Key, _ => new()).Enqueue(text);
        Signals.Give(Key);
        return Task.CompletedTask;
    }
}

public sealed class StreamLimitTests
{
    private readonly string key = Guid.NewGuid().ToString("N");

    [Fact]
    public async Task Producer_FasterThanItsSubscriber_IsRefusedOnceTheQueueIsFull()
    {
        await using var silo = await StartAsync();
        var held = "held" + key;
        var stream = StreamOf(silo, held);
        for (var i = 0; i < MemoryStreamProvider.QueueCapacity; i++)
            await stream.OnNextAsync(i);

        await Assert.ThrowsAsync<InvalidOperationException>(() => stream.OnNextAsync(-1));

        GateGrain.Open(held);
        for (var i = 0; i < MemoryStreamProvider.QueueCapacity; i++)
            await TakerGrain.Next(held);

        await stream.OnNextAsync(-2);
        await TakerGrain.Next(held);
        Assert.Equal("item -2", TakerGrain.Taken[held].Last());
    }

    [Fact]
    public async Task Item_ThatKeepsFailing_IsRepeatedWithGrowingPausesForAMinute_ThenSkipped()
    {
        await using var silo = await StartAsync();
        var bad = "bad" + key;
        await StreamOf(silo, bad).OnNextAsync(0);
        await StreamOf(silo, bad).OnNextAsync(1);
        await TakerGrain.Next(bad);
        foreach (var pause in new[] { 1, 2, 4, 8, 16 })
        {
            await silo.Time.AdvanceOncePausing(TimeSpan.FromSeconds(pause));
            await TakerGrain.Next(bad);
        }

        // The next pause would end after the minute.
        await TakerGrain.Next(bad);
        await TakerGrain.Next(bad);
        Assert.Equal(
            ["item 0", "item 0", "item 0", "item 0", "item 0", "item 0", $"error {nameof(StreamEventDeliveryFailureException)}", "item 1"],
            TakerGrain.Taken[bad]);
    }

    [Fact]
    public async Task CompletionAndErrors_OfTheProducer_ReachTheSubscriber()
    {
        await using var silo = await StartAsync();
        await StreamOf(silo, key).OnErrorAsync(new TimeoutException());
        await StreamOf(silo, key).OnCompletedAsync();
        await TakerGrain.Next(key);
        await TakerGrain.Next(key);
        Assert.Equal([$"error {nameof(TimeoutException)}", "completed"], TakerGrain.Taken[key]);
    }

    private static Task<TestSilo> StartAsync() => TestSilo.StartAsync(builder => builder.AddMemoryStreams("memory"));

    private static IAsyncStream<int> StreamOf(TestSilo silo, string key) =>
        silo.Client.GetStreamProvider("memory").GetStream<int>("limits", key);
}
