using System.Collections.Immutable;
using LazAI.Grains.Aggregates;
using LazAI.Grains.EventLog;
using LazAI.Protocol;
using LazAI.Protocol.Encoding;

namespace LazAI.Grains.Tests.Aggregates;

/// <summary>The smallest aggregate with an effect: a parcel that is sent once, and can be called back then.</summary>
public sealed record ParcelState(bool Sent, bool Recalled);

public enum ParcelCommand
{
    Send,
    Recall,
}

public abstract record ParcelEvent
{
    public sealed record Sent : ParcelEvent;

    public sealed record Recalled : ParcelEvent;

    public static EventCodec<ParcelEvent> Codec { get; } = new("parcel");
}

public interface IParcelGrain : IGrainWithStringKey
{
    Task<Rejection?> SendAsync();

    Task<Rejection?> RecallAsync();
}

/// <summary>To whom parcels go: fails as often as it is told to, and counts what comes.</summary>
public sealed class Recipient
{
    private int _failures;
    private int _calls;
    private int _received;

    public int FailuresLeft
    {
        get => Volatile.Read(ref _failures);
        set => Volatile.Write(ref _failures, value);
    }

    /// <summary>Whether what is delivered is called back at once, by the delivery.</summary>
    public bool Recalls { get; set; }

    public int Calls => Volatile.Read(ref _calls);

    public int Received => Volatile.Read(ref _received);

    public void Receive()
    {
        Interlocked.Increment(ref _calls);
        if (Interlocked.Decrement(ref _failures) >= 0)
        {
            throw new InvalidOperationException("The recipient is away.");
        }

        Interlocked.Increment(ref _received);
    }
}

public sealed class ParcelGrain(AggregateServices services, Recipient recipient)
    : AggregateGrain<ParcelState, ParcelCommand, ParcelEvent, string>(services), IParcelGrain
{
    protected override StreamName Stream => new("parcel", this.GetPrimaryKeyString());

    protected override EventCodec<ParcelEvent> Codec => ParcelEvent.Codec;

    protected override ParcelState InitialState => new(false, false);

    public Task<Rejection?> SendAsync() => ExecuteAsync(ParcelCommand.Send);

    public Task<Rejection?> RecallAsync() => ExecuteAsync(ParcelCommand.Recall);

    protected override Decision<ParcelEvent, string> Decide(ParcelState state, ParcelCommand command) => (state, command) switch
    {
        ({ Sent: false }, ParcelCommand.Send) => new Accepted<ParcelEvent, string>([new ParcelEvent.Sent()], ["deliver"]),
        ({ Sent: false }, _) => new Rejected<ParcelEvent, string>(new Rejection(new ErrorCode("parcel/not-sent"), "It was not sent.")),
        ({ Recalled: false }, ParcelCommand.Recall) => new Accepted<ParcelEvent, string>([new ParcelEvent.Recalled()], []),
        _ => new Accepted<ParcelEvent, string>([], []),
    };

    protected override ParcelState Apply(ParcelState state, ParcelEvent @event) => @event switch
    {
        ParcelEvent.Sent => state with { Sent = true },
        _ => state with { Recalled = true },
    };

    protected override ImmutableArray<string> Outstanding(ParcelState state) => state is { Sent: true, Recalled: false } ? ["deliver"] : [];

    protected override async Task RunAsync(string effect)
    {
        recipient.Receive();
        if (recipient.Recalls)
        {
            await ExecuteAsync(ParcelCommand.Recall);
        }
    }
}
