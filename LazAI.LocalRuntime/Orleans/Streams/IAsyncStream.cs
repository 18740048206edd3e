using Orleans.Runtime;

namespace Orleans.Streams;

/// <summary>A source of streams.</summary>
public interface IStreamProvider
{
    /// <summary>The provider's name.</summary>
    string Name { get; }

    /// <summary>Whether a subscription may start at an earlier event; the local provider's may not.</summary>
    bool IsRewindable { get; }

    /// <summary>The stream with this identity. It needs not be created or removed.</summary>
    IAsyncStream<T> GetStream<T>(StreamId streamId);
}

/// <summary>A stream, whatever its items.</summary>
public interface IAsyncStream
{
    /// <summary>Whether a subscription may start at an earlier event.</summary>
    bool IsRewindable { get; }

    /// <summary>The name of the stream's provider.</summary>
    string ProviderName { get; }

    /// <summary>The stream's identity.</summary>
    StreamId StreamId { get; }
}

/// <summary>A stream of items. Each subscriber gets them in order, each at least once while its grain class or subscription exists.</summary>
public interface IAsyncStream<T>
    : IAsyncStream, IEquatable<IAsyncStream<T>>, IComparable<IAsyncStream<T>>, IAsyncObservable<T>, IAsyncBatchObservable<T>, IAsyncBatchProducer<T>
{
    /// <summary>The caller's own subscriptions to this stream, also those of its earlier activations.</summary>
    Task<IList<StreamSubscriptionHandle<T>>> GetAllSubscriptionHandles();
}

/// <summary>Takes the items of a stream one by one.</summary>
public interface IAsyncObserver<in T>
{
    /// <summary>Takes the next item. From a subscriber's point of view an exception asks for the item once more.</summary>
    /// <exception cref="InvalidOperationException">Too many items wait for their subscribers: the producer must slow down.</exception>
    Task OnNextAsync(T item, StreamSequenceToken? token = null);

    /// <summary>The producer says that no more items come.</summary>
    Task OnCompletedAsync();

    /// <summary>The producer reports an error, or an item could not be delivered and is skipped.</summary>
    Task OnErrorAsync(Exception ex);
}

/// <summary>Takes the items of a stream in the batches in which they were produced.</summary>
public interface IAsyncBatchObserver<T>
{
    /// <summary>Takes the next items; an exception asks for them once more.</summary>
    Task OnNextAsync(IList<SequentialItem<T>> items);

    /// <inheritdoc cref="IAsyncObserver{T}.OnCompletedAsync"/>
    Task OnCompletedAsync();

    /// <inheritdoc cref="IAsyncObserver{T}.OnErrorAsync"/>
    Task OnErrorAsync(Exception ex);
}

/// <summary>Produces items in batches.</summary>
public interface IAsyncBatchProducer<T> : IAsyncObserver<T>
{
    /// <summary>Produces several items, which are delivered and, if need be, repeated together.</summary>
    /// <exception cref="InvalidOperationException">Too many items wait for their subscribers: the producer must slow down.</exception>
    Task OnNextBatchAsync(IEnumerable<T> batch, StreamSequenceToken? token = null);
}

/// <summary>Something to subscribe to, item by item.</summary>
public interface IAsyncObservable<T>
{
    /// <summary>Subscribes the calling grain, or the client.</summary>
    Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncObserver<T> observer);

    /// <summary>Subscribes the calling grain, or the client.</summary>
    /// <exception cref="ArgumentException">The stream is not rewindable and a token is given.</exception>
    Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncObserver<T> observer, StreamSequenceToken? token, string? filterData = null);
}

/// <summary>Something to subscribe to, batch by batch.</summary>
public interface IAsyncBatchObservable<T>
{
    /// <summary>Subscribes the calling grain, or the client.</summary>
    Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncBatchObserver<T> observer);

    /// <summary>Subscribes the calling grain, or the client.</summary>
    /// <exception cref="ArgumentException">The stream is not rewindable and a token is given.</exception>
    Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncBatchObserver<T> observer, StreamSequenceToken? token);
}

/// <summary>An item and its place in the stream.</summary>
public class SequentialItem<T>(T item, StreamSequenceToken token)
{
    /// <summary>The item.</summary>
    public T Item { get; } = item;

    /// <summary>Its place.</summary>
    public StreamSequenceToken Token { get; } = token;
}
