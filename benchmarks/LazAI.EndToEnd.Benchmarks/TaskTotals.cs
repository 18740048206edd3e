using System.Text.Json;
using LazAI.Client;
using LazAI.Protocol.ComputeTasks;

namespace LazAI.EndToEnd.Benchmarks;

/// <summary>Follows the service's own totals in its live feed.</summary>
internal sealed class TaskTotals
{
    private long _verified;
    private long _settled;
    private long _lost;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Tasks whose result has been verified, settled ones among them.</summary>
    public long Verified => Volatile.Read(ref _verified);

    public long Settled => Volatile.Read(ref _settled);

    /// <summary>Tasks that ended in another way.</summary>
    public long Lost => Volatile.Read(ref _lost);

    /// <summary>Ends when the service has told something new.</summary>
    public Task Changed => Volatile.Read(ref _changed).Task;

    public async Task FollowAsync(LazAIClient client, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var message in client.ReadFeedAsync(cancellationToken))
            {
                if (message.Type == "totals")
                {
                    Read(message.Json);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The measurement is over.
        }
    }

    private void Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        var (verified, settled, lost) = (0L, 0L, 0L);
        foreach (var status in document.RootElement.GetProperty("tasks").EnumerateArray())
        {
            var count = status.GetProperty("count").GetInt64();
            switch (Enum.Parse<ComputeTaskStatus>(status.GetProperty("status").GetString()!))
            {
                case ComputeTaskStatus.Settled:
                    settled += count;
                    verified += count;
                    break;
                case ComputeTaskStatus.Verified or ComputeTaskStatus.Batched or ComputeTaskStatus.Provisional or ComputeTaskStatus.Final:
                    verified += count;
                    break;
                case ComputeTaskStatus.Expired or ComputeTaskStatus.Invalid:
                    lost += count;
                    break;
            }
        }

        Volatile.Write(ref _verified, verified);
        Volatile.Write(ref _settled, settled);
        Volatile.Write(ref _lost, lost);
        Interlocked.Exchange(ref _changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }
}
