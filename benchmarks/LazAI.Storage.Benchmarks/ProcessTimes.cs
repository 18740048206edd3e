using System.Globalization;

namespace LazAI.Storage.Benchmarks;

/// <summary>Processor times as Linux counts them in /proc/[pid]/stat (proc(5)), in ticks of 10 ms.</summary>
internal static class ProcessTimes
{
    // Fields behind the command, which may hold blanks itself.
    private const int ParentId = 1;
    private const int UserTicks = 11;
    private const int SystemTicks = 12;
    private const int ChildrenUserTicks = 13;
    private const int ChildrenSystemTicks = 14;

    /// <summary>A process, its live children, and those of its children that have ended.</summary>
    public static TimeSpan OfTree(int processId)
    {
        var live = Directory.EnumerateDirectories("/proc")
            .Where(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .Select(Read)
            .Where(stat => stat is not null && stat[ParentId] == processId)
            .Sum(stat => stat![UserTicks] + stat[SystemTicks]);
        var own = Read($"/proc/{processId}")!;
        return Time(live + own[UserTicks] + own[SystemTicks] + own[ChildrenUserTicks] + own[ChildrenSystemTicks]);
    }

    /// <summary>The children of this process that have ended.</summary>
    public static TimeSpan OfEndedChildren()
    {
        var own = Read("/proc/self")!;
        return Time(own[ChildrenUserTicks] + own[ChildrenSystemTicks]);
    }

    private static TimeSpan Time(long ticks) => TimeSpan.FromMilliseconds(ticks * 10);

    private static long[]? Read(string folder)
    {
        try
        {
            var text = File.ReadAllText(Path.Combine(folder, "stat"));
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return [.. fields.Select(field => long.TryParse(field, CultureInfo.InvariantCulture, out var value) ? value : 0)];
        }
        catch (IOException)
        {
            return null; // It has ended in between.
        }
    }
}
