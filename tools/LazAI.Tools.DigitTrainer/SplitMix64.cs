namespace LazAI.Tools.DigitTrainer;

/// <summary>
/// The SplitMix64 generator (Steele, Lea and Flood 2014): fixed by its seed on every machine and .NET version, which
/// <see cref="Random"/> does not promise.
/// </summary>
internal sealed class SplitMix64(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>Below <paramref name="bound"/>; the bias is under 2⁻⁴⁰ for the bounds used here.</summary>
    public int Below(int bound) => (int)(ulong)(((UInt128)Next() * (ulong)bound) >> 64);

    /// <summary>In [−1, 1), of 24 bits, so that the conversion is exact.</summary>
    public float Symmetric() => ((int)(Next() >> 39) - (1 << 24)) * (1f / (1 << 24));

    /// <summary>Fisher–Yates.</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = Below(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }
}
