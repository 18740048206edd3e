using LazAI.Cryptography.Curves;
using LazAI.Cryptography.Fields;
using LazAI.Cryptography.Fields.Lanes;

namespace LazAI.Cryptography.Tests.Curves.Lanes;

/// <summary>What the tests of curves in lanes have in common.</summary>
internal static class LanePoints
{
    public static LanePath[] Paths { get; } = [.. Enum.GetValues<LanePath>().Where(LanePaths.IsSupported)];

    /// <summary>Multiples of the generator, among them infinity, pairs of the same and of opposite points.</summary>
    public static AffinePoint<TField, TCurve>[] Random<TField, TCurve>(Random random, int count)
        where TField : unmanaged, IPrimeField<TField>
        where TCurve : struct, ICurve<TField>
    {
        var points = new AffinePoint<TField, TCurve>[count];
        var next = new JacobianPoint<TField, TCurve>(AffinePoint<TField, TCurve>.Generator);
        for (var i = 0; i < count; i++)
        {
            points[i] = (i > 1 ? random.Next(12) : 3) switch
            {
                0 => AffinePoint<TField, TCurve>.Infinity,
                1 => points[random.Next(i)],
                2 => -points[random.Next(i)],
                _ => next.ToAffine(),
            };
            next = JacobianPoint<TField, TCurve>.Double(in next) + AffinePoint<TField, TCurve>.Generator;
        }

        return points;
    }

    /// <summary>Words of which many are all ones or all zeros.</summary>
    public static ulong[] Scalars(Random random, int words) =>
        [.. Enumerable.Range(0, words).Select(_ => random.Next(6) switch
        {
            0 => 0UL,
            1 => ulong.MaxValue,
            _ => (ulong)random.NextInt64(long.MinValue, long.MaxValue),
        })];

    /// <summary>One product after another.</summary>
    public static JacobianPoint<TField, TCurve> Sum<TField, TCurve>(
        ReadOnlySpan<AffinePoint<TField, TCurve>> points, ReadOnlySpan<ulong> scalars, int wordsPerScalar)
        where TField : unmanaged, IPrimeField<TField>
        where TCurve : struct, ICurve<TField>
    {
        var sum = JacobianPoint<TField, TCurve>.Infinity;
        for (var i = 0; i < points.Length; i++)
        {
            sum += ScalarMultiplication.VariableTime(
                new JacobianPoint<TField, TCurve>(in points[i]), scalars.Slice(i * wordsPerScalar, wordsPerScalar));
        }

        return sum;
    }
}
