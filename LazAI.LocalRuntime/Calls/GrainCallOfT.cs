using System.Threading.Tasks.Sources;

namespace LazAI.LocalRuntime.Calls;

/// <summary>A call with a result; it is itself what the caller awaits, so that a call needs no task.</summary>
internal abstract class GrainCall<TResult> : GrainCall, IValueTaskSource<TResult>, IValueTaskSource
{
    private ManualResetValueTaskSourceCore<TResult> response;
    private TResult? result;

    public override Exception? Error { get; set; }

    public short Version => response.Version;

    protected TResult? Result
    {
        get => result;
        set => result = value;
    }

    public override void SetFilteredResult(object? value) => result = value is null ? default : (TResult)value;

    /// <summary>The same call, ready to be sent.</summary>
    public GrainCall<TResult> Copy()
    {
        var copy = (GrainCall<TResult>)MemberwiseClone();
        copy.response = default;
        copy.Reusable = false;
        copy.State = CallState.Waiting;
        return copy;
    }

    public sealed override void Deliver(bool inline)
    {
        response.RunContinuationsAsynchronously = !inline && !Reference.Route.Silo.Turns.IsSingleThreaded;
        if (Error is { } error)
            response.SetException(error);
        else
            response.SetResult(result!);
    }

    public sealed override void Fail(Exception exception)
    {
        response.RunContinuationsAsynchronously = !Reference.Route.Silo.Turns.IsSingleThreaded;
        response.SetException(exception);
    }

    public sealed override void Recycle()
    {
        if (!Reusable)
            return;

        response.Reset();
        result = default;
        Error = null;
        Clear();
        Forget();
        Return();
    }

    TResult IValueTaskSource<TResult>.GetResult(short token) => TakeResult(token);

    void IValueTaskSource.GetResult(short token) => TakeResult(token);

    ValueTaskSourceStatus IValueTaskSource<TResult>.GetStatus(short token) => response.GetStatus(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => response.GetStatus(token);

    void IValueTaskSource<TResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        response.OnCompleted(continuation, state, token, flags);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        response.OnCompleted(continuation, state, token, flags);

    /// <summary>Forgets the arguments, so that a pooled object keeps nothing alive.</summary>
    protected abstract void Clear();

    /// <summary>Puts the cleared object into the pool of its class.</summary>
    protected abstract void Return();

    private TResult TakeResult(short token)
    {
        try
        {
            return response.GetResult(token);
        }
        finally
        {
            // An abandoned call may still be running, with this object as its arguments.
            if (State == CallState.Done)
                Recycle();
        }
    }
}
