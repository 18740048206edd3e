using System.Collections.Concurrent;
using Orleans.Runtime;

namespace LazAI.LocalRuntime.Reminders;

/// <summary>Reminders that last as long as the process, or as the table if a test hands one from silo to silo.</summary>
internal sealed class InMemoryReminderTable : IReminderTable
{
    private readonly ConcurrentDictionary<(GrainId Grain, string Name), ReminderRow> rows = new();

    public Task<IReadOnlyList<ReminderRow>> ReadAllAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ReminderRow>>([.. rows.Values]);

    public Task UpsertAsync(ReminderRow row, CancellationToken cancellationToken)
    {
        rows[(row.Grain, row.Name)] = row;
        return Task.CompletedTask;
    }

    public Task RemoveAsync(GrainId grain, string name, CancellationToken cancellationToken)
    {
        rows.TryRemove((grain, name), out _);
        return Task.CompletedTask;
    }
}
