using System.Globalization;
using LazAI.Engines.Benchmarks;

// `--quick` makes short rounds, so that every CI run executes these files.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is not ([] or ["--quick"]))
{
    Console.Error.WriteLine("LazAI.Engines.Benchmarks [--quick]");
    return 2;
}

var quick = args is ["--quick"];
return InferenceBenchmark.Run(quick) && TraceBenchmark.Run(quick) ? 0 : 1;
