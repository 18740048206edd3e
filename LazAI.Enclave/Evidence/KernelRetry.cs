namespace LazAI.Enclave.Evidence;

/// <summary>Tries again, a few times, what the kernel was too busy for.</summary>
internal sealed class KernelRetry(TimeProvider time)
{
    public const int AttemptsMaximum = 8;

    private const int Interrupted = 4;
    private const int TryAgain = 11;
    private const int Busy = 16;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(20);

    /// <summary>Whether this error number says that another try may succeed: EINTR, EAGAIN (EWOULDBLOCK) or EBUSY.</summary>
    public static bool IsTransient(int error) => error is Interrupted or TryAgain or Busy;

    /// <summary>The first result that is not null; waits 20 ms before the second try and twice as long before each further one.</summary>
    /// <exception cref="EvidenceSourceException">No try succeeded.</exception>
    public async Task<T> InsistAsync<T>(string doing, Func<T?> attempt, CancellationToken cancellationToken)
        where T : class
    {
        for (var attempts = 1; ; attempts++)
        {
            if (attempt() is { } result)
            {
                return result;
            }

            if (attempts == AttemptsMaximum)
            {
                throw new EvidenceSourceException($"Gave up {doing} after {attempts} tries: it was busy, or somebody else kept asking.");
            }

            await Task.Delay(FirstDelay * (1 << (attempts - 1)), time, cancellationToken);
        }
    }
}
