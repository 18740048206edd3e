using System.Runtime.CompilerServices;

namespace LazAI.LocalRuntime.Calls;

/// <summary>A call of a method that returns <see cref="Task"/>, <see cref="ValueTask"/> or nothing.</summary>
internal abstract class VoidCall : GrainCall<Nothing>
{
    private ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter running;
    private Action? onEnded;

    public sealed override bool Start(object target)
    {
        try
        {
            var invocation = Invoke(target);
            if (invocation.IsCompleted)
            {
                invocation.GetAwaiter().GetResult();
                return true;
            }

            running = invocation.ConfigureAwait(Target.Silo.Turns.IsSingleThreaded).GetAwaiter();
        }
        catch (Exception exception)
        {
            Error = exception;
            return true;
        }

        running.UnsafeOnCompleted(onEnded ??= OnEnded);
        return false;
    }

    public sealed override async Task<object?> InvokeForFilter(object target)
    {
        await Invoke(target);
        return null;
    }

    /// <summary>Calls the method with the arguments of this object.</summary>
    protected abstract ValueTask Invoke(object target);

    private void OnEnded()
    {
        try
        {
            running.GetResult();
        }
        catch (Exception exception)
        {
            Error = exception;
        }

        running = default;
        Target.Finish(this);
    }
}
