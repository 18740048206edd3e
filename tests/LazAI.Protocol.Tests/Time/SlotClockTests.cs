using LazAI.Protocol.Encoding;
using LazAI.Protocol.Tests.Deciding;
using LazAI.Protocol.Time;

namespace LazAI.Protocol.Tests.Time;

public class SlotClockTests
{
    public static IEnumerable<(string Name, SlotClockState State)> States =>
    [
        ("Before the first tick", SlotClockState.Initial),
        ("At slot 0", new SlotClockState(new Slot(0))),
        ("At slot 5", new SlotClockState(new Slot(5))),
    ];

    [Fact]
    public void Decide_EveryCommandInEveryState_DoesWhatTheGridSays() =>
        Snapshot.Match("SlotClockGrid.txt", Grid.Of<SlotClockState, SlotClockCommand, SlotClockEvent, SlotClockEffect>(
            States,
            [.. new long[] { 0, 1, 5, 6, 7 }.Select(slot => ($"Advance to {slot}", (SlotClockCommand)new SlotClockCommand.Advance(new Slot(slot))))],
            SlotClockAggregate.Decide,
            SlotClockAggregate.Apply,
            after => "slot " + after.LastTick));

    [Fact]
    public void Advance_AfterALongOutage_ReplaysEveryMissedTickOnceAndInOrder()
    {
        var state = SlotClockState.Initial;
        var published = new List<long>();
        for (var rounds = 0; state.LastTick != new Slot(5_000); rounds++)
        {
            Assert.True(rounds < 6, "the outage is made up in steps of the largest size");
            var accepted = Advance(state, 5_000);
            published.AddRange(accepted.Effects.Select(effect => ((SlotClockEffect.Publish)effect).Slot.Number));
            state = accepted.Events.Aggregate(state, SlotClockAggregate.Apply);
        }

        Assert.Equal(Enumerable.Range(0, 5_001).Select(slot => (long)slot), published);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(4)]
    [InlineData(0)]
    [InlineData(-1)]
    public void Advance_ClockStandsOrWasSetBack_TicksNothing(long slot)
    {
        var accepted = Advance(new SlotClockState(new Slot(5)), slot);
        Assert.Empty(accepted.Events);
        Assert.Empty(accepted.Effects);
    }

    [Fact]
    public void Outstanding_AfterARestart_IsTheNewestTick()
    {
        Assert.Empty(SlotClockAggregate.Outstanding(SlotClockState.Initial));
        Assert.Equal([new SlotClockEffect.Publish(new Slot(5))], SlotClockAggregate.Outstanding(new SlotClockState(new Slot(5))).AsEnumerable());
    }

    [Fact]
    public void Snapshot_OfAState_IsReadBackAsItWas() =>
        Assert.All(States, entry => Assert.Equal(
            entry.State, CanonicalJson.Deserialize<SlotClockState>(CanonicalJson.Serialize(entry.State))));

    private static Accepted<SlotClockEvent, SlotClockEffect> Advance(SlotClockState state, long slot) =>
        Assert.IsType<Accepted<SlotClockEvent, SlotClockEffect>>(
            SlotClockAggregate.Decide(state, new SlotClockCommand.Advance(new Slot(slot))));
}
