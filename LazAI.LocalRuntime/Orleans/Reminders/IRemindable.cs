using Orleans.Runtime;

namespace Orleans;

/// <summary>Implemented by grains that have reminders.</summary>
public interface IRemindable : IGrain
{
    /// <summary>A reminder is due. Ticks come at least once; one that fails is not repeated before the next period.</summary>
    Task ReceiveReminder(string reminderName, TickStatus status);
}
