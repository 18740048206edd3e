using LazAI.Protocol.Time;

namespace LazAI.Protocol.Tests.Time;

public class SlotScheduleTests
{
    private static readonly DateTimeOffset s_genesis = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly SlotSchedule s_schedule = SlotSchedule.For(s_genesis, ProtocolRules.Default);

    [Theory]
    [InlineData(-1_000_000, 0)]
    [InlineData(-1, 0)]
    [InlineData(0, 0)]
    [InlineData(11_999, 0)]
    [InlineData(12_000, 1)]
    [InlineData(12_001, 1)]
    [InlineData(86_400_000, 7_200)]
    public void SlotAt_MillisecondsSinceGenesis_GivesTheSlot(long milliseconds, long slot) =>
        Assert.Equal(slot, s_schedule.SlotAt(s_genesis.AddMilliseconds(milliseconds)).Number);

    [Fact]
    public void SlotAt_OneTickBeforeASlot_IsStillTheOneBefore()
    {
        Assert.Equal(4, s_schedule.SlotAt(s_schedule.StartOf(new Slot(5)).AddTicks(-1)).Number);
        Assert.Equal(5, s_schedule.SlotAt(s_schedule.StartOf(new Slot(5))).Number);
    }

    // A TimeSpan times a number is computed in floating point, which is off by ticks from some 28 years on.
    [Theory]
    [InlineData(100_000_003L, 101)]
    [InlineData(3_000_000_019L, 101)]
    [InlineData(90_071_992_547_411L, 101)]
    public void StartOf_LateSlotOfOddLength_IsExact(long number, int slotTicks)
    {
        var schedule = new SlotSchedule(s_genesis, TimeSpan.FromTicks(slotTicks));
        var start = schedule.StartOf(new Slot(number));
        Assert.Equal(checked(number * slotTicks), (start - s_genesis).Ticks);
        Assert.Equal(number, schedule.SlotAt(start).Number);
        Assert.Equal(number - 1, schedule.SlotAt(start.AddTicks(-1)).Number);
    }

    [Theory]
    [InlineData(-5, 1)]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(12_000, 1)]
    [InlineData(12_001, 2)]
    [InlineData(3_600_000, 300)]
    public void SlotsFor_Duration_RoundsUp(long milliseconds, long slots) =>
        Assert.Equal(slots, s_schedule.SlotsFor(TimeSpan.FromMilliseconds(milliseconds)));

    [Fact]
    public void For_Rules_TakesTheirSlotLength() =>
        Assert.Equal(TimeSpan.FromSeconds(2), SlotSchedule.For(s_genesis, ProtocolRules.Local).SlotDuration);
}
