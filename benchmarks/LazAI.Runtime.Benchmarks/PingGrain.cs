namespace LazAI.Runtime.Benchmarks;

public interface IPingGrain : IGrainWithIntegerKey
{
    /// <summary>Counts the call.</summary>
    ValueTask Ping();

    /// <summary>Counts the call and returns a task, as most grain methods do.</summary>
    Task PingTask();

    /// <summary>Adds to the count and returns it.</summary>
    ValueTask<long> Add(long amount);

    /// <summary>The calls counted.</summary>
    ValueTask<long> Count();
}

public sealed class PingGrain : Grain, IPingGrain
{
    private long count;

    public ValueTask Ping()
    {
        count++;
        return ValueTask.CompletedTask;
    }

    public Task PingTask()
    {
        count++;
        return Task.CompletedTask;
    }

    public ValueTask<long> Add(long amount) => ValueTask.FromResult(count += amount);

    public ValueTask<long> Count() => ValueTask.FromResult(count);
}
