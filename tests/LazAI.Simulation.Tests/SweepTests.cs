using System.Collections.Concurrent;
using System.Globalization;
using Xunit.Abstractions;

namespace LazAI.Simulation.Tests;

/// <summary>
/// Runs many seeds. <c>LAZAI_SIMULATION_SEEDS</c> says how many (a long sweep: thousands) and <c>LAZAI_SIMULATION_FIRST</c> where to begin;
/// <c>LAZAI_SIMULATION_SEED</c> replays one instead and prints its whole trace.
/// </summary>
public sealed class SweepTests(ITestOutputHelper output)
{
    private const ulong ShortSweep = 200;

    [Fact]
    public void Sweep_ManySeeds_FindsNothingWrong()
    {
        if (Variable("LAZAI_SIMULATION_SEED") is { } seed)
        {
            output.WriteLine(Simulator.Run(seed, new SimulationOptions { Output = output.WriteLine }).ToString());
            return;
        }

        var first = Variable("LAZAI_SIMULATION_FIRST") ?? 1;
        var count = Variable("LAZAI_SIMULATION_SEEDS") ?? ShortSweep;
        Run(Enumerable.Range(0, (int)count).Select(i => first + (ulong)i));
    }

    [Fact]
    public void Sweep_SeedsThatOnceFailed_FindsNothingWrong() => Run(
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "FailedSeeds.txt"))
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => ulong.Parse(line.Split(' ')[0], CultureInfo.InvariantCulture)));

    private void Run(IEnumerable<ulong> seeds)
    {
        var results = new ConcurrentBag<SimulationResult>();
        var failures = new ConcurrentBag<SimulationFailedException>();
        Parallel.ForEach(seeds, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, seed =>
        {
            try
            {
                results.Add(Simulator.Run(seed));
            }
            catch (SimulationFailedException failure)
            {
                failures.Add(failure);
            }
        });
        output.WriteLine(
            $"{results.Count} seeds: {results.Sum(result => result.Events)} events, {results.Sum(result => result.AcceptedTasks)} tasks acknowledged, "
            + $"{results.Sum(result => result.SettledTasks)} settled, {results.Sum(result => result.FailedAttempts)} attempts failed, "
            + $"{results.Sum(result => result.Crashes)} crashes, {results.Sum(result => result.Slashes)} slashes, "
            + $"{results.Sum(result => result.Snapshots)} snapshots of the coordinator");
        Assert.True(failures.IsEmpty, string.Join(Environment.NewLine + Environment.NewLine, failures.OrderBy(failure => failure.Seed).Take(5).Select(failure => failure.Message)));
    }

    private static ulong? Variable(string name) =>
        ulong.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : null;
}
