using System.Numerics;

namespace LazAI.Cryptography.Groth16.Proving;

/// <summary>
/// What a proof takes at most, by the key's size alone: as if every number of the witness were of full size. A circuit of which three
/// wires in five are bits takes about half of it.
/// </summary>
/// <param name="AdditionsInG1">Additions of points of G1.</param>
/// <param name="AdditionsInG2">Additions of points of G2.</param>
/// <param name="Butterflies">Steps of Fourier transforms, of one multiplication modulo r each.</param>
/// <param name="PeakMemoryBytes">Work memory, besides the key's own.</param>
public sealed record ProvingEstimate(long AdditionsInG1, long AdditionsInG2, long Butterflies, long PeakMemoryBytes)
{
    private const double NanosecondsPerAdditionInG1 = 75;
    private const double NanosecondsPerAdditionInG2 = 175;

    // With the products of the constraints, which take about as long as the transforms.
    private const double NanosecondsPerButterfly = 20;

    private const int ScalarBits = 254;

    /// <summary>
    /// Processor time on a core of 2025 with AVX-512 (an EPYC of the Zen 5 kind, on which the costs of an operation were measured). Of several
    /// cores each takes its share. Without vectors it is about four times as long.
    /// </summary>
    public TimeSpan OneCoreTime => TimeSpan.FromMilliseconds(
        (NanosecondsPerAdditionInG1 * AdditionsInG1 + NanosecondsPerAdditionInG2 * AdditionsInG2 + NanosecondsPerButterfly * Butterflies) / 1e6);

    internal static ProvingEstimate Of(ProvingKeyParts key, int threads)
    {
        var n = key.DomainSize;
        var (a, b, c) = (Count(key.A), Count(key.B1), Count(key.C));
        var b2 = key.B2.Count(point => !point.IsInfinity);
        return new(
            Additions(a) + Additions(b) + Additions(c) + Additions(n),
            Additions(b2),
            6L * (n / 2) * BitOperations.Log2((uint)n),
            Memory(key.Wires, n, Math.Max(1, threads)));
    }

    private static int Count<TField, TCurve>(Curves.AffinePoint<TField, TCurve>[] points)
        where TField : unmanaged, Fields.IFieldElement<TField>
        where TCurve : struct, Curves.ICurve<TField> => points.Count(point => !point.IsInfinity);

    // For each digit one for each point, and two for each of half as many buckets as 2 to the digit's bits.
    private static long Additions(int points)
    {
        var bits = Math.Clamp(BitOperations.Log2((uint)points + 1) - 3, 2, 15);
        return (ScalarBits / bits + 1) * ((long)points + (1 << bits));
    }

    // Elements have 40 bytes, points in lanes 128 and 256, numbers 36 with their place. A thread has the points of one digit.
    private static long Memory(long wires, long n, long threads)
    {
        const int Element = 40, Root = 40 + 64, Number = 36, One = 128 + 32, Two = 256 + 32, DigitInOne = 256, DigitInTwo = 448;
        return (QuotientPolynomial.Polynomials * Element + Root + Number + One) * n
            + (2 * Number + 3 * One + Two) * wires
            + threads * (DigitInOne * Math.Max(wires, n) + DigitInTwo * wires);
    }
}
