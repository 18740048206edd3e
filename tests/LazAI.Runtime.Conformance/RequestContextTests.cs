namespace LazAI.Runtime.Conformance;

public interface IContextGrain : IGrainWithStringKey
{
    Task<string?> Read(string name);

    Task<string?> ReadThere(string name);

    Task Write(string name, string value);
}

public sealed class ContextGrain : Grain, IContextGrain
{
    public Task<string?> Read(string name) => Task.FromResult(RequestContext.Get(name) as string);

    public Task<string?> ReadThere(string name) => GrainFactory.GetGrain<IContextGrain>(this.GetPrimaryKeyString() + "there").Read(name);

    public Task Write(string name, string value)
    {
        RequestContext.Set(name, value);
        return Task.CompletedTask;
    }
}

public sealed class RequestContextTests(GrainHost host) : ConformanceTest(host)
{
    [Fact]
    public async Task Value_SetByCaller_ReachesTheGrainAndTheGrainsItCalls()
    {
        RequestContext.Set("who", "me");
        var grain = Grain<IContextGrain>();
        Assert.Equal("me", await grain.Read("who"));
        Assert.Equal("me", await grain.ReadThere("who"));
        RequestContext.Remove("who");
        Assert.Null(await grain.Read("who"));
    }

    [Fact]
    public async Task Value_SetByGrain_DoesNotComeBackNorStay()
    {
        var grain = Grain<IContextGrain>();
        await grain.Write("left", "behind");
        Assert.Null(RequestContext.Get("left"));
        Assert.Null(await grain.Read("left"));
    }
}
