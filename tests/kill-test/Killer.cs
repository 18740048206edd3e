using System.Diagnostics;
using System.Globalization;
using LazAI.AppHost.Hosting;

namespace LazAI.KillTest;

/// <summary>Kills with SIGKILL, waits until the system is ready again, kills again.</summary>
internal sealed class Killer(LocalSystem system, TaskLoad load, Random random, Action<string> report)
{
    private const int RunMillisecondsMinimum = 200;
    private const int RunMillisecondsMaximum = 5_000;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan ReadyTimeout = TimeSpan.FromMinutes(2);

    private readonly List<int> _openTasks = [];

    public int GatewayKills { get; private set; }

    public int PostgresKills { get; private set; }

    /// <summary>Tasks that were open at each kill: that there was load.</summary>
    public IReadOnlyList<int> OpenTasks => _openTasks;

    public async Task RunAsync(KillTestOptions options, CancellationToken cancellationToken)
    {
        var isGateway = Enumerable.Repeat(true, options.GatewayKills).Concat(Enumerable.Repeat(false, options.PostgresKills)).ToArray();
        random.Shuffle(isGateway);
        foreach (var gateway in isGateway)
        {
            await Task.Delay(random.Next(RunMillisecondsMinimum, RunMillisecondsMaximum), cancellationToken);
            _openTasks.Add(load.Open);
            if (gateway)
            {
                await KillGatewayAsync(cancellationToken);
                GatewayKills++;
            }
            else
            {
                await KillPostgresAsync(cancellationToken);
                PostgresKills++;
            }
        }
    }

    private async Task KillGatewayAsync(CancellationToken cancellationToken)
    {
        var process = system.Silos.Count == 0 ? system.Gateway : system.Silos[random.Next(system.Silos.Count)];
        var restarts = process.Restarts;
        Kill(process.Name, await process.GetProcessIdAsync());
        await WaitAsync(() => Task.FromResult(process.Restarts > restarts), $"the {process.Name} was started again", cancellationToken);
        await WaitAsync(() => system.Client.IsReadyAsync(cancellationToken), "the gateway was ready again", cancellationToken);
        if (system.Silos.Count > 0)
        {
            // The gateway has been there all the time; the grains are back when work is taken in again.
            var submissions = load.Submissions;
            await WaitAsync(() => Task.FromResult(load.Submissions > submissions + 1), "submissions were taken again", cancellationToken);
        }
    }

    private async Task KillPostgresAsync(CancellationToken cancellationToken)
    {
        var id = system.Postgres!.ProcessId;
        Kill("PostgreSQL", id);
        await WaitAsync(() => Task.FromResult(IsAnother(id)), "PostgreSQL was started again", cancellationToken);
        await WaitAsync(() => system.Client.IsReadyAsync(cancellationToken), "the gateway was ready again", cancellationToken);
    }

    // The server's lock file may be missing for a moment while it starts.
    private bool IsAnother(int id)
    {
        try
        {
            return system.Postgres!.ProcessId != id;
        }
        catch (Exception exception) when (exception is IOException or FormatException or InvalidOperationException)
        {
            return false;
        }
    }

    private void Kill(string name, int id)
    {
        using var process = Process.GetProcessById(id);
        process.Kill();
        report(string.Create(CultureInfo.InvariantCulture, $"Killed {name}, process {id}, with {load.Open} tasks open."));
    }

    private static async Task WaitAsync(Func<Task<bool>> condition, string what, CancellationToken cancellationToken)
    {
        var startedAt = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(startedAt) > ReadyTimeout)
            {
                throw new LocalSystemException($"It took more than {ReadyTimeout.TotalSeconds:0} s until {what}.");
            }

            await Task.Delay(Interval, cancellationToken);
        }
    }
}
