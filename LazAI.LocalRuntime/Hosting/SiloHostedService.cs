using LazAI.LocalRuntime.Activations;
using Microsoft.Extensions.Hosting;

namespace LazAI.LocalRuntime.Hosting;

/// <summary>Starts the silo with its host, and deactivates all grains before the host stops.</summary>
internal sealed class SiloHostedService(LocalSilo silo, IEnumerable<SiloStartupTask> startupTasks) : IHostedService, IDisposable
{
    private ITimer? ticker;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        ticker = silo.Time.CreateTimer(static state => ((LocalSilo)state!).Sweep(), silo, silo.TickPeriod, silo.TickPeriod);
        foreach (var task in startupTasks.OrderBy(task => task.Stage))
            await task.Run(cancellationToken);
    }

    public async Task StopAsync(CancellationToken cancellationToken) => await silo.StopAsync(cancellationToken);

    public void Dispose() => ticker?.Dispose();
}
