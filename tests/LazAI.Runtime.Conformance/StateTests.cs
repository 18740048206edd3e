using Orleans.Storage;

namespace LazAI.Runtime.Conformance;

[GenerateSerializer]
public sealed class Counter
{
    [Id(0)]
    public int Value { get; set; }
}

public interface IStateGrain : IGrainWithStringKey
{
    Task Set(int value, bool write);

    Task<int> Get();

    Task<int> Reread();

    Task<string> Describe();

    Task Clear();

    Task Conflict();

    Task<string> Leave();
}

/// <summary>Has two views of one record, so that it can get in its own way.</summary>
public sealed class StateGrain(
    [PersistentState("counter")] IPersistentState<Counter> state, [PersistentState("counter")] IPersistentState<Counter> other) : Grain, IStateGrain
{
    private readonly string instance = Guid.NewGuid().ToString("N");

    public async Task Set(int value, bool write)
    {
        state.State.Value = value;
        if (write)
            await state.WriteStateAsync();
    }

    public Task<int> Get() => Task.FromResult(state.State.Value);

    public async Task<int> Reread()
    {
        await state.ReadStateAsync();
        return state.State.Value;
    }

    public Task<string> Describe() =>
        Task.FromResult($"{state.State.Value} {(state.RecordExists ? "exists" : "missing")} {(state.Etag is null ? "no tag" : "tag")}");

    public Task Clear() => state.ClearStateAsync();

    public async Task Conflict()
    {
        await other.ReadStateAsync();
        state.State.Value++;
        await state.WriteStateAsync();
        await other.WriteStateAsync();
    }

    public Task<string> Leave()
    {
        DeactivateOnIdle();
        return Task.FromResult(instance);
    }
}

public sealed class StateTests(GrainHost host) : ConformanceTest(host)
{
    [Fact]
    public async Task State_NeverWritten_IsNew() => Assert.Equal("0 missing no tag", await Grain<IStateGrain>().Describe());

    [Fact]
    public async Task State_Written_IsThereInTheNextActivation()
    {
        var grain = Grain<IStateGrain>();
        await grain.Set(7, write: true);
        await grain.Leave();
        Assert.Equal("7 exists tag", await grain.Describe());
    }

    [Fact]
    public async Task State_NotWritten_IsLostWhenReadAgain()
    {
        var grain = Grain<IStateGrain>();
        await grain.Set(7, write: true);
        await grain.Set(8, write: false);
        Assert.Equal(8, await grain.Get());
        Assert.Equal(7, await grain.Reread());
    }

    [Fact]
    public async Task State_Cleared_IsNewAgain()
    {
        var grain = Grain<IStateGrain>();
        await grain.Set(7, write: true);
        await grain.Clear();
        Assert.Equal("0 missing", (await grain.Describe())[.."0 missing".Length]);
        await grain.Set(3, write: true);
        Assert.Equal(3, await grain.Reread());
    }

    [Fact]
    public async Task Write_OverAnothersWrite_IsRefusedAndDeactivatesTheGrain()
    {
        var grain = Grain<IStateGrain>();
        await grain.Set(1, write: true);
        await Assert.ThrowsAsync<InconsistentStateException>(grain.Conflict);
        Assert.Equal("2 exists tag", await grain.Describe());
        Assert.Equal(2, await grain.Reread());
    }
}
