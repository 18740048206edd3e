namespace LazAI.Enclave.Sessions;

/// <summary>Counts the tasks that this worker holds, over all its sessions, and never lets them become more than its capacity.</summary>
internal sealed class CapacityGate(int capacity)
{
    private readonly Lock _gate = new();
    private int _free = capacity;
    private TaskCompletionSource? _released;

    public int Capacity { get; } = capacity;

    public int InUse
    {
        get
        {
            lock (_gate)
            {
                return Capacity - _free;
            }
        }
    }

    /// <summary>Takes from 1 to <paramref name="maximum"/> places, waiting while there is none.</summary>
    public async ValueTask<int> ReserveAsync(int maximum, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task released;
            lock (_gate)
            {
                if (_free > 0)
                {
                    var taken = Math.Min(_free, maximum);
                    _free -= taken;
                    return taken;
                }

                _released ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                released = _released.Task;
            }

            await released.WaitAsync(cancellationToken);
        }
    }

    public void Release(int places)
    {
        if (places == 0)
        {
            return;
        }

        TaskCompletionSource? released;
        lock (_gate)
        {
            _free += places;
            released = _released;
            _released = null;
        }

        released?.SetResult();
    }
}
