using System.Collections.Concurrent;
using System.Globalization;
using LazAI.Simulation.Auditing;
using LazAI.Simulation.Faults;
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
        var results = Run(Enumerable.Range(0, (int)count).Select(i => first + (ulong)i));
        if (count >= ShortSweep)
        {
            // Seeds that no longer come to some place would go on saying that nothing is wrong there.
            var reached = results.SelectMany(result => result.CrashPoints).Select(point => (point.Kind, point.IsWritten)).ToHashSet();
            Assert.Empty(
                from kind in AppendKinds.All
                from isWritten in new[] { false, true }
                where !reached.Contains((kind, isWritten))
                select $"no silo has crashed {(isWritten ? "after" : "before")} an append of {kind}");
        }
    }

    [Fact]
    public void Sweep_SeedsThatOnceFailed_FindsNothingWrong() => _ = Run(
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "FailedSeeds.txt"))
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => ulong.Parse(line.Split(' ')[0], CultureInfo.InvariantCulture)));

    private ConcurrentBag<SimulationResult> Run(IEnumerable<ulong> seeds)
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
            + $"{results.Sum(result => result.Snapshots)} snapshots of the coordinator, {results.Sum(result => result.CrashPoints.Length)} crashes at an append");
        var disputes = results.Aggregate(new DisputeTally(), (sum, result) => sum + result.Disputes);
        output.WriteLine(
            $"{disputes.Contradictions} results contradicted their own proof; {disputes.Falsehoods} lies were verified, {disputes.Caught} of them caught, "
            + $"{disputes.Unwatched} final where nobody watches, {disputes.Escaped} final where somebody does and could not say so in time; {disputes.Challenges} challenges: {disputes.Upheld} upheld, {disputes.Rejected} rejected, "
            + $"{disputes.Moot} moot, {disputes.Dropped} dropped without a bond, {disputes.Void} void as their evidence was lost");
        foreach (var result in results.Where(result => result.Disputes.Escaped > 0))
        {
            output.WriteLine($"seed {result.Seed}: {result.Disputes.Escaped} lies were final before somebody who watches could say so");
        }

        output.WriteLine(
            $"{disputes.Proven} results were verified by their proofs, {disputes.FalseProofs} signed proofs did not hold, {disputes.Unproven} announced ones did not "
            + $"come, {results.Sum(result => result.RefusedProofs)} were refused");
        var duties = results.Aggregate(new DutyTally(), (sum, result) => sum + result.Duties);
        output.WriteLine(
            $"{duties.Duties} duties, of those that counted {duties.Done} done and {duties.Missed} missed, {duties.MissedByDiligent} of them by the diligent; "
            + $"{duties.Excused} counted neither way; {duties.Dismissed} challengers dismissed for neglect, {duties.DismissedIdle} of them had done nothing");
        Assert.True(failures.IsEmpty, string.Join(Environment.NewLine + Environment.NewLine, failures.OrderBy(failure => failure.Seed).Take(5).Select(failure => failure.Message)));
        Assert.True(
            1_000 * disputes.Escaped <= disputes.Falsehoods, $"{disputes.Escaped} of {disputes.Falsehoods} lies were paid although somebody watches: the service is away for too long");
        return results;
    }

    private static ulong? Variable(string name) =>
        ulong.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : null;
}
