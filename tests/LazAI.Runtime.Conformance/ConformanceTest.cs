namespace LazAI.Runtime.Conformance;

/// <summary>A test against the shared silo, with a key that no other test uses.</summary>
[Collection(GrainHostCollection.Name)]
public abstract class ConformanceTest(GrainHost host)
{
    /// <summary>How long to wait for what should come; only a failing test waits that long.</summary>
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    protected IClusterClient Client => host.Client;

    protected string Key { get; } = Guid.NewGuid().ToString("N");

    protected Probe Probe => Probe.Of(Key);

    protected T Grain<T>()
        where T : IGrainWithStringKey => host.Client.GetGrain<T>(Key);
}
