using System.Numerics;
using System.Security.Cryptography;

namespace LazAI.Cryptography.Paillier;

/// <summary>The two primes behind a <see cref="PaillierPublicKey"/>: decrypts.</summary>
/// <remarks>
/// Decryption is modulo p² and q² (section 7 of the paper). The platform's BigInteger is not constant-time and cannot be cleared. So each
/// decryption is blinded: the ciphertext is rerandomised, and the exponents are lengthened by a random multiple of the groups' orders, so
/// that time depends neither on what was sent in nor on the same bits of the key twice. Where an attacker runs code on the same
/// processor, that is not enough; keep this key in an enclave of its own.
/// </remarks>
public sealed class PaillierPrivateKey
{
    private const int BlindingBits = 64;

    private readonly PrimeFactor _p;
    private readonly PrimeFactor _q;
    private readonly BigInteger _inverseOfQ;

    /// <summary>For primes that were checked, and for textbooks' ones in tests.</summary>
    internal PaillierPrivateKey(BigInteger p, BigInteger q)
    {
        PublicKey = new PaillierPublicKey(p * q);
        _p = new PrimeFactor(p, q);
        _q = new PrimeFactor(q, p);
        _inverseOfQ = BigInteger.ModPow(q, p - 2, p);
    }

    public PaillierPublicKey PublicKey { get; }

    /// <summary>A new key. The search for its primes takes a while, and longer for each size up.</summary>
    /// <param name="modulusBits">A multiple of 16 from 2,048 to 4,096; 3,072 for 128 bits of security (NIST SP 800-57, table 2).</param>
    /// <param name="randomNumberGenerator">Source of the primes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is another.</exception>
    public static PaillierPrivateKey Generate(int modulusBits, RandomNumberGenerator randomNumberGenerator)
    {
        ArgumentNullException.ThrowIfNull(randomNumberGenerator);
        ArgumentOutOfRangeException.ThrowIfLessThan(modulusBits, PaillierPublicKey.ModulusBitsMinimum);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(modulusBits, PaillierPublicKey.ModulusBitsMaximum);
        ArgumentOutOfRangeException.ThrowIfNotEqual(modulusBits % 16, 0, nameof(modulusBits));
        return GenerateOfAnySize(modulusBits, randomNumberGenerator);
    }

    /// <summary>Takes p and q, big-endian, of equal size; checks that they are prime.</summary>
    /// <param name="p">One prime, without leading zeros.</param>
    /// <param name="q">The other one.</param>
    /// <param name="randomNumberGenerator">Source of the bases that primality is tested with.</param>
    /// <param name="key">The key, or null on a refusal.</param>
    public static PaillierRefusal Create(
        ReadOnlySpan<byte> p, ReadOnlySpan<byte> q, RandomNumberGenerator randomNumberGenerator, out PaillierPrivateKey? key)
    {
        ArgumentNullException.ThrowIfNull(randomNumberGenerator);
        key = null;
        if (p.Length is < PaillierPublicKey.ModulusBitsMinimum / 16 or > PaillierPublicKey.ModulusBitsMaximum / 16)
        {
            return PaillierRefusal.ModulusSize;
        }

        // The two highest bits set: the product has all its bits, and the factors are of one size, so gcd(n, (p - 1)(q - 1)) = 1.
        if (p.Length != q.Length || p[0] < 0xC0 || q[0] < 0xC0)
        {
            return PaillierRefusal.ModulusInvalid;
        }

        var first = new BigInteger(p, isUnsigned: true, isBigEndian: true);
        var second = new BigInteger(q, isUnsigned: true, isBigEndian: true);
        if (AreClose(first, second)
            || !PaillierPrimes.IsPrime(first, randomNumberGenerator)
            || !PaillierPrimes.IsPrime(second, randomNumberGenerator))
        {
            return PaillierRefusal.ModulusInvalid;
        }

        key = new PaillierPrivateKey(first, second);
        return PaillierRefusal.None;
    }

    /// <summary>The number behind a ciphertext, within ±(n - 1)/2.</summary>
    /// <param name="ciphertext">One of this key's.</param>
    /// <param name="randomNumberGenerator">Source of the blinding.</param>
    /// <exception cref="ArgumentException">The ciphertext is another key's.</exception>
    public BigInteger Decrypt(PaillierCiphertext ciphertext, RandomNumberGenerator randomNumberGenerator)
    {
        var value = PublicKey.Rerandomize(ciphertext, randomNumberGenerator).Value;
        var modP = _p.Decrypt(value, randomNumberGenerator);
        var modQ = _q.Decrypt(value, randomNumberGenerator);

        // Garner: m = m_q + q ((m_p - m_q)/q mod p).
        var difference = (modP - modQ) % _p.Prime;
        var quotient = (difference.Sign < 0 ? difference + _p.Prime : difference) * _inverseOfQ % _p.Prime;
        return PublicKey.Signed(modQ + _q.Prime * quotient);
    }

    /// <summary>The primes, big-endian, for keeping them; whoever called clears them.</summary>
    public (byte[] P, byte[] Q) Export() =>
        (_p.Prime.ToByteArray(isUnsigned: true, isBigEndian: true), _q.Prime.ToByteArray(isUnsigned: true, isBigEndian: true));

    /// <summary>Says what it is and nothing about the key.</summary>
    public override string ToString() => nameof(PaillierPrivateKey);

    /// <summary>As <see cref="Generate"/>, without its bounds: small keys protect nothing and are for tests.</summary>
    internal static PaillierPrivateKey GenerateOfAnySize(int modulusBits, RandomNumberGenerator randomNumberGenerator)
    {
        BigInteger p, q;
        do
        {
            p = PaillierPrimes.Generate(modulusBits / 2, randomNumberGenerator);
            q = PaillierPrimes.Generate(modulusBits / 2, randomNumberGenerator);
        }
        while (AreClose(p, q));

        return new PaillierPrivateKey(p, q);
    }

    // FIPS 186-5, appendix A.1.3: primes that are close make n easy to factor.
    private static bool AreClose(BigInteger p, BigInteger q) => BigInteger.Abs(p - q).GetBitLength() <= p.GetBitLength() - 100;

    // m mod p = L(c^(p-1) mod p²) h mod p, with L(x) = (x - 1)/p and h = 1/L((1 + n)^(p-1) mod p²) = -1/q.
    private sealed class PrimeFactor(BigInteger prime, BigInteger other)
    {
        private readonly BigInteger _squared = prime * prime;
        private readonly BigInteger _groupOrder = prime * (prime - 1);
        private readonly BigInteger _h = prime - BigInteger.ModPow(other % prime, prime - 2, prime);

        public BigInteger Prime { get; } = prime;

        public BigInteger Decrypt(BigInteger value, RandomNumberGenerator randomNumberGenerator)
        {
            var exponent = Prime - 1 + _groupOrder * PaillierPrimes.RandomBelow(BigInteger.One << BlindingBits, randomNumberGenerator);
            return (BigInteger.ModPow(value % _squared, exponent, _squared) - 1) / Prime * _h % Prime;
        }
    }
}
