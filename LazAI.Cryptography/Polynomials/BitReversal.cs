using System.Numerics;

namespace LazAI.Cryptography.Polynomials;

/// <summary>The permutation that sends an index to its bits read backwards (consensus-specs, <c>bit_reversal_permutation</c>).</summary>
internal static class BitReversal
{
    /// <summary>The lowest bits of an index, read backwards.</summary>
    public static int Reverse(int index, int bits)
    {
        var reversed = 0;
        for (var i = 0; i < bits; i++)
        {
            reversed = reversed << 1 | (index >> i & 1);
        }

        return reversed;
    }

    /// <summary>Permutes as many items as some power of two, in place; twice is no change.</summary>
    public static void Permute<T>(Span<T> items)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(BitOperations.IsPow2(items.Length), true);
        var bits = BitOperations.Log2((uint)items.Length);
        for (var i = 0; i < items.Length; i++)
        {
            var j = Reverse(i, bits);
            if (i < j)
            {
                (items[i], items[j]) = (items[j], items[i]);
            }
        }
    }
}
