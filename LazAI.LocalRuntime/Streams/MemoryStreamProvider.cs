using System.Collections.Concurrent;
using LazAI.LocalRuntime.Activations;
using Orleans.Runtime;
using Orleans.Streams;

namespace LazAI.LocalRuntime.Streams;

/// <summary>
/// Streams in memory. Messages of all streams share eight bounded queues, as in Microsoft Orleans; a queue that is full refuses more until its
/// subscribers have caught up.
/// </summary>
internal sealed class MemoryStreamProvider(string name, LocalSilo silo, StreamInstruments instruments) : IStreamProvider
{
    /// <summary>The number of queues.</summary>
    public const int QueueCount = 8;

    /// <summary>The most messages in one queue.</summary>
    public const int QueueCapacity = 16_384;

    private readonly ConcurrentDictionary<StreamId, StreamChannel> channels = new();
    private readonly int[] queued = new int[QueueCount];

    public string Name => name;

    public bool IsRewindable => false;

    public LocalSilo Silo => silo;

    public StreamInstruments Instruments => instruments;

    /// <summary>Streams that have subscribers or messages on their way.</summary>
    public int ChannelCount => channels.Count;

    public IAsyncStream<T> GetStream<T>(StreamId streamId) => new LocalStream<T>(this, streamId);

    /// <summary>Runs an operation on the stream's channel, and forgets the channel if nothing is left in it.</summary>
    public TResult WithChannel<TResult>(StreamId stream, Func<StreamChannel, TResult> operation)
    {
        while (true)
        {
            var channel = channels.GetOrAdd(stream, static (key, provider) => new StreamChannel(provider, key), this);
            lock (channel.Gate)
            {
                if (channel.IsRetired)
                    continue;

                var result = operation(channel);
                RetireIfIdle(channel);
                return result;
            }
        }
    }

    /// <summary>Takes a place in the stream's queue.</summary>
    /// <exception cref="InvalidOperationException">The queue is full.</exception>
    public void Reserve(StreamId stream)
    {
        ref var count = ref queued[QueueOf(stream)];
        if (Interlocked.Increment(ref count) <= QueueCapacity)
            return;

        Interlocked.Decrement(ref count);
        throw new InvalidOperationException(
            $"Can not enqueue an event of stream {stream}: {QueueCapacity} events wait in its queue. Slow down and try again.");
    }

    public void Release(StreamId stream) => Interlocked.Decrement(ref queued[QueueOf(stream)]);

    /// <summary>Under the channel's lock.</summary>
    public void RetireIfIdle(StreamChannel channel)
    {
        if (!channel.IsIdle)
            return;

        channel.IsRetired = true;
        channels.TryRemove(KeyValuePair.Create(channel.StreamId, channel));
    }

    private static int QueueOf(StreamId stream) => (int)((uint)stream.GetHashCode() % QueueCount);
}
