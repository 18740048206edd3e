using Orleans.Serialization.Invocation;

namespace LazAI.Runtime.Conformance;

public interface IInterleavingGrain : IGrainWithStringKey
{
    Task Run(string name);

    [ReadOnly]
    Task Read(string name);

    [AlwaysInterleave]
    Task RunAtOnce(string name);
}

/// <summary>Every method notes its begin and its end, and waits in between until its gate opens.</summary>
public abstract class InterleavingGrainBase : Grain, IInterleavingGrain
{
    public async Task Run(string name)
    {
        var probe = Probe.Of(this.GetPrimaryKeyString());
        probe.Note($"{name} begins");
        await probe.Gate(name);
        probe.Note($"{name} ends");
    }

    public Task Read(string name) => Run(name);

    public Task RunAtOnce(string name) => Run(name);
}

public sealed class SerialGrain : InterleavingGrainBase;

[Reentrant]
public sealed class ReentrantGrain : InterleavingGrainBase;

[MayInterleave(nameof(IsHarmless))]
public sealed class PredicateGrain : InterleavingGrainBase
{
    public static bool IsHarmless(IInvokable request) =>
        request.GetArgumentCount() == 1 && request.GetArgument(0) is string name && name.StartsWith("harmless", StringComparison.Ordinal);
}

public interface IChainGrain : IGrainWithStringKey
{
    Task<string> CallThere(string otherKey, bool allowReentrancy);

    [ResponseTimeout("00:00:02")]
    Task<string> CallBack(string key);

    Task<string> Answer();
}

public sealed class ChainGrain : Grain, IChainGrain
{
    public async Task<string> CallThere(string otherKey, bool allowReentrancy)
    {
        var other = GrainFactory.GetGrain<IChainGrain>(otherKey);
        if (!allowReentrancy)
            return await other.CallBack(this.GetPrimaryKeyString());

        using var section = RequestContext.AllowCallChainReentrancy();
        return await other.CallBack(this.GetPrimaryKeyString());
    }

    public Task<string> CallBack(string key) => GrainFactory.GetGrain<IChainGrain>(key).Answer();

    public Task<string> Answer() => Task.FromResult("answer");
}

public sealed class InterleavingTests(GrainHost host) : ConformanceTest(host)
{
    [Fact]
    public async Task PlainGrain_CallWhileAnotherWaits_RunsAfterIt()
    {
        var grain = Of<SerialGrain>();
        var first = grain.Run("first");
        await Probe.Until("first begins");
        var second = grain.Run("second");
        await grain.RunAtOnce(Open("probe"));
        Assert.DoesNotContain("second begins", Probe.Events);

        Probe.Open("second");
        Probe.Open("first");
        await Task.WhenAll(first, second);
        Assert.Equal(["first begins", "probe begins", "probe ends", "first ends", "second begins", "second ends"], Probe.Events);
    }

    [Fact]
    public async Task AlwaysInterleaveCall_WhileAnotherWaits_RunsAtOnce()
    {
        var grain = Of<SerialGrain>();
        var first = grain.Run("first");
        await Probe.Until("first begins");
        await grain.RunAtOnce(Open("other"));
        Probe.Open("first");
        await first;
        Assert.Equal(["first begins", "other begins", "other ends", "first ends"], Probe.Events);
    }

    [Fact]
    public async Task ReadOnlyCalls_RunTogether_AndKeepOthersOut()
    {
        var grain = Of<SerialGrain>();
        var first = grain.Read("first");
        await Probe.Until("first begins");
        await grain.Read(Open("second"));
        var writer = grain.Run("writer");
        await grain.RunAtOnce(Open("probe"));
        Assert.DoesNotContain("writer begins", Probe.Events);

        Probe.Open("first");
        Probe.Open("writer");
        await Task.WhenAll(first, writer);
        Assert.Equal(["first ends", "writer begins", "writer ends"], Probe.Events.TakeLast(3));
    }

    [Fact]
    public async Task ReentrantGrain_CallWhileAnotherWaits_RunsAtOnce()
    {
        var grain = Of<ReentrantGrain>();
        var first = grain.Run("first");
        await Probe.Until("first begins");
        await grain.Run(Open("second"));
        Probe.Open("first");
        await first;
        Assert.Equal(["first begins", "second begins", "second ends", "first ends"], Probe.Events);
    }

    [Fact]
    public async Task MayInterleave_PredicateAllows_RunsAtOnce_ElseWaits()
    {
        var grain = Of<PredicateGrain>();
        var first = grain.Run("first");
        await Probe.Until("first begins");
        var second = grain.Run("second");
        await grain.Run(Open("harmless"));
        Assert.DoesNotContain("second begins", Probe.Events);

        Probe.Open("first");
        Probe.Open("second");
        await Task.WhenAll(first, second);
        Assert.Equal(
            ["first begins", "harmless begins", "harmless ends", "first ends", "second begins", "second ends"], Probe.Events);
    }

    [Fact]
    public async Task CallChain_ComingBack_TimesOutUnlessReentrancyIsAllowed()
    {
        var grain = Grain<IChainGrain>();
        Assert.Equal("answer", await grain.CallThere(Key + "a", allowReentrancy: true));
        await Assert.ThrowsAsync<TimeoutException>(() => grain.CallThere(Key + "b", allowReentrancy: false));
        Assert.Equal("answer", await grain.Answer());
    }

    private IInterleavingGrain Of<TClass>() => Client.GetGrain<IInterleavingGrain>(Key, typeof(TClass).FullName);

    private string Open(string gate)
    {
        Probe.Open(gate);
        return gate;
    }
}
