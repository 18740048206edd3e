namespace LazAI.Runtime.Conformance;

public interface IReminderGrain : IGrainWithStringKey
{
    Task Set(string name, TimeSpan due, TimeSpan period);

    Task<string[]> Names();

    Task<bool> Remove(string name);

    Task Leave();
}

public sealed class ReminderGrain : Grain, IReminderGrain, IRemindable
{
    public Task Set(string name, TimeSpan due, TimeSpan period) => this.RegisterOrUpdateReminder(name, due, period);

    public async Task<string[]> Names() => [.. (await this.GetReminders()).Select(reminder => reminder.ReminderName).Order()];

    public async Task<bool> Remove(string name)
    {
        if (await this.GetReminder(name) is not { } reminder)
            return false;

        await this.UnregisterReminder(reminder);
        return true;
    }

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        Probe.Of(this.GetPrimaryKeyString()).Note($"{reminderName} {status.Period}");
        return Task.CompletedTask;
    }
}

public interface IForgetfulGrain : IGrainWithStringKey
{
    Task Set();
}

public sealed class ForgetfulGrain : Grain, IForgetfulGrain
{
    public Task Set() => this.RegisterOrUpdateReminder("r", TimeSpan.FromHours(1), TimeSpan.FromHours(1));
}

public sealed class ReminderTests(GrainHost host) : ConformanceTest(host)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task Reminder_WhenDue_ActivatesTheGrain()
    {
        var grain = Grain<IReminderGrain>();
        await grain.Set("r", TimeSpan.FromMilliseconds(200), Hour);
        await grain.Leave();
        await Probe.Until("r 01:00:00");
        await grain.Remove("r");
    }

    [Fact]
    public async Task Reminders_CanBeListedReplacedAndRemoved()
    {
        var grain = Grain<IReminderGrain>();
        await grain.Set("a", Hour, Hour);
        await grain.Set("b", Hour, Hour);
        await grain.Set("a", Hour * 2, Hour);
        Assert.Equal(["a", "b"], await grain.Names());
        Assert.True(await grain.Remove("a"));
        Assert.False(await grain.Remove("a"));
        Assert.Equal(["b"], await grain.Names());
        Assert.True(await grain.Remove("b"));
    }

    [Fact]
    public async Task Reminder_WithShortPeriod_IsRefused() =>
        await Assert.ThrowsAsync<ArgumentException>(() => Grain<IReminderGrain>().Set("r", Hour, TimeSpan.FromSeconds(59)));

    [Fact]
    public async Task Reminder_OfGrainThatIsNotRemindable_IsRefused() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => Grain<IForgetfulGrain>().Set());
}
