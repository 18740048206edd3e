using System.Diagnostics;
using System.Globalization;

namespace LazAI.Cryptography.Benchmarks.Peers;

/// <summary>Holds all threads of this process and of the peers that it has started to the machine's last cores.</summary>
internal static class Cores
{
    /// <summary>Both sides run on the same cores, because they take turns.</summary>
    public static void Restrict(int count)
    {
        var last = Environment.ProcessorCount - 1;
        var list = $"{Math.Max(0, last - count + 1)}-{last}";
        foreach (var process in (int[])[Environment.ProcessId, .. ChildrenOf(Environment.ProcessId)])
        {
            // sched_setaffinity is of one thread; taskset goes through all that a process has.
            using var taskset = Process.Start(new ProcessStartInfo("taskset", ["-a", "-c", "-p", list, process.ToString(CultureInfo.InvariantCulture)])
            {
                RedirectStandardOutput = true,
            })!;
            taskset.StandardOutput.ReadToEnd();
            taskset.WaitForExit();
            if (taskset.ExitCode != 0)
            {
                throw new InvalidOperationException($"taskset could not hold process {process} to cores {list}.");
            }
        }
    }

    private static IEnumerable<int> ChildrenOf(int process) =>
        Directory.EnumerateDirectories($"/proc/{process}/task")
            .SelectMany(thread => File.ReadAllText(Path.Combine(thread, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(child => int.Parse(child, CultureInfo.InvariantCulture));
}
