using LazAI.Storage.Benchmarks;

// Durable appends beside what pgbench reaches with the same rows in the same table on the same server in the same run.
//   dotnet run -c Release --project benchmarks/LazAI.Storage.Benchmarks [-- --quick]
var quick = args.Contains("--quick");
var duration = quick ? TimeSpan.FromSeconds(1) : TimeSpan.FromSeconds(5);
var rounds = quick ? 1 : 3;

await using var server = await BenchmarkServer.StartAsync();
var pgbench = new PgBench(server);
var results = new List<Measurement>();
for (var round = 0; round < rounds; round++)
{
    // Side by side in every round, since other work on the machine comes and goes.
    results.Add(await pgbench.InsertAsync(rows: 1, duration));
    results.Add(await AppendBenchmark.RunAsync(server, callers: 1, followers: 0, duration));
    results.Add(await AppendBenchmark.RunAsync(server, callers: 16, followers: 0, duration));
    results.Add(await pgbench.InsertAsync(rows: 64, duration));
    results.Add(await AppendBenchmark.RunAsync(server, callers: 256, followers: 0, duration));
    results.Add(await AppendBenchmark.RunAsync(server, callers: 256, followers: 5, duration));
}

Report.Print(results);
