using LazAI.LocalRuntime.Activations;
using Orleans.Runtime;
using Orleans.Streams;

namespace LazAI.LocalRuntime.Streams;

/// <summary>A stream of the memory provider. The object itself holds nothing.</summary>
internal sealed class LocalStream<T>(MemoryStreamProvider provider, StreamId stream) : IAsyncStream<T>
{
    public StreamId StreamId => stream;

    public string ProviderName => provider.Name;

    public bool IsRewindable => provider.IsRewindable;

    public Task OnNextAsync(T item, StreamSequenceToken? token = null) => PublishItems([item]);

    public Task OnNextBatchAsync(IEnumerable<T> batch, StreamSequenceToken? token = null)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return PublishItems([.. batch]);
    }

    public Task OnCompletedAsync() => Publish(_ => new CompletedMessage(RequestContext.Export()));

    public Task OnErrorAsync(Exception ex) => Publish(_ => new ErrorMessage(ex, RequestContext.Export()));

    public Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncObserver<T> observer) => Subscribe(new ObserverSink<T>(observer), null);

    public Task<StreamSubscriptionHandle<T>> SubscribeAsync(
        IAsyncObserver<T> observer, StreamSequenceToken? token, string? filterData = null) =>
        Subscribe(new ObserverSink<T>(observer), token);

    public Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncBatchObserver<T> observer) =>
        Subscribe(new BatchObserverSink<T>(observer), null);

    public Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncBatchObserver<T> observer, StreamSequenceToken? token) =>
        Subscribe(new BatchObserverSink<T>(observer), token);

    public Task<IList<StreamSubscriptionHandle<T>>> GetAllSubscriptionHandles()
    {
        var caller = Activation.Current?.GrainId;
        var ids = provider.WithChannel(stream, channel => channel.Subscriptions
            .Where(subscription => (subscription.Consumer as GrainStreamConsumer)?.Grain == caller)
            .Select(subscription => subscription.Id)
            .ToArray());
        return Task.FromResult<IList<StreamSubscriptionHandle<T>>>([.. ids.Select(id => new StreamHandle<T>(provider, stream, id))]);
    }

    public bool Equals(IAsyncStream<T>? other) => other is not null && StreamId == other.StreamId && ProviderName == other.ProviderName;

    public override bool Equals(object? obj) => Equals(obj as IAsyncStream<T>);

    public override int GetHashCode() => HashCode.Combine(StreamId, ProviderName);

    public int CompareTo(IAsyncStream<T>? other) => other is null ? 1 : StreamId.CompareTo(other.StreamId);

    public override string ToString() => $"{ProviderName}/{StreamId}";

    private Task PublishItems(T[] items) =>
        items.Length == 0 ? Task.CompletedTask : Publish(number => new ItemsMessage(items, number, RequestContext.Export()));

    private Task Publish(Func<long, StreamMessage> makeMessage)
    {
        try
        {
            provider.WithChannel<object?>(stream, channel =>
            {
                channel.Publish(makeMessage);
                return null;
            });
            return Task.CompletedTask;
        }
        catch (Exception exception)
        {
            return Task.FromException(exception);
        }
    }

    private Task<StreamSubscriptionHandle<T>> Subscribe(IStreamSink sink, StreamSequenceToken? token)
    {
        StreamHandle<T>.RefuseToken(token);
        IStreamConsumer consumer = Activation.Current is { } activation
            ? new GrainStreamConsumer(provider, stream, activation.GrainId)
            : new ClientStreamConsumer();
        var id = provider.WithChannel(stream, channel =>
        {
            var subscription = channel.Subscribe(consumer);
            StreamHandle<T>.Attach(subscription, sink);
            return subscription.Id;
        });
        return Task.FromResult<StreamSubscriptionHandle<T>>(new StreamHandle<T>(provider, stream, id));
    }
}
