using Orleans.Serialization.Invocation;

namespace LazAI.LocalRuntime.Tests;

public interface IDoubtfulGrain : IGrainWithStringKey
{
    Task Wait(string gate);

    Task Answer();
}

/// <summary>Its predicate fails whenever it is asked.</summary>
[MayInterleave(nameof(MayInterleave))]
public sealed class DoubtfulGrain : Grain, IDoubtfulGrain
{
    public static bool MayInterleave(IInvokable request) => throw new InvalidOperationException("who knows");

    public Task Wait(string gate) => GrainFactory.GetGrain<IGateGrain>(gate).Wait(gate);

    public Task Answer() => Task.CompletedTask;
}

public sealed class NeverMadeFilter : IIncomingGrainCallFilter
{
    public NeverMadeFilter() => throw new InvalidOperationException("no such filter");

    public Task Invoke(IIncomingGrainCallContext context) => context.Invoke();
}

public sealed class FaultTests
{
    [Fact]
    public async Task InterleavingPredicate_ThatThrows_MakesTheCallWait()
    {
        await using var silo = await TestSilo.StartAsync();
        var gate = Guid.NewGuid().ToString("N");
        var first = silo.Grain<IDoubtfulGrain>(gate).Wait(gate);
        await GateGrain.HasEntered(gate);
        var second = silo.Grain<IDoubtfulGrain>(gate).Answer();
        Assert.False(second.IsCompleted);
        GateGrain.Open(gate);
        await first;
        await second;
    }

    [Fact]
    public async Task CallFilter_ThatCannotBeMade_FailsTheCall()
    {
        await using var silo = await TestSilo.StartAsync(builder => builder.AddIncomingGrainCallFilter<NeverMadeFilter>());
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(async () => await silo.Grain<IGateGrain>().Ping());
        Assert.Equal("no such filter", failure.Message);
    }
}
