using System.Runtime.CompilerServices;

namespace LazAI.Cryptography.Fields.Lanes;

/// <summary>One element of one lane in memory: its limbs, lowest first. Eight for every field, so that a row is a line of the cache.</summary>
/// <remarks>Here are the ways between rows and the unsigned limbs of scalar fields, of which each has more bits than a row's limb.</remarks>
internal static class LaneRow
{
    public const int Length = 8;

    /// <summary>Regroups limbs, and makes each nearest to 0 except for the last.</summary>
    public static void Split(ReadOnlySpan<ulong> limbs, int limbBits, Span<double> row, int rowBits)
    {
        var (carry, limb, shift) = (0L, 0, 0);
        for (var i = 0; i < row.Length - 1; i++)
        {
            var bits = (limbs[limb] >> shift | limbs[limb + 1] << (limbBits - shift)) & ((1UL << rowBits) - 1);
            var number = (long)bits + carry;
            carry = (number + (1L << (rowBits - 1))) >> rowBits;
            row[i] = number - (carry << rowBits);
            shift += rowBits;
            if (shift >= limbBits)
            {
                shift -= limbBits;
                limb++;
            }
        }

        row[^1] = (long)(limbs[limb] >> shift) + carry;
    }

    /// <summary>The reverse of <see cref="Split"/>. The last limb has the sign of the number.</summary>
    public static void Join(ReadOnlySpan<double> row, int rowBits, Span<ulong> limbs, int limbBits)
    {
        var (carry, limb, filled, bits) = (0L, 0, 0, 0UL);
        for (var i = 0; i < row.Length - 1; i++)
        {
            var number = (long)row[i] + carry;
            carry = number >> rowBits;
            var digit = (ulong)number & ((1UL << rowBits) - 1);
            bits |= digit << filled;
            filled += rowBits;
            if (filled >= limbBits)
            {
                limbs[limb++] = bits & ((1UL << limbBits) - 1);
                filled -= limbBits;
                bits = digit >> (rowBits - filled);
            }
        }

        limbs[limb] = bits + ((ulong)((long)row[^1] + carry) << filled);
    }

    /// <summary>
    /// How often a constant goes into a limb of at most 52 bits, or one less where the rest would be below a 4096th of it. By a
    /// multiplication: a division's time depends on the number.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Quotient(ulong limb, ulong divisor) => (long)Math.BigMul(limb, ulong.MaxValue / divisor, out _);

    /// <summary>Adds p times a small factor; the last limb has the sign of the number.</summary>
    public static void AddMultiple(Span<ulong> limbs, ReadOnlySpan<ulong> p, long factor, int limbBits)
    {
        var carry = 0L;
        for (var i = 0; i < limbs.Length - 1; i++)
        {
            var number = (long)limbs[i] + factor * (long)p[i] + carry;
            carry = number >> limbBits;
            limbs[i] = (ulong)number & ((1UL << limbBits) - 1);
        }

        limbs[^1] += (ulong)(factor * (long)p[^1] + carry);
    }
}
