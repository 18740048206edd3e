using System.Diagnostics.CodeAnalysis;
using LazAI.LocalRuntime.Activations;
using Orleans.Runtime;

namespace LazAI.LocalRuntime.Calls;

/// <summary>One enumeration: the iterator, which lives in one activation, and the calls that drive it there.</summary>
[SuppressMessage("Reliability", "CA1001", Justification = "The source has no timer, and the iterator may use its token to the end.")]
internal sealed class EnumerationSession<T>(GrainReference reference, GrainMethod method, EnumerationRequest<T> request, int batchSize)
{
    /// <summary>A fetch comes back empty after this time, so that a waiting iterator holds up no deactivation for longer.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource callee = new();
    private TurnProcessor? home;
    private IAsyncEnumerator<T>? iterator;
    private Task<bool>? moving;

    /// <summary>Fetches the next items; called by the consumer.</summary>
    /// <exception cref="EnumerationAbortedException">The activation that ran the iterator has gone.</exception>
    public Task<EnumerationBatch<T>> FetchAsync(CancellationToken token) =>
        SendAsync(new DriveCall<EnumerationBatch<T>>(this, static (session, target) => session.FetchInGrainAsync(target)), token);

    /// <summary>Ends the iterator, and waits for its end unless it is still busy with a fetch that the consumer gave up.</summary>
    public async ValueTask EndAsync()
    {
        if (home is null)
            return;

        var end = new DriveCall<Nothing>(this, static (session, _) => session.EndInGrainAsync());
        var ended = SendAsync(end, CancellationToken.None);
        if (moving is not null)
        {
            _ = ended.ContinueWith(static task => task.Exception, TaskScheduler.Default);
            return;
        }

        try
        {
            await ended;
        }
        catch (EnumerationAbortedException)
        {
            // The iterator went away with its activation.
        }
    }

    private async Task<TResult> SendAsync<TResult>(DriveCall<TResult> call, CancellationToken token)
    {
        call.Address(reference, method);
        call.Deadline = long.MaxValue;
        var response = new ValueTask<TResult>(call, call.Version).AsTask();
        if (home is null)
            reference.Route.Send(call);
        else if (!home.TryAccept(call))
            throw call.WhenGone;

        return await response.WaitAsync(token);
    }

    private async ValueTask<EnumerationBatch<T>> FetchInGrainAsync(object target)
    {
        var items = new List<T>();
        try
        {
            iterator ??= Begin(target);
            while (items.Count < batchSize)
            {
                var move = moving ?? iterator.MoveNextAsync().AsTask();
                if (!move.IsCompleted)
                {
                    // What is there goes out before the iterator waits.
                    moving = move;
                    if (items.Count > 0 || !await WaitAsync(move))
                        break;
                }

                moving = null;
                if (!await move)
                    return new(items, IsLast: true, Error: null);

                items.Add(iterator.Current);
            }

            return new(items, IsLast: false, Error: null);
        }
        catch (Exception exception)
        {
            return new(items, IsLast: true, exception);
        }
    }

    private IAsyncEnumerator<T> Begin(object target)
    {
        home = TurnProcessor.CurrentProcessor;
        request.SetCancellationToken(callee.Token);
        return request.Invoke(target).GetAsyncEnumerator(callee.Token);
    }

    private async Task<bool> WaitAsync(Task move)
    {
        await Task.WhenAny(move, Task.Delay(Heartbeat, reference.Route.Silo.Time));
        return move.IsCompleted;
    }

    private async ValueTask<Nothing> EndInGrainAsync()
    {
        await callee.CancelAsync();
        if (moving is { } move)
            await move.ContinueWith(static _ => { }, TaskScheduler.Current);

        if (iterator is not null)
            await iterator.DisposeAsync();

        return default;
    }

    /// <summary>A call that runs a step of the session in a turn of the grain. It belongs to one activation and dies with it.</summary>
    private sealed class DriveCall<TResult>(EnumerationSession<T> session, Func<EnumerationSession<T>, object, ValueTask<TResult>> step)
        : ResultCall<TResult>
    {
        public override bool IsAlwaysInterleave => true;

        public override bool IsLocal => session.home is not null;

        public override Exception WhenGone => new EnumerationAbortedException("The activation that was being enumerated has gone.");

        public override int GetArgumentCount() => 0;

        public override object? GetArgument(int index) => throw new ArgumentOutOfRangeException(nameof(index));

        public override CancellationToken GetCancellationToken() => default;

        public override void SetCancellationToken(CancellationToken token)
        {
        }

        public override TimeSpan? GetDefaultResponseTimeout() => Timeout.InfiniteTimeSpan;

        protected override ValueTask<TResult> Invoke(object target) => step(session, target);

        protected override void Clear()
        {
        }

        protected override void Return()
        {
        }
    }
}
