using System.Globalization;
using LazAI.Silo.Benchmarks;

// Windows that close in one slot. --cold leaves the tasks' grains to be loaded when their windows close, as after a restart.
var quick = args.Contains("--quick");
await ClosingWindows.RunAsync(
    windows: quick ? 500 : Option("--windows", 100_000),
    slot: TimeSpan.FromSeconds(quick ? 1 : Option("--slot-seconds", 12)),
    lead: TimeSpan.FromSeconds(quick ? 8 : Option("--lead-seconds", 240)),
    cold: args.Contains("--cold"));

int Option(string name, int otherwise) =>
    Array.IndexOf(args, name) is var at and >= 0 && at + 1 < args.Length ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : otherwise;
