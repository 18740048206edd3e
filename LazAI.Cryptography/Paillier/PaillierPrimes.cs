using System.Numerics;
using System.Security.Cryptography;

namespace LazAI.Cryptography.Paillier;

/// <summary>Random primes: FIPS 186-5, appendix A.1.3 (probable primes) with the test of appendix B.3.1. Variable-time.</summary>
internal static class PaillierPrimes
{
    // For random candidates of 1024 bits or more, table B.1 asks for 5 rounds; for those that somebody else chose, error 2^-100 needs 50.
    private const int RoundsForRandom = 8;
    private const int RoundsForGiven = 50;

    private static readonly uint[] _smallPrimes = SmallPrimes(4096);

    /// <summary>A prime of exactly that many bits, with the two highest set, so that the product of two has twice as many bits.</summary>
    public static BigInteger Generate(int bits, RandomNumberGenerator randomNumberGenerator)
    {
        var bytes = new byte[bits / 8];
        BigInteger candidate;
        do
        {
            randomNumberGenerator.GetBytes(bytes);
            bytes[0] |= 0xC0;
            bytes[^1] |= 0x01;
            candidate = new BigInteger(bytes, isUnsigned: true, isBigEndian: true);
        }
        while (HasSmallFactor(candidate) || !IsProbablePrime(candidate, RoundsForRandom, randomNumberGenerator));

        CryptographicOperations.ZeroMemory(bytes);
        return candidate;
    }

    /// <summary>Whether a number that somebody gives is prime.</summary>
    public static bool IsPrime(BigInteger number, RandomNumberGenerator randomNumberGenerator) =>
        number > uint.MaxValue && !HasSmallFactor(number) && IsProbablePrime(number, RoundsForGiven, randomNumberGenerator);

    /// <summary>A uniform number from 1 to below the bound.</summary>
    public static BigInteger RandomBelow(BigInteger bound, RandomNumberGenerator randomNumberGenerator)
    {
        var bytes = new byte[bound.GetByteCount(isUnsigned: true)];
        var unusedBits = (int)(8 * bytes.Length - bound.GetBitLength());
        BigInteger number;
        do
        {
            randomNumberGenerator.GetBytes(bytes);
            bytes[0] &= (byte)(0xFF >> unusedBits);
            number = new BigInteger(bytes, isUnsigned: true, isBigEndian: true);
        }
        while (number.IsZero || number >= bound);

        CryptographicOperations.ZeroMemory(bytes);
        return number;
    }

    private static bool HasSmallFactor(BigInteger number)
    {
        foreach (var prime in _smallPrimes)
        {
            if ((number % prime).IsZero)
            {
                return true;
            }
        }

        return false;
    }

    // Miller and Rabin, with random bases.
    private static bool IsProbablePrime(BigInteger number, int rounds, RandomNumberGenerator randomNumberGenerator)
    {
        var last = number - 1;
        var twos = 0;
        while ((last >> twos).IsEven)
        {
            twos++;
        }

        for (var round = 0; round < rounds; round++)
        {
            var power = BigInteger.ModPow(RandomBelow(last, randomNumberGenerator), last >> twos, number);
            var isWitness = !power.IsOne && power != last;
            for (var i = 1; i < twos && isWitness; i++)
            {
                power = BigInteger.ModPow(power, 2, number);
                isWitness = power != last;
            }

            if (isWitness)
            {
                return false;
            }
        }

        return true;
    }

    private static uint[] SmallPrimes(uint limit)
    {
        var primes = new List<uint>();
        for (uint number = 2; number < limit; number++)
        {
            if (primes.TrueForAll(prime => number % prime != 0))
            {
                primes.Add(number);
            }
        }

        return [.. primes];
    }
}
