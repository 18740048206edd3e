using LazAI.LocalRuntime.Activations;
using LazAI.LocalRuntime.Calls;
using Orleans.Runtime;
using Orleans.Streams.Core;

namespace LazAI.LocalRuntime.Streams;

/// <summary>Who is subscribed.</summary>
internal interface IStreamConsumer
{
    /// <summary>Hands a message over; an exception asks for it once more.</summary>
    Task DeliverAsync(StreamSubscription subscription, StreamMessage message);
}

/// <summary>The subscriber has unsubscribed and left while the message was on its way.</summary>
internal sealed class SubscriptionEndedException(string message) : Exception(message);

/// <summary>A subscribed grain. Messages arrive as calls, one at a time, and activate it if need be.</summary>
internal sealed class GrainStreamConsumer(MemoryStreamProvider provider, StreamId stream, GrainId grain) : IStreamConsumer
{
    private static readonly GrainMethod Deliver = new(typeof(IStreamConsumerExtension).GetMethod(nameof(IStreamConsumerExtension.DeliverBatch))!);

    private readonly GrainReference reference =
        provider.Silo.References.Route(typeof(IAddressable), grain.Type).CreateReference(grain.Key);

    public GrainId Grain => grain;

    public async Task DeliverAsync(StreamSubscription subscription, StreamMessage message)
    {
        var call = new DeliverCall(provider, stream, subscription, message);
        call.Address(reference, Deliver);
        call.Context = message.Context;
        var response = new ValueTask(call, call.Version);
        reference.Route.Send(call);
        await response;
    }

    public override string ToString() => $"{grain}";

    /// <summary>Gives deliveries a name in logs, call filters and traces.</summary>
    private interface IStreamConsumerExtension
    {
        Task DeliverBatch(StreamId stream);
    }

    private sealed class DeliverCall(MemoryStreamProvider provider, StreamId stream, StreamSubscription subscription, StreamMessage message) : VoidCall
    {
        /// <summary>A grain that has unsubscribed and left is not brought back by what was on its way: nothing would let it go again.</summary>
        public override Exception? WhenUnwanted =>
            subscription.HasEnded ? new SubscriptionEndedException($"The subscription {subscription.Id} of stream {stream} has ended.") : null;

        public override int GetArgumentCount() => 1;

        public override object? GetArgument(int index) => index == 0 ? stream : throw new ArgumentOutOfRangeException(nameof(index));

        public override CancellationToken GetCancellationToken() => default;

        public override void SetCancellationToken(CancellationToken token)
        {
        }

        protected override async ValueTask Invoke(object target)
        {
            var sinks = Activation.Current!.StreamSinks;
            if (!sinks.TryGetValue(subscription.Id, out var sink) && target is IStreamSubscriptionObserver observer)
            {
                await observer.OnSubscribed(new StreamHandleFactory(provider, stream, subscription.Id));
                sinks.TryGetValue(subscription.Id, out sink);
            }

            if (sink is null)
                provider.Silo.Report.StreamMessageDropped(stream, Activation.Current!);
            else
                await message.DeliverAsync(sink);
        }

        protected override void Clear()
        {
        }

        protected override void Return()
        {
        }
    }
}

/// <summary>A subscriber outside the grains. Its observer runs on the thread pool.</summary>
internal sealed class ClientStreamConsumer : IStreamConsumer
{
    public IStreamSink? Sink { get; set; }

    public Task DeliverAsync(StreamSubscription subscription, StreamMessage message) =>
        Sink is { } sink ? message.DeliverAsync(sink) : Task.CompletedTask;

    public override string ToString() => "client";
}
