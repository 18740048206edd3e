namespace LazAI.Runtime.Conformance;

public interface IListener : IGrainObserver
{
    void Told(string text);

    Task<string> Ask(string question);
}

public sealed class Listener(Probe probe) : IListener
{
    public void Told(string text) => probe.Note($"told {text}");

    public Task<string> Ask(string question) => Task.FromResult($"{question}? yes");
}

public interface ITellerGrain : IGrainWithStringKey
{
    Task Tell(IListener listener, string text);

    Task<string> Ask(IListener listener, string question);
}

public sealed class TellerGrain : Grain, ITellerGrain
{
    public Task Tell(IListener listener, string text)
    {
        listener.Told(text);
        return Task.CompletedTask;
    }

    public Task<string> Ask(IListener listener, string question) => listener.Ask(question);
}

public sealed class ObserverTests(GrainHost host) : ConformanceTest(host)
{
    [Fact]
    public async Task Observer_IsCalledByGrains_UntilItsReferenceIsDeleted()
    {
        var listener = new Listener(Probe);
        var reference = Client.CreateObjectReference<IListener>(listener);
        await Grain<ITellerGrain>().Tell(reference, "this");
        await Probe.Until("told this");
        Assert.Equal("well? yes", await Grain<ITellerGrain>().Ask(reference, "well"));

        Client.DeleteObjectReference<IListener>(reference);
        GC.KeepAlive(listener);
    }
}
