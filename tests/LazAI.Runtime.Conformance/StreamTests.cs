using Orleans.Streams;
using Orleans.Streams.Core;

namespace LazAI.Runtime.Conformance;

public interface IListenerGrain : IGrainWithStringKey
{
    Task Leave();
}

/// <summary>Subscribed by its attribute. It fails on an item that says so, once.</summary>
[ImplicitStreamSubscription("listened")]
public sealed class ListenerGrain : Grain, IListenerGrain, IStreamSubscriptionObserver, IAsyncObserver<string>
{
    private Probe Probe => Probe.Of(this.GetPrimaryKeyString());

    public async Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) =>
        await handleFactory.Create<string>().ResumeAsync(this);

    public async Task OnNextAsync(string item, StreamSequenceToken? token = null)
    {
        if (item == "fail once" && !Probe.Events.Contains("failed"))
        {
            Probe.Note("failed");
            throw new InvalidOperationException("once more, please");
        }

        // Items follow each other even where the observer waits.
        await Task.Yield();
        Probe.Note(item);
    }

    public Task OnCompletedAsync() => Task.CompletedTask;

    public Task OnErrorAsync(Exception ex)
    {
        Probe.Note($"error {ex.Message}");
        return Task.CompletedTask;
    }

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}

public interface ISubscriberGrain : IGrainWithStringKey
{
    Task Subscribe(string streamKey);

    Task<int> Unsubscribe(string streamKey);

    Task Leave();
}

public sealed class SubscriberGrain : Grain, ISubscriberGrain, IAsyncBatchObserver<int>
{
    private Probe Probe => Probe.Of(this.GetPrimaryKeyString());

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        Probe.Note("activated");
        foreach (var handle in await Stream(this.GetPrimaryKeyString()).GetAllSubscriptionHandles())
            await handle.ResumeAsync(this);
    }

    public async Task Subscribe(string streamKey) => await Stream(streamKey).SubscribeAsync(this);

    public async Task<int> Unsubscribe(string streamKey)
    {
        var handles = await Stream(streamKey).GetAllSubscriptionHandles();
        foreach (var handle in handles)
            await handle.UnsubscribeAsync();

        return handles.Count;
    }

    public Task OnNextAsync(IList<SequentialItem<int>> items)
    {
        Probe.Note($"items {string.Join(' ', items.Select(item => item.Item))}");
        return Task.CompletedTask;
    }

    public Task OnCompletedAsync() => Task.CompletedTask;

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    private IAsyncStream<int> Stream(string key) =>
        this.GetStreamProvider(GrainHost.StreamProvider).GetStream<int>(StreamId.Create("numbers", key));
}

public interface IPublisherGrain : IGrainWithStringKey
{
    Task Publish(string streamKey, string[] items);
}

public sealed class PublisherGrain : Grain, IPublisherGrain
{
    public async Task Publish(string streamKey, string[] items)
    {
        var stream = this.GetStreamProvider(GrainHost.StreamProvider).GetStream<string>(StreamId.Create("listened", streamKey));
        foreach (var item in items)
            await stream.OnNextAsync(item);
    }
}

public sealed class StreamTests(GrainHost host) : ConformanceTest(host)
{
    private IAsyncStream<string> Listened =>
        Client.GetStreamProvider(GrainHost.StreamProvider).GetStream<string>(StreamId.Create("listened", Key));

    private IAsyncStream<int> Numbers =>
        Client.GetStreamProvider(GrainHost.StreamProvider).GetStream<int>(StreamId.Create("numbers", Key));

    [Fact]
    public async Task ImplicitSubscriber_GetsItemsInOrder()
    {
        string[] items = [.. Enumerable.Range(0, 50).Select(i => $"{i}")];
        await Grain<IPublisherGrain>().Publish(Key, items);
        Assert.Equal(items, await Probe.Until("49"));
    }

    [Fact]
    public async Task ImplicitSubscriber_ThatHasLeft_IsActivatedAgain()
    {
        await Listened.OnNextAsync("first");
        await Probe.Until("first");
        await Grain<IListenerGrain>().Leave();
        await Listened.OnNextAsync("second");
        Assert.Equal(["first", "second"], await Probe.Until("second"));
    }

    [Fact]
    public async Task FailedItem_IsDeliveredAgain_BeforeTheNext()
    {
        await Listened.OnNextAsync("fail once");
        await Listened.OnNextAsync("next");
        Assert.Equal(["failed", "fail once", "next"], await Probe.Until("next"));
    }

    [Fact]
    public async Task ExplicitSubscriber_GetsBatches_UntilItUnsubscribes()
    {
        var grain = Grain<ISubscriberGrain>();
        await grain.Subscribe(Key);
        await Numbers.OnNextBatchAsync([1, 2, 3]);
        await Numbers.OnNextAsync(4);
        await Probe.Until("items 4");
        Assert.Equal(["activated", "items 1 2 3", "items 4"], Probe.Events);

        Assert.Equal(1, await grain.Unsubscribe(Key));
        Assert.Equal(0, await grain.Unsubscribe(Key));
    }

    [Fact]
    public async Task ExplicitSubscriber_ThatHasLeft_ResumesWhenActivatedAgain()
    {
        var grain = Grain<ISubscriberGrain>();
        await grain.Subscribe(Key);
        await Numbers.OnNextAsync(1);
        await Probe.Until("items 1");
        await grain.Leave();
        await Numbers.OnNextAsync(2);
        Assert.Equal(["activated", "items 1", "activated", "items 2"], await Probe.Until("items 2"));
        await grain.Unsubscribe(Key);
    }

    [Fact]
    public async Task Client_MaySubscribe()
    {
        var handle = await Numbers.SubscribeAsync((item, _) =>
        {
            Probe.Note($"client {item}");
            return Task.CompletedTask;
        });
        await Numbers.OnNextAsync(5);
        await Probe.Until("client 5");
        Assert.Contains(handle, await Numbers.GetAllSubscriptionHandles());
        await handle.UnsubscribeAsync();
        Assert.Empty(await Numbers.GetAllSubscriptionHandles());
    }
}
