using Orleans.Runtime;

namespace LazAI.LocalRuntime;

/// <summary>
/// Where reminders are kept. One silo uses a table, and it keeps all rows in memory: it reads them once at the start, and afterwards writes every
/// change before it acts on it. Register an implementation as a service and call AddReminders.
/// </summary>
/// <remarks>
/// A method that throws leaves the reminder as it was. The rows must survive the process, so that ticks that fell due while it was down are made
/// up for at the next start: one tick for each reminder, however many were missed.
/// </remarks>
public interface IReminderTable
{
    /// <summary>All rows.</summary>
    Task<IReadOnlyList<ReminderRow>> ReadAllAsync(CancellationToken cancellationToken);

    /// <summary>Inserts the row, or replaces the one with the same grain and name.</summary>
    Task UpsertAsync(ReminderRow row, CancellationToken cancellationToken);

    /// <summary>Removes the row with this grain and name, if it is there.</summary>
    Task RemoveAsync(GrainId grain, string name, CancellationToken cancellationToken);
}

/// <summary>A reminder.</summary>
/// <param name="Grain">The grain.</param>
/// <param name="Name">The reminder's name, unique within the grain.</param>
/// <param name="FirstDue">When the first tick was, or is, due.</param>
/// <param name="Period">The time between ticks.</param>
/// <param name="NextDue">When the next tick is due; a time in the past if ticks were missed.</param>
public sealed record ReminderRow(GrainId Grain, string Name, DateTimeOffset FirstDue, TimeSpan Period, DateTimeOffset NextDue);
