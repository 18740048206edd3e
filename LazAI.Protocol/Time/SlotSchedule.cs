namespace LazAI.Protocol.Time;

/// <summary>Maps wall-clock time to slots and back. Slot 0 begins at <see cref="GenesisTime"/>; times before it belong to slot 0.</summary>
public sealed record SlotSchedule(DateTimeOffset GenesisTime, TimeSpan SlotDuration)
{
    public static SlotSchedule For(DateTimeOffset genesisTime, ProtocolRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        return new SlotSchedule(genesisTime, TimeSpan.FromMilliseconds(rules.SlotMilliseconds));
    }

    public Slot SlotAt(DateTimeOffset time) =>
        new(Math.Max(0, (time - GenesisTime).Ticks / SlotDuration.Ticks));

    public DateTimeOffset StartOf(Slot slot) => GenesisTime.AddTicks(checked(SlotDuration.Ticks * slot.Number));

    /// <summary>How many slots cover <paramref name="duration"/>, rounded up, at least 1.</summary>
    public long SlotsFor(TimeSpan duration) => Math.Max(1, (duration.Ticks + SlotDuration.Ticks - 1) / SlotDuration.Ticks);
}
