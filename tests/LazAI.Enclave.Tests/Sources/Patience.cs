using LazAI.Testing;

namespace LazAI.Enclave.Tests.Sources;

/// <summary>Lets time pass for whoever waits, until it has what it waits for.</summary>
internal static class Patience
{
    public static async Task<T> WaitAsync<T>(ManualTime time, Task<T> task)
    {
        while (!task.IsCompleted)
        {
            var armed = time.WhenTimersAsync(ahead => ahead > TimeSpan.Zero);
            if (await Task.WhenAny(armed, task) == armed)
            {
                time.Advance(TimeSpan.FromMinutes(1));
            }
        }

        return await task;
    }
}
