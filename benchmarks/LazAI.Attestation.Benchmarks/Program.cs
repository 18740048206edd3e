using System.Globalization;
using LazAI.Attestation.Benchmarks;

// `--quick` makes short rounds, so that every CI run executes these files.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is not ([] or ["--quick"]))
{
    Console.Error.WriteLine("LazAI.Attestation.Benchmarks [--quick]");
    return 2;
}

var quick = args is ["--quick"];
QuoteBenchmark.Run(quick);
SnpBenchmark.Run(quick);
PeerBenchmark.Run(quick);
return 0;
