using System.Diagnostics;
using System.Globalization;
using LazAI.Grains.Blobs;
using LazAI.Grains.EventLog;
using LazAI.Grains.Network;
using LazAI.Grains.Tasks;
using LazAI.Protocol;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Genesis;
using LazAI.Protocol.Ledger;
using LazAI.Silo.Hosting;
using LazAI.Storage;
using LazAI.Storage.Benchmarks;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LazAI.Silo.Benchmarks;

/// <summary>
/// The service with PostgreSQL, its log full of optimistic results whose windows end with the same slot: the time from the beginning of the
/// next slot until all of them are final in the log, and until all are settled. The past is written into the log; what is measured is the service's own work.
/// </summary>
internal static class ClosingWindows
{
    private const int Side = 64;

    /// <summary>After which a run has failed.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    public static async Task RunAsync(int windows, TimeSpan slot, TimeSpan lead, bool cold)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"lazai-bench-{Environment.ProcessId}");
        await using var postgres = await PrivatePostgres.StartAsync(new PrivatePostgresOptions { Folder = folder, Ephemeral = true });
        var past = new OpenWindows(windows);
        var rules = ProtocolRules.Default with { SlotMilliseconds = (int)slot.TotalMilliseconds };
        var genesis = new GenesisDocument(
            1, (DateTimeOffset.UtcNow - (OpenWindows.Opened.Number * slot)).ToUnixTimeSeconds(), rules, [new Allocation(past.Payer, Amount.FromTokens(1_000_000))]);
        var genesisFile = Path.GetTempFileName();
        await File.WriteAllBytesAsync(genesisFile, CanonicalJson.Serialize(genesis));

        var builder = WebApplication.CreateBuilder(
            ["--ConnectionStrings:lazai", postgres.ConnectionString, "--Network:GenesisFile", genesisFile, "--urls", "http://127.0.0.1:0"]);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.AddLazAISilo(ProcessRole.Both);
        await using var host = builder.Build();
        await host.PrepareAsync();
        var (log, network) = (host.Services.GetRequiredService<IEventLog>(), host.Services.GetRequiredService<INetwork>());
        var closes = network.Now + (long)Math.Ceiling(lead / slot);
        await past.WriteAsync(log, host.Services.GetRequiredService<IBlobStore>(), genesis, closes);
        await host.StartAsync();
        if (!cold)
        {
            await LoadAsync(host.Services.GetRequiredService<IGrainFactory>(), past);
        }

        Invariant.Require(network.Now <= closes, $"the past takes less than {lead} to write; give more with --lead-seconds");
        var head = await log.GetHeadPositionAsync();
        var begin = network.StartOf(closes + 1);
        await Task.Delay(begin - DateTimeOffset.UtcNow);
        var (own, server) = (Process.GetCurrentProcess().TotalProcessorTime, ProcessTimes.OfTree(postgres.ProcessId));
        var (decided, settled) = await FollowAsync(log, head, windows, begin);
        own = Process.GetCurrentProcess().TotalProcessorTime - own;
        server = ProcessTimes.OfTree(postgres.ProcessId) - server;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{windows:N0} windows close in one slot of {slot.TotalSeconds:N0} s, tasks {(cold ? "not in memory" : "in memory")}: all final after {decided.TotalSeconds:N2} s, "
            + $"settled after {settled.TotalSeconds:N2} s; processor until then: service {own.TotalSeconds:N2} s, PostgreSQL {server.TotalSeconds:N2} s; "
            + $"{(decided <= slot ? "within the slot" : "NOT within the slot")}"));
        await host.StopAsync();
        File.Delete(genesisFile);
    }

    /// <summary>Has each task's grain read its task, as it has while its window is open.</summary>
    private static Task LoadAsync(IGrainFactory grains, OpenWindows past) => Parallel.ForEachAsync(
        past.TaskIds, new ParallelOptions { MaxDegreeOfParallelism = Side },
        async (taskId, _) => await grains.GetGrain<IComputeTaskGrain>(taskId.ToString()).GetAsync());

    private static async Task<(TimeSpan Decided, TimeSpan Settled)> FollowAsync(IEventLog log, long head, int windows, DateTimeOffset begin)
    {
        var (final, paid) = (0, 0);
        var decided = TimeSpan.Zero;
        using var limit = new CancellationTokenSource(s_patience);
        await foreach (var batch in log.FollowAsync(head, cancellationToken: limit.Token))
        {
            final += batch.Count(recorded => recorded.Type == "task.finalized");
            paid += batch.Count(recorded => recorded.Type == "task.settled");
            decided = decided == TimeSpan.Zero && final == windows ? DateTimeOffset.UtcNow - begin : decided;
            if (paid == windows)
            {
                break;
            }
        }

        return (decided, DateTimeOffset.UtcNow - begin);
    }
}
