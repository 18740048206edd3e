using LazAI.LocalRuntime.Calls;
using LazAI.LocalRuntime.Streams;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Runtime;

namespace LazAI.LocalRuntime.Activations;

/// <summary>
/// One grain object in memory with its queue: created by the first call, opened once <see cref="Grain.OnActivateAsync"/> has ended, closed
/// after <see cref="Grain.OnDeactivateAsync"/>. There is at most one for a key; calls that reach a closed one go on to its successor.
/// </summary>
internal sealed partial class Activation : TurnProcessor, IGrainContext
{
    private readonly ActivationDirectory directory;
    private Dictionary<Guid, int>? reentrantChains;
    private Dictionary<Guid, IStreamSink>? streamSinks;
    private object? instance;
    private AsyncServiceScope? services;
    private GrainReference? reference;

    public Activation(ActivationDirectory directory, IdSpan key)
        : base(directory.Silo)
    {
        this.directory = directory;
        GrainId = GrainId.Create(directory.GrainType, key);
    }

    /// <summary>The activation whose turn the current thread executes; null outside the grains.</summary>
    public static Activation? Current => CurrentProcessor as Activation;

    public GrainId GrainId { get; }

    public GrainClass Class => directory.Class;

    public object? GrainInstance => instance;

    public GrainReference GrainReference => reference ??= directory.CreateReference(GrainId.Key);

    public IServiceProvider ActivationServices => (services ??= Silo.Services.CreateAsyncScope()).ServiceProvider;

    /// <summary>The observers of this activation's stream subscriptions. Used in turns of the activation.</summary>
    public Dictionary<Guid, IStreamSink> StreamSinks => streamSinks ??= [];

    protected override object? Target => instance;

    protected override int CallLimit => directory.CallLimit;

    protected override bool HasInterleavingRule => Class.HasInterleavingRule;

    /// <exception cref="InvalidOperationException">The context belongs to no activation of this runtime.</exception>
    public static Activation Of(IGrainContext context) =>
        context as Activation ?? throw new InvalidOperationException("This grain was not activated by the local runtime.");

    public bool Equals(IGrainContext? other) => ReferenceEquals(this, other);

    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    public override int GetHashCode() => base.GetHashCode();

    public override string ToString() => $"{GrainId} ({Class.Name})";

    /// <summary>Lets calls of this chain in while the grain waits for its own calls.</summary>
    public void EnterReentrantSection(Guid chain)
    {
        lock (Gate)
        {
            reentrantChains ??= [];
            reentrantChains[chain] = reentrantChains.GetValueOrDefault(chain) + 1;
        }
    }

    public void LeaveReentrantSection(Guid chain)
    {
        lock (Gate)
        {
            if (reentrantChains is null || !reentrantChains.TryGetValue(chain, out var depth))
                return;

            if (depth > 1)
                reentrantChains[chain] = depth - 1;
            else
                reentrantChains.Remove(chain);
        }
    }

    protected override bool IsReentrantChain(Guid chain) => reentrantChains?.ContainsKey(chain) is true;

    protected override bool MayInterleave(GrainCall call, GrainCall blocker)
    {
        try
        {
            return Class.HasInterleavingRule
                && instance is not null
                && (Class.MayInterleave(instance, call) || Class.MayInterleave(instance, blocker));
        }
        catch (Exception exception)
        {
            Silo.Report.InterleavingPredicateFailed(exception, this);
            return false;
        }
    }
}
