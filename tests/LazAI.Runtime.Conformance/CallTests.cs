namespace LazAI.Runtime.Conformance;

public interface ICallGrain : IGrainWithStringKey
{
    Task<int> Increment();

    ValueTask<string> Join(string left, int middle, Guid right);

    ValueTask Nothing();

    Task Fail(string message);

    Task<string> FailAfterAwait(string message);

    Task<string> Identity();

    Task<int> Activations();

    [OneWay]
    Task Post(string text);
}

public sealed class CallGrain : Grain, ICallGrain
{
    private int count;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        Probe.Of(this.GetPrimaryKeyString()).Note("activated");
        return Task.CompletedTask;
    }

    public async Task<int> Increment()
    {
        // Without turns two calls would read the same value here.
        var read = count;
        await Task.Yield();
        return count = read + 1;
    }

    public ValueTask<string> Join(string left, int middle, Guid right) => ValueTask.FromResult($"{left}-{middle}-{right:N}");

    public ValueTask Nothing() => ValueTask.CompletedTask;

    public Task Fail(string message) => throw new InvalidOperationException(message);

    public async Task<string> FailAfterAwait(string message)
    {
        await Task.Yield();
        throw new ArgumentException(message);
    }

    public Task<string> Identity() => Task.FromResult(this.GetPrimaryKeyString());

    public Task<int> Activations() =>
        Task.FromResult(Probe.Of(this.GetPrimaryKeyString()).Events.Count(text => text == "activated"));

    public async Task Post(string text)
    {
        var probe = Probe.Of(this.GetPrimaryKeyString());
        await probe.Gate("post");
        probe.Note(text);
    }
}

public sealed class CallTests(GrainHost host) : ConformanceTest(host)
{
    [Fact]
    public async Task Call_WithArguments_ReturnsResult()
    {
        var id = Guid.NewGuid();
        Assert.Equal($"a-7-{id:N}", await Grain<ICallGrain>().Join("a", 7, id));
        await Grain<ICallGrain>().Nothing();
        Assert.Equal(Key, await Grain<ICallGrain>().Identity());
    }

    [Fact]
    public async Task Calls_Concurrent_RunOneAfterTheOther()
    {
        var grain = Grain<ICallGrain>();
        var results = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(grain.Increment)));
        Assert.Equal(Enumerable.Range(1, 200), results.Order());
    }

    [Fact]
    public async Task FirstCalls_Concurrent_ShareOneActivation()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => Grain<ICallGrain>().Activations())));
        Assert.All(results, count => Assert.Equal(1, count));
    }

    [Fact]
    public async Task Exception_ThrownByGrain_ReachesCallerWithStackTrace()
    {
        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => Grain<ICallGrain>().Fail("no"));
        Assert.Equal("no", thrown.Message);
        Assert.Contains(nameof(CallGrain), thrown.StackTrace, StringComparison.Ordinal);

        var later = await Assert.ThrowsAsync<ArgumentException>(() => Grain<ICallGrain>().FailAfterAwait("nor this"));
        Assert.StartsWith("nor this", later.Message, StringComparison.Ordinal);
        Assert.Equal(1, await Grain<ICallGrain>().Increment());
    }

    [Fact]
    public async Task OneWayCall_WhileGrainWaits_HasReturned()
    {
        await Grain<ICallGrain>().Post("posted");
        Assert.DoesNotContain("posted", Probe.Events);
        Probe.Open("post");
        await Probe.Until("posted");
    }
}
