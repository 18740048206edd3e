namespace LazAI.Runtime.Conformance;

public interface IFilteredGrain : IGrainWithStringKey
{
    Task<string> Echo(string text);

    Task<string> EchoThere(string text);

    Task<int> Fail();
}

public sealed class FilteredGrain : Grain, IFilteredGrain, IIncomingGrainCallFilter
{
    public Task<string> Echo(string text) => Task.FromResult(text);

    public Task<string> EchoThere(string text) => GrainFactory.GetGrain<IFilteredGrain>(this.GetPrimaryKeyString() + "there").Echo(text);

    public Task<int> Fail() => throw new InvalidOperationException("failed");

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        await context.Invoke();
        if (context.Result is string text)
            context.Result = $"[{text}]";
    }
}

/// <summary>Notes the calls of <see cref="IFilteredGrain"/> and answers failures.</summary>
public sealed class NotingIncomingFilter : IIncomingGrainCallFilter
{
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        if (context.InterfaceMethod?.DeclaringType != typeof(IFilteredGrain))
        {
            await context.Invoke();
            return;
        }

        var probe = Probe.Of(context.TargetId.Key.ToString()!);
        probe.Note($"in {context.InterfaceName} {context.MethodName} {context.Request.GetArgumentCount()} {context.Grain.GetType().Name}");
        probe.Note($"on {context.ImplementationMethod.DeclaringType!.Name}");
        try
        {
            await context.Invoke();
            probe.Note($"result {context.Result}");
        }
        catch (InvalidOperationException)
        {
            context.Result = -1;
        }
    }
}

public sealed class NotingOutgoingFilter : IOutgoingGrainCallFilter
{
    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        if (context.InterfaceMethod?.DeclaringType == typeof(IFilteredGrain) && context.SourceContext is { } source)
            Probe.Of(source.GrainId.Key.ToString()!).Note($"out {context.MethodName} to {context.TargetId.Key}");

        await context.Invoke();
    }
}

public sealed class FilterTests(GrainHost host) : ConformanceTest(host)
{
    [Fact]
    public async Task IncomingFilters_SeeCallAndResult_AndTheGrainsOwnIsTheLast()
    {
        Assert.Equal("[hello]", await Grain<IFilteredGrain>().Echo("hello"));
        Assert.Equal(
            [
                $"in {typeof(IFilteredGrain).FullName} Echo 1 FilteredGrain",
                "on FilteredGrain",
                "result [hello]",
            ],
            Probe.Events);
    }

    [Fact]
    public async Task IncomingFilter_MayAnswerAnException() => Assert.Equal(-1, await Grain<IFilteredGrain>().Fail());

    [Fact]
    public async Task OutgoingFilter_SeesCallsOfGrains()
    {
        Assert.Equal("[[hello]]", await Grain<IFilteredGrain>().EchoThere("hello"));
        Assert.Contains($"out Echo to {Key}there", Probe.Events);
    }
}
