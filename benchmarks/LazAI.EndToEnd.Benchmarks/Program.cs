using LazAI.EndToEnd.Benchmarks;

// Starts the whole local system (PostgreSQL, gateway with grains, workers), sends digits in signed batches without pause and
// measures how many tasks a second are verified and settled, where the processor time goes and whether memory stays flat.
//   dotnet run -c Release --project benchmarks/LazAI.EndToEnd.Benchmarks [-- --seconds 60 --workers 2 --batch 100]
if (!BenchmarkOptions.TryParse(args, out var options))
{
    await Console.Error.WriteLineAsync(BenchmarkOptions.Usage);
    return 2;
}

using var interrupt = new CancellationTokenSource();
Console.CancelKeyPress += (_, key) =>
{
    key.Cancel = true;
    interrupt.Cancel();
};
return await ThroughputBenchmark.RunAsync(options, interrupt.Token) ? 0 : 1;
