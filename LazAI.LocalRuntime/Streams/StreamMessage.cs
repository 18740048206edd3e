using Orleans.Streams;

namespace LazAI.LocalRuntime.Streams;

/// <summary>Something that goes through a stream. It keeps its place in the provider's queue until the last subscriber has it.</summary>
internal abstract class StreamMessage(Dictionary<string, object>? context)
{
    private int subscribers;

    /// <summary>The producer's request context.</summary>
    public Dictionary<string, object>? Context => context;

    /// <summary>Hands the message to an observer.</summary>
    public abstract Task DeliverAsync(IStreamSink sink);

    public void AwaitedBy(int count) => subscribers = count;

    /// <summary>Notes that one subscriber has the message or will not get it; true if it was the last.</summary>
    public bool Release() => Interlocked.Decrement(ref subscribers) == 0;
}

/// <summary>Items that were produced together.</summary>
internal sealed class ItemsMessage(object items, long sequenceNumber, Dictionary<string, object>? context) : StreamMessage(context)
{
    public override Task DeliverAsync(IStreamSink sink) => sink.OnItemsAsync(items, sequenceNumber);
}

/// <summary>The end of a stream.</summary>
internal sealed class CompletedMessage(Dictionary<string, object>? context) : StreamMessage(context)
{
    public override Task DeliverAsync(IStreamSink sink) => sink.OnCompletedAsync();
}

/// <summary>An error of the producer, or of the delivery.</summary>
internal sealed class ErrorMessage(Exception error, Dictionary<string, object>? context) : StreamMessage(context)
{
    public override Task DeliverAsync(IStreamSink sink) => sink.OnErrorAsync(error);
}

/// <summary>An attached observer, whatever the type of its items.</summary>
internal interface IStreamSink
{
    /// <exception cref="InvalidCastException">The items are of another type than the observer's.</exception>
    Task OnItemsAsync(object items, long sequenceNumber);

    Task OnCompletedAsync();

    Task OnErrorAsync(Exception error);
}

/// <summary>A sink of items one by one.</summary>
internal sealed class ObserverSink<T>(IAsyncObserver<T> observer) : IStreamSink
{
    public async Task OnItemsAsync(object items, long sequenceNumber)
    {
        var index = 0;
        foreach (var item in (IReadOnlyList<T>)items)
            await observer.OnNextAsync(item, new Orleans.Providers.Streams.Common.EventSequenceToken(sequenceNumber, index++));
    }

    public Task OnCompletedAsync() => observer.OnCompletedAsync();

    public Task OnErrorAsync(Exception error) => observer.OnErrorAsync(error);
}

/// <summary>A sink of whole batches.</summary>
internal sealed class BatchObserverSink<T>(IAsyncBatchObserver<T> observer) : IStreamSink
{
    public Task OnItemsAsync(object items, long sequenceNumber) =>
        observer.OnNextAsync(
        [
            .. ((IReadOnlyList<T>)items).Select((item, index) =>
                new SequentialItem<T>(item, new Orleans.Providers.Streams.Common.EventSequenceToken(sequenceNumber, index))),
        ]);

    public Task OnCompletedAsync() => observer.OnCompletedAsync();

    public Task OnErrorAsync(Exception error) => observer.OnErrorAsync(error);
}
