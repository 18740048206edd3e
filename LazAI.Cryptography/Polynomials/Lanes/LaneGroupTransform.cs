using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using LazAI.Cryptography.Curves;
using LazAI.Cryptography.Curves.Lanes;
using LazAI.Cryptography.Fields;
using LazAI.Cryptography.Fields.Lanes;

namespace LazAI.Cryptography.Polynomials.Lanes;

/// <summary>The transforms of <see cref="GroupTransform"/> with as many multiplications of points at a time as a vector has lanes.</summary>
internal static class LaneGroupTransform
{
    /// <inheritdoc cref="GroupTransform.Evaluate"/>
    public static void Evaluate<TScalar, TModulus, TCurve>(
        EvaluationDomain<TScalar> domain, JacobianPoint<MontgomeryField384<TModulus>, TCurve>[] items, int block = 0, int degree = 1)
        where TScalar : unmanaged, IPrimeField<TScalar>
        where TModulus : struct, IModulus384
        where TCurve : struct, ICurve<MontgomeryField384<TModulus>>
    {
        switch (LanePaths.Current)
        {
            case LanePath.Avx512:
                Transform<LaneField384<Vector512<double>, LaneVector512, TModulus>, TScalar, MontgomeryField384<TModulus>, TCurve>(
                    domain, items, block, isInverse: false, degree);
                break;
            case LanePath.Avx2:
                Transform<LaneField384<Vector256<double>, LaneVector256, TModulus>, TScalar, MontgomeryField384<TModulus>, TCurve>(
                    domain, items, block, isInverse: false, degree);
                break;
            default:
                GroupTransform.Evaluate(domain, items, block, degree);
                break;
        }
    }

    /// <inheritdoc cref="GroupTransform.InterpolateUnscaled"/>
    public static void InterpolateUnscaled<TScalar, TModulus, TCurve>(
        EvaluationDomain<TScalar> domain, JacobianPoint<MontgomeryField384<TModulus>, TCurve>[] items, int block = 0, int degree = 1)
        where TScalar : unmanaged, IPrimeField<TScalar>
        where TModulus : struct, IModulus384
        where TCurve : struct, ICurve<MontgomeryField384<TModulus>>
    {
        switch (LanePaths.Current)
        {
            case LanePath.Avx512:
                Transform<LaneField384<Vector512<double>, LaneVector512, TModulus>, TScalar, MontgomeryField384<TModulus>, TCurve>(
                    domain, items, block, isInverse: true, degree);
                break;
            case LanePath.Avx2:
                Transform<LaneField384<Vector256<double>, LaneVector256, TModulus>, TScalar, MontgomeryField384<TModulus>, TCurve>(
                    domain, items, block, isInverse: true, degree);
                break;
            default:
                GroupTransform.InterpolateUnscaled(domain, items, block, degree);
                break;
        }
    }

    private static void Transform<T, TScalar, TField, TCurve>(
        EvaluationDomain<TScalar> domain, JacobianPoint<TField, TCurve>[] items, int block, bool isInverse, int degree)
        where T : unmanaged, ILaneField<T, TField>
        where TScalar : unmanaged, IPrimeField<TScalar>
        where TField : unmanaged, IPrimeField<TField>
        where TCurve : struct, ICurve<TField>
    {
        const int RowLength = LanePoint<T, TField, TCurve>.RowLength;
        var rows = ArrayPool<double>.Shared.Rent(items.Length * RowLength);
        for (var i = 0; i < items.Length; i++)
        {
            LanePoint<T, TField, TCurve>.Pack(in items[i], rows.AsSpan(i * RowLength, RowLength));
        }

        var levels = BitOperations.Log2((uint)items.Length);
        for (var step = 0; step < levels; step++)
        {
            // Pairs of the first part of block 0 are not multiplied, and so are groups of their own.
            var level = isInverse ? levels - 1 - step : step;
            var pairs = items.Length / 2;
            var plain = block == 0 ? items.Length >> (level + 1) : 0;
            var plainGroups = (plain + T.Count - 1) / T.Count;
            var groups = plainGroups + (pairs - plain + T.Count - 1) / T.Count;
            void Group(int group)
            {
                var (first, end) = group < plainGroups ? (group * T.Count, plain) : (plain + (group - plainGroups) * T.Count, pairs);
                Butterflies<T, TScalar, TField, TCurve>(domain, rows, items.Length, block, level, first, end, isInverse);
            }

            if (degree <= 1)
            {
                for (var group = 0; group < groups; group++)
                {
                    Group(group);
                }
            }
            else
            {
                Parallel.For(0, groups, new ParallelOptions { MaxDegreeOfParallelism = degree }, Group);
            }
        }

        for (var i = 0; i < items.Length; i++)
        {
            items[i] = LanePoint<T, TField, TCurve>.Unpack(rows.AsSpan(i * RowLength, RowLength));
        }

        ArrayPool<double>.Shared.Return(rows);
    }

    // One pair a lane, from the first on; lanes too many do the last pair's work again.
    [SkipLocalsInit]
    private static void Butterflies<T, TScalar, TField, TCurve>(
        EvaluationDomain<TScalar> domain, double[] rows, int length, int block, int level, int first, int end, bool isInverse)
        where T : unmanaged, ILaneField<T, TField>
        where TScalar : unmanaged, IPrimeField<TScalar>
        where TField : unmanaged, IPrimeField<TField>
        where TCurve : struct, ICurve<TField>
    {
        const int RowLength = LanePoint<T, TField, TCurve>.RowLength;
        var words = TScalar.Size / 8;
        var half = length >> (level + 1);
        Span<int> lower = stackalloc int[T.Count];
        Span<int> upper = stackalloc int[T.Count];
        Span<ulong> factors = stackalloc ulong[T.Count * words];
        var isPlain = true;
        for (var lane = 0; lane < T.Count; lane++)
        {
            var (part, item) = Math.DivRem(Math.Min(first + lane, end - 1), half);
            lower[lane] = (2 * half * part + item) * RowLength;
            upper[lane] = lower[lane] + half * RowLength;
            var index = (block << level) + part;
            isPlain &= index == 0;
            var factor = isInverse ? domain.InverseRoot(index) : domain.Roots[index];
            factor.ToWords(factors.Slice(lane * words, words));
        }

        LanePoint<T, TField, TCurve>.Gather(in rows[0], lower, out var u);
        LanePoint<T, TField, TCurve>.Gather(in rows[0], upper, out var v);
        if (!isInverse && !isPlain)
        {
            LaneScalarMultiplication<T, TField, TCurve>.Multiply(in v, factors, words, out v);
        }

        LanePoint<T, TField, TCurve>.Add(in u, in v, out var sum);
        T.Negate(in v.Y, uint.MaxValue, out v.Y);
        LanePoint<T, TField, TCurve>.Add(in u, in v, out var difference);
        if (isInverse && !isPlain)
        {
            LaneScalarMultiplication<T, TField, TCurve>.Multiply(in difference, factors, words, out difference);
        }

        LanePoint<T, TField, TCurve>.Scatter(in sum, ref rows[0], lower);
        LanePoint<T, TField, TCurve>.Scatter(in difference, ref rows[0], upper);
    }
}
