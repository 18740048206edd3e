using System.Globalization;

namespace LazAI.EndToEnd.Benchmarks;

/// <summary>What Linux says of a process in /proc (proc(5)): processor time and resident memory.</summary>
internal static class SystemProcess
{
    private const int ParentId = 1;
    private const int UserTicks = 11;
    private const int SystemTicks = 12;
    private const int ChildrenUserTicks = 13;
    private const int ChildrenSystemTicks = 14;
    private const int MillisecondsPerTick = 10;

    /// <summary>Processor time of a process, of its live children, and of its children that have ended.</summary>
    public static TimeSpan ProcessorTime(int processId)
    {
        var own = ReadStat(processId);
        var ticks = own is null ? 0 : own[UserTicks] + own[SystemTicks] + own[ChildrenUserTicks] + own[ChildrenSystemTicks];
        foreach (var child in Children(processId))
        {
            ticks += ReadStat(child) is { } stat ? stat[UserTicks] + stat[SystemTicks] : 0;
        }

        return TimeSpan.FromMilliseconds(ticks * MillisecondsPerTick);
    }

    /// <summary>Resident memory that is the process's own (not shared), in bytes.</summary>
    public static long ResidentBytes(int processId)
    {
        foreach (var line in File.ReadLines($"/proc/{processId}/status"))
        {
            if (line.StartsWith("RssAnon:", StringComparison.Ordinal))
            {
                return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1_024;
            }
        }

        return 0;
    }

    private static IEnumerable<int> Children(int processId) =>
        Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0 && ReadStat(id) is { } stat && stat[ParentId] == processId);

    private static long[]? ReadStat(int processId)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{processId}/stat");
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return [.. fields.Select(field => long.TryParse(field, CultureInfo.InvariantCulture, out var value) ? value : 0)];
        }
        catch (IOException)
        {
            return null; // It has ended in between.
        }
    }
}
