namespace LazAI.Simulation.Kernel;

/// <summary>
/// A process: its code runs on the kernel's queue, with its own clock. When it stops, everything that it had in memory or under way
/// is gone at once.
/// </summary>
public sealed class Machine : TimeProvider
{
    private readonly SimulationKernel _kernel;

    public Machine(SimulationKernel kernel, string name)
    {
        _kernel = kernel;
        Name = name;
        Scheduler = new MachineScheduler(this);
    }

    public string Name { get; }

    public bool IsRunning { get; private set; } = true;

    /// <summary>Runs tasks in this process; what is awaited in one continues here.</summary>
    public TaskScheduler Scheduler { get; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Stop() => IsRunning = false;

    public void Post(Action action) => _kernel.Post(this, action);

    /// <summary>Starts asynchronous work in this process. Its failure, which nothing awaits, ends the simulation.</summary>
    public void Run(Func<Task> work) =>
        Start(work).ContinueWith(
            task => _kernel.Schedule(null, TimeSpan.Zero, () => throw new SimulationException($"{Name} has failed.", task.Exception!.InnerException)),
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);

    /// <summary>Starts asynchronous work in this process.</summary>
    public Task Start(Func<Task> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, Scheduler).Unwrap();

    /// <summary>A pause, to the microsecond: <see cref="Task.Delay(TimeSpan, TimeProvider)"/> counts milliseconds.</summary>
    public Task DelayAsync(TimeSpan time)
    {
        var pause = new TaskCompletionSource();
        _kernel.Schedule(this, time, pause.SetResult);
        return pause.Task;
    }

    public override DateTimeOffset GetUtcNow() => SimulationKernel.Epoch + _kernel.Now;

    public override long GetTimestamp() => _kernel.Now.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new MachineTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class MachineScheduler(Machine machine) : TaskScheduler
    {
        public override int MaximumConcurrencyLevel => 1;

        protected override void QueueTask(Task task) => machine.Post(() => TryExecuteTask(task));

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

        protected override IEnumerable<Task> GetScheduledTasks() => [];
    }

    private sealed class MachineTimer(Machine machine, TimerCallback callback, object? state) : ITimer
    {
        private int _setting;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var setting = ++_setting;
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                machine._kernel.Schedule(machine, dueTime, () => Fire(setting, period));
            }

            return true;
        }

        public void Dispose() => _setting++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Fire(int setting, TimeSpan period)
        {
            if (setting != _setting)
            {
                return;
            }

            if (period > TimeSpan.Zero)
            {
                machine._kernel.Schedule(machine, period, () => Fire(setting, period));
            }

            // In a task, so that what it awaits comes back to this machine.
            _ = Task.Factory.StartNew(
                () => callback(state), CancellationToken.None, TaskCreationOptions.DenyChildAttach, machine.Scheduler);
        }
    }
}

/// <summary>The simulation itself has failed: a party of it, not a check.</summary>
public sealed class SimulationException(string message, Exception? inner) : Exception(message, inner);
