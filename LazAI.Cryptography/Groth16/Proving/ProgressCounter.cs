namespace LazAI.Cryptography.Groth16.Proving;

/// <summary>Adds up what threads have done.</summary>
internal sealed class ProgressCounter(long total, IProgress<ProvingProgress>? progress)
{
    private long _done;

    /// <summary>The last report, of all.</summary>
    public void Finish() => progress?.Report(new(total, total));

    public void Add(int units) => progress?.Report(new(Interlocked.Add(ref _done, units), total));
}
