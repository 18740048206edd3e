namespace LazAI.Enclave.Tests.Worker;

/// <summary>Lets one thread at a time at what a test and the server beside it share, and has tests wait for what is to become of it.</summary>
/// <param name="describe">The state in words, for a test that has waited in vain.</param>
internal sealed class WatchedState(Func<string> describe)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _fault;

    /// <summary>Completes with the next change. Asked for inside <see cref="Enter{T}"/>, it misses none.</summary>
    public Task NextChange => _changed.Task;

    public T Enter<T>(Func<T> act)
    {
        lock (_gate)
        {
            return act();
        }
    }

    public void Enter(Action act)
    {
        lock (_gate)
        {
            act();
        }
    }

    /// <summary>As <see cref="Enter{T}"/>; whoever waits looks again.</summary>
    public T Change<T>(Func<T> act)
    {
        lock (_gate)
        {
            var result = act();
            Signal();
            return result;
        }
    }

    /// <summary>As <see cref="Enter(Action)"/>; whoever waits looks again.</summary>
    public void Change(Action act)
    {
        lock (_gate)
        {
            act();
            Signal();
        }
    }

    /// <summary>Ends the test that waits: the other side has done what it must not.</summary>
    public void Fail(Exception fault) => Change(() => _fault ??= fault);

    /// <summary>Returns once the condition holds; it is looked at after every change. The patience only ends a test that hangs.</summary>
    public async Task WhenAsync(Func<bool> condition)
    {
        if (!await TryWhenAsync(condition, s_patience))
        {
            throw new TimeoutException(Enter(describe));
        }
    }

    /// <summary>Whether the condition came to hold while patience lasted, in real time.</summary>
    public async Task<bool> TryWhenAsync(Func<bool> condition, TimeSpan patience)
    {
        using var end = new CancellationTokenSource(patience);
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_fault is not null)
                {
                    throw new InvalidOperationException("The worker did what it must not.", _fault);
                }

                if (condition())
                {
                    return true;
                }

                changed = NextChange;
            }

            await changed.WaitAsync(end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (end.IsCancellationRequested)
            {
                return false;
            }
        }
    }

    private void Signal()
    {
        _changed.TrySetResult();
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
