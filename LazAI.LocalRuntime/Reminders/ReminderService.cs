using LazAI.LocalRuntime.Activations;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Hosting;
using Orleans.Runtime;

namespace LazAI.LocalRuntime.Reminders;

/// <summary>
/// Fires reminders. All rows are in memory, ordered by their next tick; one timer waits for the earliest. A tick is noted in the table after it
/// was delivered, so a crash in between repeats it; the next tick is set only then, so the ticks of one reminder never overlap.
/// </summary>
internal sealed class ReminderService(
    LocalSilo silo, IReminderTable table, IOptions<ReminderOptions> options, ReminderInstruments instruments) : IDisposable
{
    /// <summary>How long a stop waits for ticks that run; those that take longer come again at the next start.</summary>
    internal static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    private readonly Dictionary<(GrainId Grain, string Name), ReminderRow> rows = [];
    private readonly SortedSet<ReminderRow> schedule = new(Comparer<ReminderRow>.Create(CompareByDueTime));
    private readonly Lock gate = new();
    private readonly SemaphoreSlim writing = new(1);
    private readonly TaskCompletionSource lastTickEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource stopped = new();
    private ITimer? timer;
    private int running;
    private bool isStopping;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        instruments.ObserveActive(() =>
        {
            lock (gate)
                return rows.Count;
        });
        var known = await table.ReadAllAsync(cancellationToken);
        lock (gate)
        {
            timer = silo.Time.CreateTimer(
                static service => ((ReminderService)service!).FireDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            foreach (var row in known)
            {
                rows[(row.Grain, row.Name)] = row;
                schedule.Add(row);
            }

            SetTimer();
        }
    }

    /// <summary>Begins no more ticks and waits for those that run. When it returns, none writes to the table any more.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            isStopping = true;
            if (running == 0)
                lastTickEnded.TrySetResult();
        }

        timer?.Dispose();
        await lastTickEnded.Task.WaitAsync(StopTimeout, silo.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await stopped.CancelAsync();
    }

    public async Task<IGrainReminder> RegisterOrUpdateAsync(GrainId grain, string name, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(dueTime, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(period, TimeSpan.Zero);
        if (period < options.Value.MinimumReminderPeriod)
        {
            throw new ArgumentException(
                $"The period of reminder {name}, {period}, is shorter than the minimum, {options.Value.MinimumReminderPeriod}.", nameof(period));
        }

        var due = silo.Time.GetUtcNow() + dueTime;
        var row = new ReminderRow(grain, name, due, period, due);
        await WriteAsync(row, _ => table.UpsertAsync(row, CancellationToken.None), _ => row);
        return new Reminder(row);
    }

    public Task UnregisterAsync(GrainId grain, string name)
    {
        var row = new ReminderRow(grain, name, default, default, default);
        return WriteAsync(row, _ => table.RemoveAsync(grain, name, CancellationToken.None), _ => null);
    }

    public IGrainReminder? Find(GrainId grain, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        lock (gate)
            return rows.TryGetValue((grain, name), out var row) ? new Reminder(row) : null;
    }

    public List<IGrainReminder> Find(GrainId grain)
    {
        lock (gate)
            return [.. rows.Values.Where(row => row.Grain == grain).Select(row => new Reminder(row))];
    }

    public void Dispose()
    {
        timer?.Dispose();
        writing.Dispose();
        stopped.Dispose();
    }

    private static int CompareByDueTime(ReminderRow left, ReminderRow right) =>
        left.NextDue.CompareTo(right.NextDue) is not 0 and var byTime ? byTime
        : left.Grain.CompareTo(right.Grain) is not 0 and var byGrain ? byGrain
        : string.CompareOrdinal(left.Name, right.Name);

    /// <summary>Writes to the table and then changes the schedule, one write at a time, so that the two never disagree about the order.</summary>
    private async Task WriteAsync(ReminderRow row, Func<ReminderRow?, Task> write, Func<ReminderRow?, ReminderRow?> change)
    {
        await writing.WaitAsync();
        try
        {
            ReminderRow? known;
            lock (gate)
                known = rows.GetValueOrDefault((row.Grain, row.Name));

            await write(known);
            lock (gate)
                Replace((row.Grain, row.Name), change(known));
        }
        finally
        {
            writing.Release();
        }
    }

    private void Replace((GrainId Grain, string Name) key, ReminderRow? row)
    {
        if (rows.Remove(key, out var known))
            schedule.Remove(known);

        if (row is not null)
        {
            rows[key] = row;
            schedule.Add(row);
        }

        SetTimer();
    }

    private void SetTimer()
    {
        if (isStopping || schedule.Min is not { } next)
            return;

        var wait = next.NextDue - silo.Time.GetUtcNow();
        timer?.Change(wait < TimeSpan.Zero ? TimeSpan.Zero : wait < LongestWait ? wait : LongestWait, Timeout.InfiniteTimeSpan);
    }

    private void FireDue()
    {
        lock (gate)
        {
            var now = silo.Time.GetUtcNow();
            while (!isStopping && schedule.Min is { } row && row.NextDue <= now)
            {
                schedule.Remove(row);
                running++;
                _ = FireAsync(row, now);
            }

            SetTimer();
        }
    }

    private async Task FireAsync(ReminderRow row, DateTimeOffset now)
    {
        // The lock of FireDue is held up to here.
        await Task.Yield();
        try
        {
            await DeliverAsync(row, now);
            await NoteAsync(row, row with { NextDue = NextAfter(row, silo.Time.GetUtcNow()) });
        }
        finally
        {
            lock (gate)
            {
                if (--running == 0 && isStopping)
                    lastTickEnded.TrySetResult();
            }
        }
    }

    private async Task DeliverAsync(ReminderRow row, DateTimeOffset now)
    {
        try
        {
            instruments.OnTick(now - row.NextDue);
            var grain = (IRemindable)(object)silo.References.Route(typeof(IRemindable), row.Grain.Type).CreateReference(row.Grain.Key);
            await grain.ReceiveReminder(row.Name, new TickStatus(row.FirstDue.UtcDateTime, row.Period, now.UtcDateTime));
        }
        catch (Exception exception)
        {
            silo.Report.ReminderFailed(exception, row);
        }
    }

    private async Task NoteAsync(ReminderRow row, ReminderRow next)
    {
        try
        {
            // The grain may have changed or removed the reminder meanwhile, and then this tick has no say any more.
            await WriteAsync(
                row,
                known => known == row && !stopped.IsCancellationRequested ? table.UpsertAsync(next, stopped.Token) : Task.CompletedTask,
                known => known == row ? next : known);
        }
        catch (Exception exception)
        {
            silo.Report.ReminderFailed(exception, row);
            lock (gate)
            {
                if (rows.GetValueOrDefault((row.Grain, row.Name)) == row)
                    Replace((row.Grain, row.Name), next);
            }
        }
    }

    /// <summary>Ticks keep to the rhythm that started with the first; those that were missed are left out.</summary>
    private static DateTimeOffset NextAfter(ReminderRow row, DateTimeOffset now)
    {
        if (row.Period <= TimeSpan.Zero)
            return now;

        var periods = Math.Max(1, (now - row.FirstDue).Ticks / row.Period.Ticks + 1);
        return row.FirstDue + row.Period * periods;
    }

    private sealed class Reminder(ReminderRow row) : IGrainReminder
    {
        public string ReminderName => row.Name;
    }
}
