namespace LazAI.Runtime.Conformance;

public interface IWorkerGrain : IGrainWithStringKey
{
    Task<string> Work(string gate);
}

[StatelessWorker(2)]
public sealed class WorkerGrain : Grain, IWorkerGrain
{
    private readonly string instance = Guid.NewGuid().ToString("N");

    public async Task<string> Work(string gate)
    {
        var probe = Probe.Of(this.GetPrimaryKeyString());
        probe.Note($"{gate} begins");
        await probe.Gate(gate);
        return instance;
    }
}

public sealed class WorkerTests(GrainHost host) : ConformanceTest(host)
{
    [Fact]
    public async Task StatelessWorker_BusyActivation_GetsCompanyUpToTheLimit()
    {
        var grain = Grain<IWorkerGrain>();
        var first = grain.Work("first");
        await Probe.Until("first begins");
        var second = grain.Work("second");
        await Probe.Until("second begins");
        var third = grain.Work("third");
        Probe.Open("third");
        Probe.Open("first");
        Probe.Open("second");
        var instances = await Task.WhenAll(first, second, third);
        Assert.NotEqual(instances[0], instances[1]);
        Assert.Contains(instances[2], instances[..2]);
    }
}
