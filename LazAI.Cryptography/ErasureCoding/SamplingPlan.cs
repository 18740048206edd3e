using System.Numerics;

namespace LazAI.Cryptography.ErasureCoding;

/// <summary>
/// How many random chunks of an extended square a light client asks for. Whoever wants that the square cannot be recovered has to
/// withhold at least 65 × 65 of the 128 × 128 chunks, so a chunk chosen evenly is there with a chance of at most 12,159/16,384.
/// </summary>
/// <remarks>
/// In whole numbers. The samples are different chunks, so all of s are there with a chance of at most
/// C(16384 - 4225, s) / C(16384, s), a little below (1 - 0.2579)^s. The chunks have to be chosen so that whoever answers cannot
/// know them before, and one client's confidence is not that of all: a withholder may answer the first who ask.
/// </remarks>
public static class SamplingPlan
{
    /// <summary>Chunks of an extended square.</summary>
    public const int Chunks = ExtendedDataSquare.Size * ExtendedDataSquare.Size;

    /// <summary>The fewest chunks whose loss can make a square unrecoverable.</summary>
    public const int UnrecoverableMinimum = (ExtendedDataSquare.DataSize + 1) * (ExtendedDataSquare.DataSize + 1);

    /// <summary>So many chunks, whichever they are, always suffice to recover a square.</summary>
    public const int SufficientChunks = Chunks - UnrecoverableMinimum + 1;

    private const ulong ChanceUnit = 1_000_000_000_000_000_000;

    /// <summary>The least number of samples with which an unrecoverable square is missed with a chance below 1 in <paramref name="oneIn"/>.</summary>
    /// <param name="oneIn">At least 1; 1,000,000 for a confidence of more than 99.9999 %.</param>
    public static int Samples(ulong oneIn)
    {
        ArgumentOutOfRangeException.ThrowIfZero(oneIn);
        var (present, all) = (BigInteger.One, BigInteger.One);
        for (var samples = 0; ; samples++)
        {
            if (present * oneIn < all)
            {
                return samples;
            }

            present *= Chunks - UnrecoverableMinimum - samples;
            all *= Chunks - samples;
        }
    }

    /// <summary>The greatest chance to miss an unrecoverable square with so many samples, in units of 10^-18, rounded up.</summary>
    public static ulong MissChance(int samples)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(samples);
        var (present, all) = (BigInteger.One, BigInteger.One);
        for (var i = 0; i < samples; i++)
        {
            if (i >= Chunks - UnrecoverableMinimum)
            {
                return 0;
            }

            present *= Chunks - UnrecoverableMinimum - i;
            all *= Chunks - i;
        }

        return (ulong)((present * ChanceUnit + all - 1) / all);
    }
}
