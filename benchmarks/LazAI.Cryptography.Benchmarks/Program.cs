using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using LazAI.Cryptography;
using LazAI.Cryptography.Benchmarks;
using LazAI.Cryptography.Benchmarks.Peers;

// Without arguments, all benchmarks; `--filter *Recover*` and the like choose. `--quick` runs each once and prints a checksum of
// what they computed, so that every CI run executes this file. `--peers [FAMILY[:PART]…]` races other people's implementations, in
// processor time with `--cpu`.
if (args is ["--peers", .. var chosen])
{
    Contest.CountsProcessorTime = chosen.Contains("--cpu");
    return PeerRace.Run([.. chosen.Where(choice => !choice.StartsWith('-'))], quick: chosen.Contains("--quick"));
}

if (args is not ["--quick"])
{
    // In process: the generated projects of the default toolchain do not find their way through central artifacts folders.
    var config = DefaultConfig.Instance
        .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
        .WithArtifactsPath(Path.Combine(AppContext.BaseDirectory, "results"));
    BenchmarkSwitcher.FromTypes([typeof(CryptographyBenchmarks), typeof(PairingBenchmarks), typeof(KzgBenchmarks), typeof(LaneBenchmarks), typeof(CircuitBenchmarks)]).Run(args.Length == 0 ? ["--filter", "*"] : args, config);
    return 0;
}

using var benchmarks = new CryptographyBenchmarks();
var results = new List<string>();
foreach (var instance in (object[])[benchmarks, new PairingBenchmarks(), new KzgBenchmarks(), new LaneBenchmarks(), new CircuitBenchmarks()])
{
    foreach (var method in instance.GetType().GetMethods().Where(method => method.IsDefined(typeof(BenchmarkAttribute), inherit: false)))
    {
        results.Add($"{method.Name} {method.Invoke(instance, null)}");
        Console.WriteLine(results[^1]);
    }
}

Console.WriteLine($"checksum {Keccak256.Hash(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', results)))}");
return PeerRace.Run(["secp256k1"], quick: true);
