using System.Reflection;
using LazAI.LocalRuntime.Activations;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace LazAI.LocalRuntime.Calls;

/// <summary>
/// One call of one method. The classes that hold the arguments are emitted (<see cref="References.ReferenceEmitter"/>), so that arguments are
/// fields and never boxed; objects go back to a pool once both the callee has finished and the caller has taken the result.
/// </summary>
internal abstract class GrainCall : IInvokable
{
    private GrainMethod? method;

    /// <summary>The reference that the call was made through.</summary>
    public GrainReference Reference { get; private set; } = null!;

    /// <summary>The grain that made the call; null for code outside the grains.</summary>
    public Activation? Source { get; private set; }

    /// <summary>The caller's <see cref="RequestContext"/>.</summary>
    public Dictionary<string, object>? Context { get; set; }

    /// <summary>Neighbours in the target's list of waiting or of running calls.</summary>
    public GrainCall? Next { get; set; }

    /// <inheritdoc cref="Next"/>
    public GrainCall? Previous { get; set; }

    /// <summary>Where the call waits or runs.</summary>
    public TurnProcessor Target { get; set; } = null!;

    /// <summary>How far the call is; changes only under the target's lock.</summary>
    public CallState State { get; set; }

    /// <summary>The silo's tick at which the caller stops waiting.</summary>
    public long Deadline { get; set; }

    /// <summary>When the call was sent, if it is one whose latency is measured, else 0.</summary>
    public long SentAt { get; set; }

    /// <summary>The link between the caller's cancellation token and the callee's, where the caller's can be cancelled.</summary>
    public CallCancellation? Cancellation { get; set; }

    /// <summary>False once something else than caller and callee may still hold this object, which keeps it out of the pool.</summary>
    public bool Reusable { get; set; } = true;

    public GrainMethod Method => method!;

    public virtual bool IsAlwaysInterleave => Method.IsAlwaysInterleave;

    public virtual bool IsReadOnly => Method.IsReadOnly;

    /// <summary>Whether nobody waits for the result.</summary>
    public virtual bool IsOneWay => Method.IsOneWay;

    /// <summary>Whether the call counts as use of the activation, which puts its idle collection off.</summary>
    public virtual bool KeepsAlive => true;

    /// <summary>Whether the call belongs to this very activation, so that it is dropped rather than sent on to the next one.</summary>
    public virtual bool IsLocal => false;

    /// <summary>What the caller of a local call is told if the activation has gone; null for nothing.</summary>
    public virtual Exception? WhenGone => null;

    /// <summary>What the caller is told if the grain would have to be activated for the call and that is no longer worth it; null if it is.</summary>
    public virtual Exception? WhenUnwanted => null;

    public abstract Exception? Error { get; set; }

    public void Address(GrainReference reference, GrainMethod calledMethod)
    {
        Reference = reference;
        method = calledMethod;
        Source = Activation.Current;
        Context = RequestContext.Export();
        State = CallState.Waiting;
    }

    /// <summary>Calls the method; true if it has already ended, else the target hears of the end through <see cref="TurnProcessor.Finish"/>.</summary>
    public abstract bool Start(object target);

    /// <summary>Calls the method for a filter, which sees the result as an object.</summary>
    public abstract Task<object?> InvokeForFilter(object target);

    /// <summary>Sets the result that a filter decided on.</summary>
    public abstract void SetFilteredResult(object? value);

    /// <summary>Hands the result to the caller; its continuation runs here and now only if <paramref name="inline"/>.</summary>
    public abstract void Deliver(bool inline);

    /// <summary>Tells the caller of a failure while the callee may still run.</summary>
    public abstract void Fail(Exception exception);

    /// <summary>Gives the object back to its pool.</summary>
    public abstract void Recycle();

    /// <summary>Replaces the cancellation argument by the callee's own token.</summary>
    public abstract void SetCancellationToken(CancellationToken token);

    public abstract int GetArgumentCount();

    public abstract object? GetArgument(int index);

    public abstract CancellationToken GetCancellationToken();

    bool IInvokable.IsCancellable => Method.IsCancellable;

    public virtual string GetMethodName() => Method.Method.Name;

    public virtual string GetInterfaceName() => Method.InterfaceName;

    public virtual string GetActivityName() => Method.ActivityName;

    public virtual MethodInfo GetMethod() => Method.Method;

    public virtual Type GetInterfaceType() => Method.Method.DeclaringType!;

    public virtual TimeSpan? GetDefaultResponseTimeout() => Method.ResponseTimeout;

    public override string ToString() => $"{Method} of grain {Reference.GrainId}";

    protected void Forget()
    {
        Reference = null!;
        method = null;
        Source = null;
        Context = null;
        Target = null!;
        Cancellation = null;
        SentAt = 0;
    }
}

/// <summary>How far a <see cref="GrainCall"/> is.</summary>
internal enum CallState
{
    /// <summary>In the target's queue.</summary>
    Waiting,

    /// <summary>The method has been called and has not ended.</summary>
    Running,

    /// <summary>The caller was told that it timed out or was cancelled; the callee may still run.</summary>
    Abandoned,

    /// <summary>The method has ended.</summary>
    Done,
}
