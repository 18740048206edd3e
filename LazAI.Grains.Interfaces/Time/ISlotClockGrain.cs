namespace LazAI.Grains.Time;

/// <summary>Records every slot that begins and publishes it on the stream <see cref="SlotStream"/>; key 0.</summary>
[Alias("LazAI.ISlotClockGrain")]
public interface ISlotClockGrain : IGrainWithIntegerKey
{
    /// <summary>Starts the clock, or finds it running.</summary>
    [Alias("Start")]
    Task StartAsync();
}

/// <summary>Names of the stream of slot numbers.</summary>
public static class SlotStream
{
    public const string Provider = "Slots";

    public const string Namespace = "slots";

    public const string Key = "network";
}
