using System.Diagnostics.CodeAnalysis;

namespace LazAI.LocalRuntime.Calls;

/// <summary>
/// Links the caller's cancellation token to the one that the callee sees. The callee gets a token of its own so that its callbacks run in a
/// turn of the callee, not on the thread of whoever cancels.
/// </summary>
[SuppressMessage("Reliability", "CA1001", Justification = "The source has no timer, and the callee may use its token after the call.")]
internal sealed class CallCancellation(GrainCall call, CancellationToken callerToken)
{
    private readonly CancellationTokenSource callee = new();
    private CancellationTokenRegistration registration;
    private int phase;

    private enum Phase
    {
        Registering,
        Registered,
        Ended,
    }

    public CancellationToken CallerToken => callerToken;

    public CancellationToken CalleeToken => callee.Token;

    /// <summary>Starts to listen; the call must have a target by now.</summary>
    public void Link()
    {
        registration = callerToken.UnsafeRegister(static state => ((CallCancellation)state!).OnCancelled(), this);
        if (Interlocked.CompareExchange(ref phase, (int)Phase.Registered, (int)Phase.Registering) == (int)Phase.Ended)
            registration.Dispose();
    }

    /// <summary>Stops to listen.</summary>
    public void End()
    {
        if (Interlocked.Exchange(ref phase, (int)Phase.Ended) == (int)Phase.Registered)
            registration.Dispose();
    }

    /// <summary>Cancels the callee's token; runs in a turn of the callee.</summary>
    public void CancelCallee() => callee.Cancel();

    private void OnCancelled() => call.Target.Cancel(call);
}
