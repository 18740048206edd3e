using System.Collections.Concurrent;
using LazAI.Cryptography;
using LazAI.Gateway.Tests;
using LazAI.Protocol;
using LazAI.Protocol.Api;

namespace LazAI.Gateway.Pages.Tests;

/// <summary>A worker that keeps the leases of its tasks for as long as a test looks at them, and leaves no session behind.</summary>
internal sealed class DiligentWorker : IAsyncDisposable
{
    private static readonly TimeSpan BeatInterval = TimeSpan.FromMilliseconds(400);

    private readonly TestWorker _worker;
    private readonly ConcurrentDictionary<TaskId, WorkItem> _held = [];
    private readonly CancellationTokenSource _leaving = new();
    private readonly Task _beating;

    private DiligentWorker(TestWorker worker) => (_worker, _beating) = (worker, BeatAsync(worker));

    public SessionId Session => _worker.Session.Id;

    public static async Task<DiligentWorker> OpenAsync(NetworkFixture network, Secp256k1PrivateKey account) =>
        new(await TestWorker.OpenAsync(network, account));

    /// <summary>Waits for tasks and holds them.</summary>
    public async Task TakeAsync(int count)
    {
        foreach (var item in await _worker.TakeAsync(count))
        {
            _held[item.TaskId] = item;
        }
    }

    /// <summary>Hands in correct results of all that it holds.</summary>
    public async Task FinishAsync()
    {
        await _worker.Api.SubmitResultsAsync(_worker.Sign([.. _held.Values.Select(_worker.Echo)]), CancellationToken.None);
        _held.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await _leaving.CancelAsync();
        await _beating;
        await _worker.Api.CloseAsync(CancellationToken.None);
        _worker.Dispose();
        _leaving.Dispose();
    }

    private async Task BeatAsync(TestWorker worker)
    {
        using var timer = new PeriodicTimer(BeatInterval);
        try
        {
            while (await timer.WaitForNextTickAsync(_leaving.Token))
            {
                await worker.Api.BeatAsync(new HeartbeatRequest([.. _held.Keys]), CancellationToken.None);
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }
}
