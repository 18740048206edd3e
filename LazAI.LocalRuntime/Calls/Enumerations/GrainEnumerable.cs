using System.Runtime.ExceptionServices;
using Orleans.Runtime;

namespace LazAI.LocalRuntime.Calls;

/// <summary>
/// The caller's side of a method that returns <see cref="IAsyncEnumerable{T}"/>. Batches are fetched by calls that interleave with everything
/// else in the grain, so that the iterator runs in turns of its own grain.
/// </summary>
internal sealed class GrainEnumerable<T>(GrainReference reference, GrainMethod method, EnumerationRequest<T> request) : IAsyncEnumerable<T>
{
    public int BatchSize { get; init; } = 100;

    public GrainEnumerable<T> WithBatchSize(int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        return new(reference, method, request) { BatchSize = size };
    }

    public async IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        // The token of WithCancellation comes before the method's own token argument.
        var token = cancellationToken.CanBeCanceled ? cancellationToken : request.GetCancellationToken();
        var session = new EnumerationSession<T>(reference, method, request, BatchSize);
        try
        {
            while (true)
            {
                token.ThrowIfCancellationRequested();
                var batch = await session.FetchAsync(token);
                foreach (var item in batch.Items)
                {
                    token.ThrowIfCancellationRequested();
                    yield return item;
                }

                if (batch.Error is { } error)
                    ExceptionDispatchInfo.Throw(error);

                if (batch.IsLast)
                    yield break;
            }
        }
        finally
        {
            await session.EndAsync();
        }
    }
}

/// <summary>What one fetch brings. An error comes after the items that were made before it.</summary>
internal sealed record EnumerationBatch<T>(List<T> Items, bool IsLast, Exception? Error);
