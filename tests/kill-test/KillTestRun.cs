using System.Globalization;
using LazAI.AppHost.Hosting;

namespace LazAI.KillTest;

/// <summary>The whole test in order: start, load and kill, let everything end, audit.</summary>
internal static class KillTestRun
{
    private static readonly TimeSpan EndTimeout = TimeSpan.FromMinutes(5);

    public static async Task<Verdict> RunAsync(KillTestOptions options, TextWriter output, CancellationToken cancellationToken)
    {
        Say(string.Create(
            CultureInfo.InvariantCulture, $"{options.GatewayKills} kills of {(options.Silos == 0 ? "the gateway" : "silos")} and {options.PostgresKills} of PostgreSQL; --seed {options.Seed}"));
        var random = new Random(options.Seed);
        await using var system = await LocalSystem.StartAsync(
            new LocalSystemOptions { DataFolder = Path.Combine(DataFolder.Default, "kill-test"), Ephemeral = true, Silos = options.Silos }, Say, cancellationToken);
        var load = new TaskLoad(system, new Random(random.Next()));
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var submitting = load.RunAsync(enough.Token, cancellationToken);
        var killer = new Killer(system, load, random, Say);
        await killer.RunAsync(options, cancellationToken);
        await enough.CancelAsync();
        await submitting;

        Say(string.Create(CultureInfo.InvariantCulture, $"{load.Acknowledged.Count} tasks were acknowledged; waiting until each has ended."));
        await load.WaitForEndAsync(EndTimeout, cancellationToken);
        var log = await RecordedLog.ReadAsync(system.ConnectionString, cancellationToken);
        return new Verdict(
            killer.GatewayKills, killer.PostgresKills, killer.OpenTasks, load, log, await system.Client.GetLedgerAsync(cancellationToken));

        void Say(string line) =>
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{TimeProvider.System.GetLocalNow():HH:mm:ss.fff} {line}"));
    }
}
