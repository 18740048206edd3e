using System.Security.Cryptography;
using System.Text;
using LazAI.LocalRuntime.Activations;
using Orleans;
using Orleans.Runtime;

namespace LazAI.LocalRuntime.Streams;

/// <summary>One stream that is in use: its subscriptions, each with the messages that wait for it. Used under its lock.</summary>
internal sealed class StreamChannel
{
    private readonly Dictionary<Guid, StreamSubscription> subscriptions = [];
    private readonly MemoryStreamProvider provider;
    private long lastSequenceNumber;

    public StreamChannel(MemoryStreamProvider provider, StreamId stream)
    {
        this.provider = provider;
        StreamId = stream;
        lastSequenceNumber = provider.Silo.Time.GetUtcNow().Ticks;
        foreach (var grainClass in provider.Silo.Classes)
        {
            if (ImplicitSubscriber(grainClass, stream) is { } grain)
                Add(ImplicitSubscriptionId(grain), new GrainStreamConsumer(provider, stream, grain), isImplicit: true);
        }
    }

    public Lock Gate { get; } = new();

    public StreamId StreamId { get; }

    /// <summary>Whether the provider has forgotten the channel.</summary>
    public bool IsRetired { get; set; }

    /// <summary>Whether nothing would be lost if the provider forgot the channel.</summary>
    public bool IsIdle => subscriptions.Values.All(subscription => subscription.IsImplicit && subscription.IsDrained);

    public IEnumerable<StreamSubscription> Subscriptions => subscriptions.Values;

    /// <summary>Gives a message to all subscribers.</summary>
    /// <exception cref="InvalidOperationException">The queue is full.</exception>
    public void Publish(Func<long, StreamMessage> makeMessage)
    {
        if (subscriptions.Count == 0)
            return;

        provider.Reserve(StreamId);
        var message = makeMessage(++lastSequenceNumber);
        message.AwaitedBy(subscriptions.Count);
        provider.Instruments.OnProduced();
        foreach (var subscription in subscriptions.Values)
            subscription.Enqueue(message);
    }

    public StreamSubscription Subscribe(IStreamConsumer consumer) => Add(Guid.NewGuid(), consumer, isImplicit: false);

    public StreamSubscription? Find(Guid id) => subscriptions.GetValueOrDefault(id);

    public void Unsubscribe(Guid id)
    {
        if (subscriptions.TryGetValue(id, out var subscription) && !subscription.IsImplicit)
        {
            subscriptions.Remove(id);
            subscription.End();
        }
    }

    private static GrainId? ImplicitSubscriber(GrainClass grainClass, StreamId stream)
    {
        if (stream.GetNamespace() is not { } name || string.IsNullOrWhiteSpace(name)
            || !grainClass.StreamSubscriptions.Any(subscription => subscription.Predicate.IsMatch(name)))
        {
            return null;
        }

        return GrainId.Create(grainClass.GrainType, KeyFor(grainClass.Type, stream));
    }

    private static IdSpan KeyFor(Type grainClass, StreamId stream)
    {
        var key = stream.GetKeyAsString();
        return typeof(IGrainWithIntegerKey).IsAssignableFrom(grainClass)
            ? GrainIdKeyExtensions.CreateIntegerKey(long.Parse(key, System.Globalization.CultureInfo.InvariantCulture))
            : IdSpan.Create(key);
    }

    /// <summary>The same for each life of the stream, so that a grain knows its subscription again.</summary>
    private Guid ImplicitSubscriptionId(GrainId grain) =>
        new(SHA256.HashData(Encoding.UTF8.GetBytes($"{provider.Name}\n{StreamId}\n{grain}")).AsSpan(0, 16));

    private StreamSubscription Add(Guid id, IStreamConsumer consumer, bool isImplicit) =>
        subscriptions[id] = new StreamSubscription(provider, this, id, consumer, isImplicit);
}
