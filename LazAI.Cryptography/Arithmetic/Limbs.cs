using System.Runtime.CompilerServices;

namespace LazAI.Cryptography;

/// <summary>Carries and multiply-adds on 64-bit limbs, free of branches.</summary>
internal static class Limbs
{
    /// <summary>The carry (0 or 1) of a sum that had <paramref name="addend"/> in it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte Carry(ulong sum, ulong addend) => Unsafe.BitCast<bool, byte>(sum < addend);

    /// <summary>a + b + carry, with the new carry (0 or 1).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Add(ulong a, ulong b, ref ulong carry)
    {
        var sum = a + b;
        var total = sum + carry;
        carry = (ulong)Carry(sum, a) | Carry(total, sum);
        return total;
    }

    /// <summary>a - b - borrow, with the new borrow (0 or 1).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Subtract(ulong a, ulong b, ref ulong borrow)
    {
        var difference = a - b;
        var total = difference - borrow;
        borrow = (ulong)Carry(a, b) | Carry(difference, borrow);
        return total;
    }

    /// <summary>addend + a * b + carry: the lower word returned, the upper one in carry.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong MultiplyAdd(ulong addend, ulong a, ulong b, ref ulong carry)
    {
        var high = Math.BigMul(a, b, out var low);
        low += addend;
        high += Carry(low, addend);
        low += carry;
        carry = high + Carry(low, carry);
        return low;
    }
}
