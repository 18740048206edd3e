using System.Numerics;
using LazAI.Cryptography.Curves;
using LazAI.Cryptography.Fields;

namespace LazAI.Cryptography.Polynomials;

/// <summary>
/// The transforms of an <see cref="EvaluationDomain{T}"/> on points of a curve instead of numbers: on commitments, which are linear.
/// A multiplication is a scalar multiplication here, so the multiplications of a level are spread over the cores. Variable-time.
/// </summary>
internal static class GroupTransform
{
    /// <summary>Coefficients to values at the points of a block, in bit-reversed order.</summary>
    public static void Evaluate<TScalar, TField, TCurve>(
        EvaluationDomain<TScalar> domain, JacobianPoint<TField, TCurve>[] items, int block = 0, int degreeOfParallelism = 1)
        where TScalar : unmanaged, IPrimeField<TScalar>
        where TField : unmanaged, IFieldElement<TField>
        where TCurve : struct, ICurve<TField>
    {
        for (var level = 0; items.Length >> level > 1; level++)
        {
            EachPair(items.Length, level, degreeOfParallelism, (lower, upper, i) =>
            {
                var v = Multiply(items[upper], domain.Roots[(block << level) + i]);
                var u = items[lower];
                items[lower] = u + v;
                items[upper] = u - v;
            });
        }
    }

    /// <summary>Values at the points of a block, in bit-reversed order, to coefficients times their number: the caller divides.</summary>
    public static void InterpolateUnscaled<TScalar, TField, TCurve>(
        EvaluationDomain<TScalar> domain, JacobianPoint<TField, TCurve>[] items, int block = 0, int degreeOfParallelism = 1)
        where TScalar : unmanaged, IPrimeField<TScalar>
        where TField : unmanaged, IFieldElement<TField>
        where TCurve : struct, ICurve<TField>
    {
        for (var level = BitOperations.Log2((uint)items.Length) - 1; level >= 0; level--)
        {
            EachPair(items.Length, level, degreeOfParallelism, (lower, upper, i) =>
            {
                var (u, v) = (items[lower], items[upper]);
                items[lower] = u + v;
                items[upper] = Multiply(u - v, domain.InverseRoot((block << level) + i));
            });
        }
    }

    private static JacobianPoint<TField, TCurve> Multiply<TScalar, TField, TCurve>(in JacobianPoint<TField, TCurve> point, in TScalar scalar)
        where TScalar : unmanaged, IPrimeField<TScalar>
        where TField : unmanaged, IFieldElement<TField>
        where TCurve : struct, ICurve<TField>
    {
        if (point.IsInfinity || scalar.Equals(TScalar.One))
        {
            return point;
        }

        Span<ulong> words = stackalloc ulong[TScalar.Size / 8];
        scalar.ToWords(words);
        return ScalarMultiplication.VariableTime(in point, words);
    }

    // Both halves of each of the 2^level parts, item by item.
    private static void EachPair(int length, int level, int degreeOfParallelism, Action<int, int, int> action)
    {
        var half = length >> (level + 1);
        void Pair(int index)
        {
            var (part, item) = (index / half, index % half);
            action(2 * half * part + item, 2 * half * part + half + item, part);
        }

        if (degreeOfParallelism <= 1)
        {
            for (var i = 0; i < length / 2; i++)
            {
                Pair(i);
            }
        }
        else
        {
            Parallel.For(0, length / 2, new ParallelOptions { MaxDegreeOfParallelism = degreeOfParallelism }, Pair);
        }
    }
}
