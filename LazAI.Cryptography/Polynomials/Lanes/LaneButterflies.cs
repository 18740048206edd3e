using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LazAI.Cryptography.Fields;
using LazAI.Cryptography.Fields.Lanes;

namespace LazAI.Cryptography.Polynomials.Lanes;

/// <summary>The loops of <see cref="EvaluationDomain{T}"/> with a transform in each lane, all of one size but each of a block of its own.</summary>
/// <remarks>
/// Sums are left to grow while a product is still right for them: a normal element (see <see cref="ILaneField{T, TScalar}"/>) times
/// a sum of sixteen has limbs and size well within what its reduction takes.
/// </remarks>
internal static class LaneButterflies<TVector, TLanes, TModulus>
    where TVector : unmanaged
    where TLanes : struct, ILaneVector<TVector>
    where TModulus : struct, IModulus256
{
    // Going back, sums double on each level. On every third, eight become one again.
    private const int Doublings = 3;

    // Going forth, one more product is added on each level, to the first number, too.
    private const int LevelsMaximum = 15;

    /// <summary>Coefficients to values.</summary>
    /// <param name="items">Normal elements; results are sums of at most sixteen.</param>
    /// <param name="roots">The rows of the domain's roots.</param>
    /// <param name="blocks">Each lane's block.</param>
    [SkipLocalsInit]
    public static void Forward(Span<LaneField256<TVector, TLanes, TModulus>> items, double[] roots, ReadOnlySpan<int> blocks)
    {
        var levels = BitOperations.Log2((uint)items.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(levels, LevelsMaximum);
        for (var level = 0; level < levels; level++)
        {
            var half = items.Length >> (level + 1);
            ref var lower = ref MemoryMarshal.GetReference(items);
            for (var part = 0; part < 1 << level; part++)
            {
                ref var upper = ref Unsafe.Add(ref lower, half);
                var isOne = TryGetOne(roots, blocks, level, part, isInverse: false, out var root);
                for (var j = 0; j < half; j++)
                {
                    ref var u = ref Unsafe.Add(ref lower, j);
                    ref var v = ref Unsafe.Add(ref upper, j);
                    if (isOne)
                    {
                        AddAndSubtract(ref u, ref v);
                        LaneField256<TVector, TLanes, TModulus>.Normalize(in u, out u);
                        LaneField256<TVector, TLanes, TModulus>.Normalize(in v, out v);
                    }
                    else
                    {
                        LaneField256<TVector, TLanes, TModulus>.Multiply(in v, in root, out v);
                        AddAndSubtract(ref u, ref v);
                    }
                }

                lower = ref Unsafe.Add(ref upper, half);
            }
        }
    }

    /// <summary>Values to coefficients.</summary>
    /// <param name="items">Normal elements, and so are the results.</param>
    /// <param name="roots">The rows of the domain's roots.</param>
    /// <param name="blocks">Each lane's block.</param>
    /// <param name="scale">The inverse of the size, which is multiplied by on the last level.</param>
    [SkipLocalsInit]
    public static void Backward(
        Span<LaneField256<TVector, TLanes, TModulus>> items,
        double[] roots,
        ReadOnlySpan<int> blocks,
        in LaneField256<TVector, TLanes, TModulus> scale)
    {
        var levels = BitOperations.Log2((uint)items.Length);
        for (var level = levels - 1; level >= 0; level--)
        {
            var half = items.Length >> (level + 1);
            var isDue = (levels - level) % Doublings == 0;
            ref var lower = ref MemoryMarshal.GetReference(items);
            for (var part = 0; part < 1 << level; part++)
            {
                ref var upper = ref Unsafe.Add(ref lower, half);
                var isOne = TryGetOne(roots, blocks, level, part, isInverse: true, out var root);
                if (level == 0)
                {
                    LaneField256<TVector, TLanes, TModulus>.Multiply(in root, in scale, out root);
                }

                for (var j = 0; j < half; j++)
                {
                    ref var u = ref Unsafe.Add(ref lower, j);
                    ref var v = ref Unsafe.Add(ref upper, j);
                    AddAndSubtract(ref u, ref v);
                    if (level == 0)
                    {
                        LaneField256<TVector, TLanes, TModulus>.Multiply(in u, in scale, out u);
                    }
                    else if (isDue)
                    {
                        LaneField256<TVector, TLanes, TModulus>.Normalize(in u, out u);
                    }

                    if (level == 0 || !isOne)
                    {
                        LaneField256<TVector, TLanes, TModulus>.Multiply(in v, in root, out v);
                    }
                    else if (isDue)
                    {
                        LaneField256<TVector, TLanes, TModulus>.Normalize(in v, out v);
                    }
                }

                lower = ref Unsafe.Add(ref upper, half);
            }
        }
    }

    // u + v and u - v.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddAndSubtract(ref LaneField256<TVector, TLanes, TModulus> u, ref LaneField256<TVector, TLanes, TModulus> v)
    {
        LaneField256<TVector, TLanes, TModulus>.Subtract(in u, in v, out var difference);
        LaneField256<TVector, TLanes, TModulus>.Add(in u, in v, out u);
        v = difference;
    }

    // What each lane multiplies by in a part of a level: c_i, or 1/c_i; whether that is 1 in all of them.
    private static bool TryGetOne(
        double[] roots, ReadOnlySpan<int> blocks, int level, int part, bool isInverse, out LaneField256<TVector, TLanes, TModulus> root)
    {
        Span<int> offsets = stackalloc int[TLanes.Count];
        var negated = 0U;
        var isOne = true;
        for (var lane = 0; lane < offsets.Length; lane++)
        {
            var index = (blocks[lane] << level) + part;
            isOne &= index == 0;
            if (isInverse && index != 0)
            {
                index = EvaluationDomain<MontgomeryField256<TModulus>>.Mirror(index);
                negated |= 1U << lane;
            }

            offsets[lane] = index * LaneRow.Length;
        }

        LaneField256<TVector, TLanes, TModulus>.Gather(in roots[0], offsets, out root);
        LaneField256<TVector, TLanes, TModulus>.Negate(in root, negated, out root);
        return isOne;
    }
}
