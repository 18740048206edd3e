namespace LazAI.Runtime.Conformance;

public interface IIntegerKeyGrain : IGrainWithIntegerKey
{
    Task<long> Key();
}

public interface IGuidKeyGrain : IGrainWithGuidKey
{
    Task<Guid> Key();
}

public interface IIntegerCompoundKeyGrain : IGrainWithIntegerCompoundKey
{
    Task<(long Key, string? Extension)> Key();
}

public interface IGuidCompoundKeyGrain : IGrainWithGuidCompoundKey
{
    Task<(Guid Key, string? Extension)> Key();
}

[GrainType("numbered")]
public sealed class IntegerKeyGrain : Grain, IIntegerKeyGrain
{
    public Task<long> Key() => Task.FromResult(this.GetPrimaryKeyLong());
}

public sealed class GuidKeyGrain : Grain, IGuidKeyGrain
{
    public Task<Guid> Key() => Task.FromResult(this.GetPrimaryKey());
}

public sealed class IntegerCompoundKeyGrain : Grain, IIntegerCompoundKeyGrain
{
    public Task<(long Key, string? Extension)> Key()
    {
        var key = this.GetPrimaryKeyLong(out var extension);
        return Task.FromResult((key, extension));
    }
}

public sealed class GuidCompoundKeyGrain : Grain, IGuidCompoundKeyGrain
{
    public Task<(Guid Key, string? Extension)> Key()
    {
        var key = this.GetPrimaryKey(out var extension);
        return Task.FromResult((key, extension));
    }
}

/// <summary>A grain that does not derive from <see cref="Grain"/>.</summary>
public interface IPlainGrain : IGrainWithStringKey
{
    Task<string> Id();

    Task<string> IdOfSelf();
}

public sealed class PlainGrain(IGrainContext context, IGrainFactory grains) : IPlainGrain, IGrainBase
{
    public IGrainContext GrainContext { get; } = context;

    public Task<string> Id() => Task.FromResult(GrainContext.GrainId.ToString());

    public Task<string> IdOfSelf()
    {
        var self = this.AsReference<IPlainGrain>();
        return Task.FromResult($"{self.GetGrainId()} {self.Equals(grains.GetGrain<IPlainGrain>(self.GetPrimaryKeyString()))}");
    }
}

public sealed class KeyTests(GrainHost host) : ConformanceTest(host)
{
    [Theory]
    [InlineData(0)]
    [InlineData(42)]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public async Task IntegerKey_ReachesTheGrain(long key)
    {
        var grain = Client.GetGrain<IIntegerKeyGrain>(key);
        Assert.Equal(key, await grain.Key());
        Assert.Equal($"numbered/{key:X}", grain.GetGrainId().ToString());
        Assert.Equal(key, grain.GetPrimaryKeyLong());
    }

    [Fact]
    public async Task GuidAndCompoundKeys_ReachTheGrain()
    {
        var guid = Guid.NewGuid();
        Assert.Equal(guid, await Client.GetGrain<IGuidKeyGrain>(guid).Key());
        Assert.Equal((7, "seven"), await Client.GetGrain<IIntegerCompoundKeyGrain>(7, "seven").Key());
        Assert.Equal((guid, "more"), await Client.GetGrain<IGuidCompoundKeyGrain>(guid, "more").Key());
    }

    [Fact]
    public async Task GrainId_OfClassWithoutName_IsTheClassNameLessGrain()
    {
        Assert.Equal($"plain/{Key}", await Grain<IPlainGrain>().Id());
        Assert.Equal($"plain/{Key} True", await Grain<IPlainGrain>().IdOfSelf());
        Assert.Equal($"plain/{Key}", await Client.GetGrain<IPlainGrain>(GrainId.Create("plain", Key)).Id());
    }

    [Fact]
    public void GrainReferences_ToTheSameGrain_AreEqual()
    {
        Assert.Equal(Grain<IPlainGrain>(), Grain<IPlainGrain>());
        Assert.NotEqual(Grain<IPlainGrain>(), Client.GetGrain<IPlainGrain>(Key + "other"));
        Assert.Equal(Key, Grain<IPlainGrain>().GetPrimaryKeyString());
    }
}
