using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LazAI.Cryptography.Fields.Lanes;

internal partial struct LaneField384<TVector, TLanes, TModulus>
{
    private const int Limbs = 8;
    private const int ScalarLimbBits = 56;
    private const int LimbBits = 49;
    private const double InverseRadix = 1.0 / (1L << LimbBits);

    // A sum with a number of this size is rounded to a multiple of 2^49.
    private const double Bias = 1.5 * (1L << LimbBits) * (1L << 52);

    // So many limbs of a product are folded into the others before the last two are reduced by Montgomery's way.
    private const int Folded = Limbs - 2;

    // The folded limbs' factors by columns, then p, then -1/p modulo 2^49.
    private static readonly TVector[] _constants = Constants();

    // The first product of a column: its high part above the bias, and its low part.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Begin(TVector a, TVector b, out TVector high, out TVector low)
    {
        high = TLanes.MultiplyAdd(a, b, TLanes.Create(Bias));
        low = TLanes.MultiplyAdd(a, b, TLanes.Subtract(TLanes.Create(Bias), high));
    }

    // A further product of a column: its high part on top of those before it, its low part added to theirs.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Accumulate(TVector a, TVector b, ref TVector high, ref TVector low)
    {
        var next = TLanes.MultiplyAdd(a, b, high);
        low = TLanes.Add(low, TLanes.MultiplyAdd(a, b, TLanes.Subtract(high, next)));
        high = next;
    }

    // A chain of high parts without the bias that it began with, as a number of limbs of the next column.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Carry(TVector high) =>
        TLanes.MultiplyAdd(high, TLanes.Create(InverseRadix), TLanes.Create(-Bias * InverseRadix));

    // The multiple of 2^49 that is nearest.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Round(TVector a) => TLanes.Subtract(TLanes.Add(a, TLanes.Create(Bias)), TLanes.Create(Bias));

    // a * b modulo 2^49, between -2^48 and 2^48.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector LowProduct(TVector a, TVector b)
    {
        var bias = TLanes.Create(Bias);
        var low = TLanes.Subtract(bias, TLanes.MultiplyAdd(a, b, bias));
        return TLanes.MultiplyAdd(a, b, low);
    }

    // t + u * sign, carried on by one limb so that the sum is no longer than one product.
    private static void Combine(ref Wide t, in Wide u, TVector sign)
    {
        var inverse = TLanes.Create(InverseRadix);
        var sums = MemoryMarshal.Cast<Wide, TVector>(new Span<Wide>(ref t));
        var others = MemoryMarshal.Cast<Wide, TVector>(new ReadOnlySpan<Wide>(in u));
        var carry = TLanes.Create(0);
        for (var i = 0; i < sums.Length - 1; i++)
        {
            var sum = TLanes.MultiplyAdd(others[i], sign, sums[i]);
            var round = Round(sum);
            sums[i] = TLanes.MultiplyAdd(carry, inverse, TLanes.Subtract(sum, round));
            carry = round;
        }

        sums[^1] = TLanes.MultiplyAdd(carry, inverse, TLanes.MultiplyAdd(others[^1], sign, sums[^1]));
    }

    private static TVector[] Constants()
    {
        var p = MontgomeryField384<TModulus>.Modulus;
        var radix = BigInteger.One << LimbBits;
        var inverse = BigInteger.ModPow(radix, p - 2, p);
        var constants = new TVector[Limbs * (Folded + 1) + 1];
        var power = BigInteger.One;
        for (var k = Folded - 1; k >= 0; k--)
        {
            // 2^(-49 (Folded - k)) modulo p, nearest to 0.
            power = power * inverse % p;
            var limbs = Split(power > p / 2 ? power - p : power);
            for (var j = 0; j < Limbs; j++)
            {
                constants[j * Folded + k] = TLanes.Create(limbs[j]);
            }
        }

        var modulus = Split(p);
        for (var j = 0; j < Limbs; j++)
        {
            constants[Limbs * Folded + j] = TLanes.Create(modulus[j]);
        }

        // The odd numbers below 2^49 are a group whose order divides 2^47.
        var negatedInverse = radix - BigInteger.ModPow(p, (radix >> 2) - 1, radix);
        constants[^1] = TLanes.Create(Split(negatedInverse)[0]);
        return constants;
    }

    // Limbs of which all but the last are between -2^48 and 2^48.
    private static double[] Split(BigInteger number)
    {
        var limbs = new double[Limbs];
        for (var i = 0; i < Limbs - 1; i++)
        {
            var rest = number + (BigInteger.One << (LimbBits - 1)) >> LimbBits;
            limbs[i] = (double)(number - (rest << LimbBits));
            number = rest;
        }

        limbs[^1] = (double)number;
        return limbs;
    }
}
