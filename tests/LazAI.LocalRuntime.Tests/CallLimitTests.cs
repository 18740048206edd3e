using Orleans.Configuration;

namespace LazAI.LocalRuntime.Tests;

public sealed class CallLimitTests
{
    [Fact]
    public async Task Calls_BeyondTheLimit_AreRefusedAndTheGrainGoesOn()
    {
        const int Limit = 50;
        await using var silo = await TestSilo.StartAsync(builder =>
            builder.Configure<SiloMessagingOptions>(options => options.MaxEnqueuedRequestsHardLimit = Limit));
        var gate = Guid.NewGuid().ToString("N");
        var grain = silo.Grain<IGateGrain>(gate);
        var accepted = Enumerable.Range(0, Limit).Select(_ => grain.Wait(gate)).ToArray();

        for (var i = 0; i < 3; i++)
        {
            var refusal = await Assert.ThrowsAsync<LimitExceededException>(() => grain.Wait(gate));
            Assert.Contains("MaxEnqueuedRequestsHardLimit", refusal.Message, StringComparison.Ordinal);
            Assert.Contains(gate, refusal.Message, StringComparison.Ordinal);
        }

        GateGrain.Open(gate);
        await Task.WhenAll(accepted);
        await grain.Ping();
    }

    [Fact]
    public async Task OneGrainAtItsLimit_LeavesTheOthersAlone()
    {
        await using var silo = await TestSilo.StartAsync(builder =>
            builder.Configure<SiloMessagingOptions>(options => options.MaxEnqueuedRequestsHardLimit = 1));
        var gate = Guid.NewGuid().ToString("N");
        var waiting = silo.Grain<IGateGrain>(gate).Wait(gate);
        await Assert.ThrowsAsync<LimitExceededException>(() => silo.Grain<IGateGrain>(gate).Ping());
        await silo.Grain<IGateGrain>(gate + "other").Ping();
        GateGrain.Open(gate);
        await waiting;
    }
}
