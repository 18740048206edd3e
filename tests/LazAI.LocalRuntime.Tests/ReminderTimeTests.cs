using System.Collections.Concurrent;
using LazAI.LocalRuntime.Reminders;
using LazAI.Silo.Reminders;
using LazAI.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace LazAI.LocalRuntime.Tests;

public interface IAlarmGrain : IGrainWithStringKey
{
    Task Set(TimeSpan due, TimeSpan period);

    Task Remove();
}

public sealed class AlarmGrain : Grain, IAlarmGrain, IRemindable
{
    public static ConcurrentDictionary<string, ConcurrentQueue<TickStatus>> Ticks { get; } = new();

    private static readonly Signals Ticked = new();

    public static Task NextTick(string key) => Ticked.Next(key);

    public Task Set(TimeSpan due, TimeSpan period) => this.RegisterOrUpdateReminder("alarm", due, period);

    public async Task Remove() => await this.UnregisterReminder((await this.GetReminder("alarm"))!);

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        var key = this.GetPrimaryKeyString();
        Ticks.GetOrAdd(key, _ => new()).Enqueue(status);
        Ticked.Give(key);
        return key.StartsWith("bad", StringComparison.Ordinal) ? throw new InvalidOperationException("no") : Task.CompletedTask;
    }
}

/// <summary>What reminders promise, whatever table keeps them.</summary>
public abstract class ReminderTimeTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly FakeTime time = new();
    private readonly string key = Guid.NewGuid().ToString("N");
    private readonly RowsOf table;

    protected ReminderTimeTests(IReminderTable shared) => table = new RowsOf(shared, key);

    [Fact]
    public async Task Reminder_TicksInItsRhythm()
    {
        await using var silo = await StartAsync();
        var start = time.GetUtcNow().UtcDateTime;
        await silo.Grain<IAlarmGrain>(key).Set(TimeSpan.FromMinutes(10), Hour);
        time.Advance(TimeSpan.FromMinutes(10));
        await AlarmGrain.NextTick(key);
        await NextDueIs(TimeSpan.FromMinutes(70));
        await time.AdvanceOncePausing(Hour);
        await AlarmGrain.NextTick(key);

        Assert.All(AlarmGrain.Ticks[key], tick => Assert.Equal((start.AddMinutes(10), Hour), (tick.FirstTickTime, tick.Period)));
        Assert.Equal([start.AddMinutes(10), start.AddMinutes(70)], AlarmGrain.Ticks[key].Select(tick => tick.CurrentTickTime));
    }

    [Fact]
    public async Task Reminder_MissedWhileTheSiloWasDown_TicksOnceAtTheStart_AndKeepsItsRhythm()
    {
        await using (var silo = await StartAsync())
            await silo.Grain<IAlarmGrain>(key).Set(Hour, Hour);

        time.Advance(TimeSpan.FromHours(3.5));
        await using var next = await StartAsync();
        time.Advance(TimeSpan.Zero);
        await AlarmGrain.NextTick(key);
        await NextDueIs(TimeSpan.FromHours(4));
        Assert.Single(AlarmGrain.Ticks[key]);
        await time.AdvanceOncePausing(TimeSpan.FromHours(0.5));
        await AlarmGrain.NextTick(key);
    }

    [Fact]
    public async Task Reminder_NotYetDueAtTheRestart_TicksWhenDue()
    {
        await using (var silo = await StartAsync())
            await silo.Grain<IAlarmGrain>(key).Set(Hour, Hour);

        time.Advance(TimeSpan.FromMinutes(30));
        await using var next = await StartAsync();
        time.Advance(TimeSpan.FromMinutes(29));
        Assert.False(AlarmGrain.Ticks.ContainsKey(key));
        time.Advance(TimeSpan.FromMinutes(1));
        await AlarmGrain.NextTick(key);
    }

    [Fact]
    public async Task Reminder_WhoseTickFails_TicksAgainAtTheNextPeriod()
    {
        var bad = "bad" + key;
        await using var silo = await StartAsync();
        await silo.Grain<IAlarmGrain>(bad).Set(Hour, Hour);
        time.Advance(Hour);
        await AlarmGrain.NextTick(bad);
        await NextDueIs(TimeSpan.FromHours(2));
        await time.AdvanceOncePausing(Hour);
        await AlarmGrain.NextTick(bad);
    }

    [Fact]
    public async Task Reminder_Removed_IsGoneFromTheTable()
    {
        await using var silo = await StartAsync();
        await silo.Grain<IAlarmGrain>(key).Set(Hour, Hour);
        Assert.Single(await table.ReadAllAsync(default));
        await silo.Grain<IAlarmGrain>(key).Remove();
        Assert.Empty(await table.ReadAllAsync(default));
        time.Advance(TimeSpan.FromHours(5));
        Assert.False(AlarmGrain.Ticks.ContainsKey(key));
    }

    [Fact]
    public async Task Stop_WhileATickIsBeingNoted_WaitsForTheNote()
    {
        var slow = new SlowNotes(table);
        var silo = await StartAndHoldATickAsync(slow);

        var stop = silo.StopAsync();
        await Eventually.Holds(() => time.IsPausing(ReminderService.StopTimeout));
        Assert.False(stop.IsCompleted);
        slow.Release();
        await stop;

        Assert.Equal(2 * Hour, await NextDue());
        await silo.DisposeAsync();
    }

    [Fact]
    public async Task Stop_WhenATickTakesTooLong_EndsItsNote_SoThatItTicksAgain()
    {
        var slow = new SlowNotes(table);
        var silo = await StartAndHoldATickAsync(slow);
        await AlarmGrain.NextTick(key);

        var stop = silo.StopAsync();
        await time.AdvanceOncePausing(ReminderService.StopTimeout);
        await stop;
        await slow.Ended;

        slow.Release();
        Assert.Equal(Hour, await NextDue());
        await silo.DisposeAsync();
        await using var next = await StartAsync();
        time.Advance(TimeSpan.Zero);
        await AlarmGrain.NextTick(key);
    }

    private Task<TestSilo> StartAsync(IReminderTable? kept = null) => TestSilo.StartAsync(
        builder =>
        {
            builder.Services.AddSingleton(kept ?? table);
            builder.AddReminders();
        },
        time);

    /// <summary>A silo in the middle of noting a tick, of a reminder that is due every hour.</summary>
    private async Task<TestSilo> StartAndHoldATickAsync(SlowNotes slow)
    {
        var silo = await StartAsync(slow);
        await silo.Grain<IAlarmGrain>(key).Set(Hour, Hour);
        slow.Hold();
        time.Advance(Hour);
        await slow.Noting;
        return silo;
    }

    /// <summary>Waits until the last tick is noted in the table, after which the next is set.</summary>
    private async Task NextDueIs(TimeSpan sinceStart) => await Eventually.Holds(() => NextDue().Result == sinceStart);

    /// <summary>The next tick in the table, as time since the start.</summary>
    private async Task<TimeSpan> NextDue() => (await table.ReadAllAsync(default)).Single().NextDue - new FakeTime().GetUtcNow();

    /// <summary>A table that can be held in the middle of a write.</summary>
    private sealed class SlowNotes(IReminderTable table) : IReminderTable
    {
        private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource noting = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private volatile bool isHeld;

        /// <summary>A write is held.</summary>
        public Task Noting => noting.Task.WaitAsync(TimeSpan.FromMinutes(1));

        /// <summary>The held write has ended, done or not.</summary>
        public Task Ended => ended.Task.WaitAsync(TimeSpan.FromMinutes(1));

        public void Hold() => isHeld = true;

        public void Release() => released.SetResult();

        public Task<IReadOnlyList<ReminderRow>> ReadAllAsync(CancellationToken cancellationToken) => table.ReadAllAsync(cancellationToken);

        public async Task UpsertAsync(ReminderRow row, CancellationToken cancellationToken)
        {
            try
            {
                if (isHeld)
                {
                    noting.TrySetResult();
                    await released.Task.WaitAsync(cancellationToken);
                }

                await table.UpsertAsync(row, cancellationToken);
            }
            finally
            {
                if (isHeld)
                    ended.TrySetResult();
            }
        }

        public Task RemoveAsync(GrainId grain, string name, CancellationToken cancellationToken) =>
            table.RemoveAsync(grain, name, cancellationToken);
    }

    /// <summary>One test's part of a table that tests share: a test sees no other's rows.</summary>
    private sealed class RowsOf(IReminderTable shared, string key) : IReminderTable
    {
        public async Task<IReadOnlyList<ReminderRow>> ReadAllAsync(CancellationToken cancellationToken) =>
            [.. (await shared.ReadAllAsync(cancellationToken)).Where(row => row.Grain.ToString().EndsWith(key, StringComparison.Ordinal))];

        public Task UpsertAsync(ReminderRow row, CancellationToken cancellationToken) => shared.UpsertAsync(row, cancellationToken);

        public Task RemoveAsync(GrainId grain, string name, CancellationToken cancellationToken) =>
            shared.RemoveAsync(grain, name, cancellationToken);
    }
}

public sealed class InMemoryReminderTests() : ReminderTimeTests(new InMemoryReminderTable());

/// <summary>The durable table: each silo that a test starts reads what the one before has written.</summary>
public sealed class PostgresReminderTests(PostgresFixture postgres)
    : ReminderTimeTests(new PostgresReminderTable(postgres.DataSource)), IClassFixture<PostgresFixture>
{
    private readonly PostgresReminderTable table = new(postgres.DataSource);

    [Theory]
    [InlineData("plain")]
    [InlineData("with/slash and + \u00fc")]
    public async Task Row_Written_IsReadBackReplacedAndRemoved(string grainKey)
    {
        var grain = GrainId.Create(GrainType.Create("alarm"), IdSpan.Create(grainKey));
        var due = new DateTimeOffset(2026, 1, 31, 23, 59, 59, 999, TimeSpan.Zero);
        var row = new ReminderRow(grain, "bell", due, TimeSpan.FromDays(45.5), due);
        await table.UpsertAsync(row, default);
        await table.UpsertAsync(row with { Name = "other" }, default);
        await table.UpsertAsync(row with { NextDue = due.AddDays(1) }, default);
        Assert.Equal([row with { NextDue = due.AddDays(1) }, row with { Name = "other" }], await ReadRowsOf(grain));

        await table.RemoveAsync(grain, "bell", default);
        Assert.Equal([row with { Name = "other" }], await ReadRowsOf(grain));
        await table.RemoveAsync(grain, "other", default);
        Assert.Empty(await ReadRowsOf(grain));
    }

    private async Task<ReminderRow[]> ReadRowsOf(GrainId grain) =>
        [.. (await table.ReadAllAsync(default)).Where(row => row.Grain == grain)];
}
