using Orleans.Streams;

namespace LazAI.LocalRuntime.Streams;

/// <summary>
/// The messages that wait for one subscriber. They are delivered one after the other; one that fails is tried again after a pause that grows
/// from one second to thirty, for a minute, and is then skipped with an error to the subscriber.
/// </summary>
internal sealed class StreamSubscription(
    MemoryStreamProvider provider, StreamChannel channel, Guid id, IStreamConsumer consumer, bool isImplicit) : IThreadPoolWorkItem
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestDelivery = TimeSpan.FromMinutes(1);

    private readonly Queue<StreamMessage> messages = new();
    private bool isDelivering;
    private volatile bool hasEnded;

    public Guid Id => id;

    /// <summary>Whether it is there by an attribute of the grain class.</summary>
    public bool IsImplicit => isImplicit;

    public IStreamConsumer Consumer => consumer;

    /// <summary>Whether the subscriber has unsubscribed.</summary>
    public bool HasEnded => hasEnded;

    /// <summary>Whether no message waits or is under way. Under the channel's lock.</summary>
    public bool IsDrained => messages.Count == 0 && !isDelivering;

    /// <summary>Under the channel's lock.</summary>
    public void Enqueue(StreamMessage message)
    {
        messages.Enqueue(message);
        if (isDelivering)
            return;

        isDelivering = true;
        provider.Silo.Turns.Queue(this);
    }

    /// <summary>Drops what waits. Under the channel's lock.</summary>
    public void End()
    {
        hasEnded = true;
        while (messages.TryDequeue(out var message))
            Release(message);
    }

    void IThreadPoolWorkItem.Execute() => _ = DeliverAllAsync();

    private async Task DeliverAllAsync()
    {
        while (true)
        {
            StreamMessage? message;
            lock (channel.Gate)
            {
                if (!messages.TryDequeue(out message))
                {
                    isDelivering = false;
                    provider.RetireIfIdle(channel);
                    return;
                }
            }

            await DeliverAsync(message);
            Release(message);
        }
    }

    private async Task DeliverAsync(StreamMessage message)
    {
        var start = provider.Silo.Time.GetTimestamp();
        for (var pause = FirstPause; !hasEnded; pause = pause < LongestPause / 2 ? pause * 2 : LongestPause)
        {
            try
            {
                await consumer.DeliverAsync(this, message);
                provider.Instruments.OnDelivered();
                return;
            }
            catch (SubscriptionEndedException)
            {
                return;
            }
            catch (Exception exception)
            {
                provider.Silo.Report.StreamDeliveryFailed(exception, channel.StreamId, consumer);
            }

            if (provider.Silo.IsStopping || provider.Silo.Time.GetElapsedTime(start) + pause > LongestDelivery)
            {
                await SkipAsync(message);
                return;
            }

            await Task.Delay(pause, provider.Silo.Time);
        }
    }

    private async Task SkipAsync(StreamMessage message)
    {
        try
        {
            var failure = new StreamEventDeliveryFailureException($"An event of stream {channel.StreamId} could not be delivered and is skipped.");
            await consumer.DeliverAsync(this, new ErrorMessage(failure, message.Context));
        }
        catch (Exception exception) when (exception is not SubscriptionEndedException)
        {
            provider.Silo.Report.StreamDeliveryFailed(exception, channel.StreamId, consumer);
        }
        catch (SubscriptionEndedException)
        {
            // There is nobody left to tell.
        }
    }

    private void Release(StreamMessage message)
    {
        if (message.Release())
            provider.Release(channel.StreamId);
    }
}
