using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LazAI.Cryptography.Fields;

namespace LazAI.Cryptography.Polynomials;

/// <summary>
/// The 2^k-th roots of unity of a prime field and fast Fourier transforms over them and over their cosets: coefficients in natural
/// order to values in bit-reversed order and back, in place, so that nothing is ever permuted.
/// </summary>
/// <remarks>
/// <para>
/// A transform divides a polynomial again and again: modulo X^2t - s^2 it becomes two, modulo X^t - s and X^t + s (the lower and
/// the upper half), until t is 1 and the remainders are values. The i-th remainder of any level is taken modulo X^t - c_i^2 with
/// c_i = w^brp(i), and the numbers c_i are the same on all levels. So one table serves all sizes, and each subtree is a
/// transform by itself: block b of size n has the points x with x^n = c_b^2. Block 0 is the n-th roots of unity; block 1 holds
/// the 2n-th roots which are not n-th ones; block b of size 64 is the coset of EIP-7594's cell b.
/// </para>
/// <para>
/// (M. Scott, "A note on the implementation of the number theoretic transform", 2017, has both loops; T. Pöppelmann, T. Oder and
/// T. Güneysu, "High-performance ideal lattice-based cryptography on 8-bit ATxmega microcontrollers", 2015, the table's order.)
/// </para>
/// </remarks>
internal sealed class EvaluationDomain<T>
    where T : unmanaged, IPrimeField<T>
{
    // Below this a second thread costs more than it does.
    private const int ParallelSizeMinimum = 1 << 10;

    // _roots[i] = w^brp(i), where w is a primitive root of twice the table's length.
    private readonly T[] _roots;
    private readonly T[] _inverseSizes;

    /// <summary>Makes the table.</summary>
    /// <param name="size">The largest size times the number of blocks of that size; 2 to the field's 2-adicity at most.</param>
    /// <param name="generator">A generator of the field's multiplicative group, which fixes the roots: w_N = g^((p - 1) / N).</param>
    public EvaluationDomain(int size, ulong generator)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 2);
        ArgumentOutOfRangeException.ThrowIfNotEqual(BitOperations.IsPow2(size) && ((T.Modulus - 1) % size).IsZero, true);
        Size = size;
        Generator = T.FromUInt64(generator);
        _roots = new T[size / 2];
        _roots[0] = T.One;
        for (int half = 1, order = 4; half < _roots.Length; half *= 2, order *= 2)
        {
            // The new bit is the lowest of the reversed index: a root of twice the order.
            var root = RootOfUnity(order);
            for (var i = 0; i < half; i++)
            {
                _roots[half + i] = _roots[i] * root;
            }
        }

        _inverseSizes = new T[BitOperations.Log2((uint)size) + 1];
        _inverseSizes[0] = T.One;
        for (var i = 1; i < _inverseSizes.Length; i++)
        {
            _inverseSizes[i] = _inverseSizes[i - 1] * PrimeField<T>.Half;
        }
    }

    public int Size { get; }

    /// <summary>The generator of the multiplicative group.</summary>
    public T Generator { get; }

    /// <summary>w^brp(i), i below half the size.</summary>
    public ReadOnlySpan<T> Roots => _roots;

    /// <summary>The primitive root of unity w_N = g^((p - 1) / N).</summary>
    public T RootOfUnity(int order)
    {
        var exponent = (T.Modulus - 1) / order;
        Span<ulong> words = stackalloc ulong[T.Size / 8];
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = (ulong)((exponent >> (64 * i)) & ulong.MaxValue);
        }

        return Exponentiation.Power(Generator, words);
    }

    /// <summary>w_N^brp(i): the i-th root in bit-reversed order, which is the same for every N above i. Also c_i^2 above.</summary>
    public T Point(int index) => (index & 1) == 0 ? _roots[index >> 1] : -_roots[index >> 1];

    /// <summary>1/c_i: on the level that begins at index m, it is -c_(3m - 1 - i).</summary>
    public T InverseRoot(int index) => index == 0 ? T.One : -_roots[Mirror(index)];

    /// <summary>1/n.</summary>
    public T InverseOfSize(int size) => _inverseSizes[BitOperations.Log2((uint)size)];

    /// <summary>Coefficients to values at the points of a block, in bit-reversed order.</summary>
    public void Evaluate(Span<T> items, int block = 0)
    {
        Check(items.Length, block);
        Forward(items, block, BitOperations.Log2((uint)items.Length));
    }

    /// <summary>Values at the points of a block, in bit-reversed order, to coefficients.</summary>
    public void Interpolate(Span<T> items, int block = 0)
    {
        Check(items.Length, block);
        Backward(items, block, BitOperations.Log2((uint)items.Length));
        Scale(items);
    }

    /// <summary>As <see cref="Evaluate(Span{T}, int)"/>, on several cores.</summary>
    public void Evaluate(Memory<T> items, int block, int degreeOfParallelism)
    {
        Check(items.Length, block);
        var levels = ParallelLevels(items.Length, degreeOfParallelism);
        Forward(items.Span, block, levels);
        EachPart(items, levels, degreeOfParallelism, (part, index) => Forward(part, (block << levels) + index, BitOperations.Log2((uint)part.Length)));
    }

    /// <summary>As <see cref="Interpolate(Span{T}, int)"/>, on several cores.</summary>
    public void Interpolate(Memory<T> items, int block, int degreeOfParallelism)
    {
        Check(items.Length, block);
        var levels = ParallelLevels(items.Length, degreeOfParallelism);
        EachPart(items, levels, degreeOfParallelism, (part, index) => Backward(part, (block << levels) + index, BitOperations.Log2((uint)part.Length)));
        Backward(items.Span, block, levels);
        Scale(items.Span);
    }

    private delegate void PartAction(Span<T> part, int index);

    private static int ParallelLevels(int length, int degreeOfParallelism) =>
        length < ParallelSizeMinimum ? 0 : BitOperations.Log2(BitOperations.RoundUpToPowerOf2((uint)Math.Max(degreeOfParallelism, 1)));

    private static void EachPart(Memory<T> items, int levels, int degreeOfParallelism, PartAction action)
    {
        var length = items.Length >> levels;
        if (levels == 0)
        {
            action(items.Span, 0);
            return;
        }

        Parallel.For(
            0,
            1 << levels,
            new ParallelOptions { MaxDegreeOfParallelism = degreeOfParallelism },
            index => action(items.Span.Slice(index * length, length), index));
    }

    // The uppermost levels: each item pair (u, v) of block i becomes u + v c_i and u - v c_i.
    [SkipLocalsInit]
    private void Forward(Span<T> items, int block, int levels)
    {
        ref var roots = ref MemoryMarshal.GetArrayDataReference(_roots);
        for (var level = 0; level < levels; level++)
        {
            var half = items.Length >> (level + 1);
            ref var lower = ref MemoryMarshal.GetReference(items);
            for (var i = 0; i < 1 << level; i++)
            {
                ref var upper = ref Unsafe.Add(ref lower, half);
                var index = (block << level) + i;
                if (index == 0)
                {
                    for (var j = 0; j < half; j++)
                    {
                        var (u, v) = (Unsafe.Add(ref lower, j), Unsafe.Add(ref upper, j));
                        Unsafe.Add(ref lower, j) = u + v;
                        Unsafe.Add(ref upper, j) = u - v;
                    }
                }
                else
                {
                    ref readonly var root = ref Unsafe.Add(ref roots, index);
                    for (var j = 0; j < half; j++)
                    {
                        var u = Unsafe.Add(ref lower, j);
                        var v = Unsafe.Add(ref upper, j) * root;
                        Unsafe.Add(ref lower, j) = u + v;
                        Unsafe.Add(ref upper, j) = u - v;
                    }
                }

                lower = ref Unsafe.Add(ref upper, half);
            }
        }
    }

    // Undoes Forward up to a factor of 2 a level. The sign of 1/c_i goes into the difference.
    [SkipLocalsInit]
    private void Backward(Span<T> items, int block, int levels)
    {
        ref var roots = ref MemoryMarshal.GetArrayDataReference(_roots);
        for (var level = levels - 1; level >= 0; level--)
        {
            var half = items.Length >> (level + 1);
            ref var lower = ref MemoryMarshal.GetReference(items);
            for (var i = 0; i < 1 << level; i++)
            {
                ref var upper = ref Unsafe.Add(ref lower, half);
                var index = (block << level) + i;
                if (index == 0)
                {
                    for (var j = 0; j < half; j++)
                    {
                        var (u, v) = (Unsafe.Add(ref lower, j), Unsafe.Add(ref upper, j));
                        Unsafe.Add(ref lower, j) = u + v;
                        Unsafe.Add(ref upper, j) = u - v;
                    }
                }
                else
                {
                    ref readonly var root = ref Unsafe.Add(ref roots, Mirror(index));
                    for (var j = 0; j < half; j++)
                    {
                        var (u, v) = (Unsafe.Add(ref lower, j), Unsafe.Add(ref upper, j));
                        Unsafe.Add(ref lower, j) = u + v;
                        Unsafe.Add(ref upper, j) = (v - u) * root;
                    }
                }

                lower = ref Unsafe.Add(ref upper, half);
            }
        }
    }

    /// <summary>c_i times c of the result is -1; of no meaning for 0.</summary>
    public static int Mirror(int index) => 3 * (1 << BitOperations.Log2((uint)index)) - 1 - index;

    private void Scale(Span<T> items)
    {
        var inverse = InverseOfSize(items.Length);
        foreach (ref var item in items)
        {
            item *= inverse;
        }
    }

    /// <summary>Throws if the domain does not have that block of that size.</summary>
    public void Check(int length, int block)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(BitOperations.IsPow2(length), true);
        ArgumentOutOfRangeException.ThrowIfNegative(block);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((block + 1L) * length, Size);
    }
}
