using LazAI.LocalRuntime.Activations;
using Orleans.Runtime;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace LazAI.LocalRuntime.Streams;

/// <summary>A subscription as its owner sees it.</summary>
internal sealed class StreamHandle<T>(MemoryStreamProvider provider, StreamId stream, Guid id) : StreamSubscriptionHandle<T>
{
    public override StreamId StreamId => stream;

    public override string ProviderName => provider.Name;

    public override Guid HandleId => id;

    /// <summary>Attaches an observer to the calling activation, or to the client.</summary>
    public static void Attach(StreamSubscription subscription, IStreamSink sink)
    {
        if (subscription.Consumer is ClientStreamConsumer client)
            client.Sink = sink;
        else if (Activation.Current is { } activation)
            activation.StreamSinks[subscription.Id] = sink;
        else
            throw new InvalidOperationException("A grain's subscription can only be resumed by the grain.");
    }

    public static void RefuseToken(StreamSequenceToken? token)
    {
        if (token is not null)
            throw new ArgumentException("Memory streams are not rewindable: a subscription starts with the next event.", nameof(token));
    }

    public override Task<StreamSubscriptionHandle<T>> ResumeAsync(IAsyncObserver<T> observer, StreamSequenceToken? token = null) =>
        Resume(new ObserverSink<T>(observer), token);

    public override Task<StreamSubscriptionHandle<T>> ResumeAsync(IAsyncBatchObserver<T> observer, StreamSequenceToken? token = null) =>
        Resume(new BatchObserverSink<T>(observer), token);

    public override Task UnsubscribeAsync()
    {
        Activation.Current?.StreamSinks.Remove(id);
        provider.WithChannel<object?>(stream, channel =>
        {
            channel.Unsubscribe(id);
            return null;
        });
        return Task.CompletedTask;
    }

    public override bool Equals(StreamSubscriptionHandle<T>? other) => other is not null && other.HandleId == id;

    private Task<StreamSubscriptionHandle<T>> Resume(IStreamSink sink, StreamSequenceToken? token)
    {
        RefuseToken(token);
        provider.WithChannel<object?>(stream, channel =>
        {
            var subscription = channel.Find(id)
                ?? throw new InvalidOperationException($"The subscription {id} of stream {stream} has ended.");
            Attach(subscription, sink);
            return null;
        });
        return Task.FromResult<StreamSubscriptionHandle<T>>(new StreamHandle<T>(provider, stream, id));
    }
}

/// <summary>Makes the handle of a subscription once the type of its items is known.</summary>
internal sealed class StreamHandleFactory(MemoryStreamProvider provider, StreamId stream, Guid id) : IStreamSubscriptionHandleFactory
{
    public StreamId StreamId => stream;

    public string ProviderName => provider.Name;

    public GuidId SubscriptionId { get; } = GuidId.GetGuidId(id);

    public StreamSubscriptionHandle<T> Create<T>() => new StreamHandle<T>(provider, stream, id);
}
