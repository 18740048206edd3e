using System.Collections.Immutable;
using LazAI.Grains.Aggregates;
using LazAI.Grains.EventLog;
using LazAI.Protocol;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Time;

namespace LazAI.Grains.Time;

/// <inheritdoc cref="ISlotClockGrain"/>
[GrainType("slot-clock")]
[KeepAlive]
public sealed class SlotClockGrain(AggregateServices services)
    : AggregateGrain<SlotClockState, SlotClockCommand, SlotClockEvent, SlotClockEffect>(services), ISlotClockGrain, IRemindable
{
    private const string WakeUp = "wake-up";

    private IGrainTimer? _timer;

    protected override StreamName Stream => new("slot-clock", "network");

    protected override EventCodec<SlotClockEvent> Codec => SlotClockEvent.Codec;

    protected override SlotClockState InitialState => SlotClockState.Initial;

    protected override int SnapshotInterval => 1_000;

    public async Task StartAsync()
    {
        // The reminder brings the clock back if the silo that it runs on is lost.
        await this.RegisterOrUpdateReminder(WakeUp, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
        await TickAsync();
    }

    public Task ReceiveReminder(string reminderName, TickStatus status) => TickAsync();

    protected override Decision<SlotClockEvent, SlotClockEffect> Decide(SlotClockState state, SlotClockCommand command) =>
        SlotClockAggregate.Decide(state, command);

    protected override SlotClockState Apply(SlotClockState state, SlotClockEvent @event) => SlotClockAggregate.Apply(state, @event);

    protected override ImmutableArray<SlotClockEffect> Outstanding(SlotClockState state) => SlotClockAggregate.Outstanding(state);

    protected override Task RunAsync(SlotClockEffect effect) =>
        this.GetStreamProvider(SlotStream.Provider)
            .GetStream<long>(StreamId.Create(SlotStream.Namespace, SlotStream.Key))
            .OnNextAsync(((SlotClockEffect.Publish)effect).Slot.Number);

    private async Task TickAsync()
    {
        try
        {
            var now = Now;
            do
            {
                await ExecuteAsync(new SlotClockCommand.Advance(now));
            }
            while (State.LastTick < now);
        }
        finally
        {
            // Also after a failure: the next tick makes up for this one.
            SetTimer(Services.Network.UntilNextSlot());
        }
    }

    private void SetTimer(TimeSpan untilNext)
    {
        if (_timer is null)
        {
            _timer = this.RegisterGrainTimer(TickAsync, untilNext, Timeout.InfiniteTimeSpan);
        }
        else
        {
            _timer.Change(untilNext, Timeout.InfiniteTimeSpan);
        }
    }
}
