using System.Runtime.CompilerServices;

namespace LazAI.Cryptography;

/// <summary>A signed 128-bit accumulator of products, from which limbs of 62 bits are taken off at the bottom.</summary>
internal struct SignedSum
{
    private long _high;
    private ulong _low;

    public readonly long Low => (long)_low;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(long a, long b)
    {
        var high = Math.BigMul(a, b, out var low);
        _low += (ulong)low;
        _high += high + Limbs.Carry(_low, (ulong)low);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(long a, long b, long c, long d)
    {
        Add(a, b);
        Add(c, d);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Next()
    {
        var limb = (long)_low & DivisionSteps.LimbMask;
        _low = _low >> DivisionSteps.LimbBits | (ulong)_high << 2;
        _high >>= DivisionSteps.LimbBits;
        return limb;
    }
}
