using LazAI.Runtime.Benchmarks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

var quick = args.Contains("--quick");

// The quick run makes a fixed number of calls, so that its checksums are the same each time.
var duration = quick ? TimeSpan.FromMinutes(1) : TimeSpan.FromSeconds(3);
var mostCallsEach = quick ? 100 : long.MaxValue;

using var host = Host.CreateDefaultBuilder()
    .ConfigureLogging(logging => logging.ClearProviders())
    .UseOrleans(silo => silo.UseLocalhostClustering())
    .Build();
await host.StartAsync();
var benchmark = new CallBenchmark(host.Services.GetRequiredService<IGrainFactory>(), duration, mostCallsEach);

await benchmark.RunAsync("ValueTask, callers that yield", callers: 100, grains: 100, yields: true, grain => grain.Ping());
await benchmark.RunAsync("Task, callers that yield", callers: 100, grains: 100, yields: true, grain => new ValueTask(grain.PingTask()));
await benchmark.RunAsync("ValueTask, callers that only await", callers: 100, grains: 100, yields: false, grain => grain.Ping());
await benchmark.RunAsync("one argument, one result", callers: 100, grains: 100, yields: true, grain => Drop(grain.Add(1)));
await benchmark.RunAsync("one caller, one grain", callers: 1, grains: 1, yields: false, grain => grain.Ping());
await benchmark.RunAsync("100 callers, one grain", callers: 100, grains: 1, yields: true, grain => grain.Ping());
await host.StopAsync();

static async ValueTask Drop(ValueTask<long> result) => await result;
