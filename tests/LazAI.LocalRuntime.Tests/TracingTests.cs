using System.Collections.Concurrent;
using System.Diagnostics;

namespace LazAI.LocalRuntime.Tests;

public interface IRelayGrain : IGrainWithStringKey
{
    Task Relay(string key);

    Task Fail();
}

public sealed class RelayGrain : Grain, IRelayGrain
{
    public Task Relay(string key) => GrainFactory.GetGrain<IGateGrain>(key).Ping();

    public Task Fail() => throw new InvalidOperationException("traced");
}

public sealed class TracingTests
{
    [Fact]
    public async Task Calls_WhileSomebodyListens_MakeNestedSpans()
    {
        var key = Guid.NewGuid().ToString("N");
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Microsoft.Orleans.Application",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var silo = await TestSilo.StartAsync(builder => builder.AddActivityPropagation());
        await silo.Grain<IRelayGrain>(key).Relay(key);
        await Assert.ThrowsAsync<InvalidOperationException>(() => silo.Grain<IRelayGrain>(key).Fail());

        var own = spans.Where(span => (span.GetTagItem("orleans.rpc.target_id") as string)?.EndsWith(key, StringComparison.Ordinal) is true).ToArray();
        Assert.Equal(
            [
                ("IGateGrain/Ping", ActivityKind.Server),
                ("IGateGrain/Ping", ActivityKind.Client),
                ("IRelayGrain/Relay", ActivityKind.Server),
                ("IRelayGrain/Relay", ActivityKind.Client),
                ("IRelayGrain/Fail", ActivityKind.Server),
                ("IRelayGrain/Fail", ActivityKind.Client),
            ],
            own.Select(span => (span.OperationName, span.Kind)));
        for (var i = 0; i < 3; i++)
            Assert.Equal(own[i + 1].SpanId, own[i].ParentSpanId);

        Assert.All(own, span => Assert.Equal("orleans", span.GetTagItem("rpc.system.name")));
        Assert.Equal($"gate/{key}", own[0].GetTagItem("orleans.rpc.target_id"));
        Assert.Equal($"relay/{key}", own[0].GetTagItem("orleans.rpc.source_id"));
        Assert.All(own[4..], span => Assert.Equal(ActivityStatusCode.Error, span.Status));
    }
}
