using System.Collections.Concurrent;
using LazAI.LocalRuntime.Reminders;
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

public sealed class ReminderTimeTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly InMemoryReminderTable table = new();
    private readonly FakeTime time = new();
    private readonly string key = Guid.NewGuid().ToString("N");

    [Fact]
    public async Task Reminder_TicksInItsRhythm()
    {
        await using var silo = await StartAsync();
        var start = time.GetUtcNow().UtcDateTime;
        await silo.Grain<IAlarmGrain>(key).Set(TimeSpan.FromMinutes(10), Hour);
        time.Advance(TimeSpan.FromMinutes(10));
        await AlarmGrain.NextTick(key);
        await NextDueIs(TimeSpan.FromMinutes(70));
        time.Advance(Hour);
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
        time.Advance(TimeSpan.FromHours(0.5));
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
        time.Advance(Hour);
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

    private Task<TestSilo> StartAsync() => TestSilo.StartAsync(
        builder =>
        {
            builder.Services.AddSingleton<IReminderTable>(table);
            builder.AddReminders();
        },
        time);

    /// <summary>Waits until the last tick is noted in the table, after which the next is set.</summary>
    private async Task NextDueIs(TimeSpan sinceStart)
    {
        var due = new FakeTime().GetUtcNow() + sinceStart;
        await Eventually.Holds(() => table.ReadAllAsync(default).Result.Single().NextDue == due);
    }
}
