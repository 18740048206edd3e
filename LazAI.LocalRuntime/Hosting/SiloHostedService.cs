using LazAI.LocalRuntime.Activations;
using LazAI.LocalRuntime.Reminders;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LazAI.LocalRuntime.Hosting;

/// <summary>Starts the silo with its host, and deactivates all grains, after the last reminder's tick, before the host stops.</summary>
internal sealed class SiloHostedService(LocalSilo silo, IEnumerable<SiloStartupTask> startupTasks) : IHostedService, IDisposable
{
    private readonly ReminderService? reminders = silo.Services.GetService<ReminderService>();
    private ITimer? ticker;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        ticker = silo.Time.CreateTimer(static state => ((LocalSilo)state!).Sweep(), silo, silo.TickPeriod, silo.TickPeriod);
        if (reminders is not null)
            await reminders.StartAsync(cancellationToken);

        foreach (var task in startupTasks.OrderBy(task => task.Stage))
            await task.Run(cancellationToken);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (reminders is not null)
            await reminders.StopAsync(cancellationToken);

        await silo.StopAsync(cancellationToken);
    }

    public void Dispose() => ticker?.Dispose();
}
