using System.Numerics;
using System.Security.Cryptography;

namespace LazAI.Cryptography.Paillier;

/// <summary>
/// Encryption under which ciphertexts can be added: P. Paillier, "Public-key cryptosystems based on composite degree residuosity
/// classes", EUROCRYPT 1999, scheme 1 with g = n + 1, so E(m) = (1 + m n) r^n mod n².
/// </summary>
/// <remarks>
/// <para>
/// Plaintexts are signed, ±(n - 1)/2: negative ones stand for n - |m|. A sum or product beyond that wraps around modulo n and nobody
/// notices, so bound what goes in.
/// </para>
/// <para>
/// The arithmetic is the platform's BigInteger and not constant-time: whoever measures the time of <see cref="Encrypt"/> learns about
/// the size of the number. It is malleable by design: authenticate ciphertexts, and let none be decrypted for whoever asks.
/// Nobody but the owner can see whether n is the product of two primes.
/// </para>
/// </remarks>
public sealed class PaillierPublicKey
{
    /// <summary>Bits of the modulus at least.</summary>
    public const int ModulusBitsMinimum = 2048;

    /// <summary>Bits of the modulus at most.</summary>
    public const int ModulusBitsMaximum = 4096;

    private readonly BigInteger _largest;

    internal PaillierPublicKey(BigInteger modulus)
    {
        Modulus = modulus;
        ModulusSquared = modulus * modulus;
        _largest = (modulus - 1) / 2;
    }

    /// <summary>n.</summary>
    public BigInteger Modulus { get; }

    /// <summary>Bytes of a ciphertext.</summary>
    public int CiphertextSize => 2 * Modulus.GetByteCount(isUnsigned: true);

    internal BigInteger ModulusSquared { get; }

    /// <summary>Reads n, big-endian, without leading zeros.</summary>
    public static PaillierRefusal Read(ReadOnlySpan<byte> modulus, out PaillierPublicKey? key)
    {
        key = null;
        if (modulus.Length is < ModulusBitsMinimum / 8 or > ModulusBitsMaximum / 8 || modulus[0] < 0x80)
        {
            return PaillierRefusal.ModulusSize;
        }

        if ((modulus[^1] & 1) == 0)
        {
            return PaillierRefusal.ModulusInvalid;
        }

        key = new PaillierPublicKey(new BigInteger(modulus, isUnsigned: true, isBigEndian: true));
        return PaillierRefusal.None;
    }

    /// <summary>n, big-endian.</summary>
    public byte[] ToArray() => Modulus.ToByteArray(isUnsigned: true, isBigEndian: true);

    /// <summary>Encrypts a number within ±(n - 1)/2.</summary>
    public PaillierRefusal Encrypt(BigInteger plaintext, RandomNumberGenerator randomNumberGenerator, out PaillierCiphertext? ciphertext)
    {
        ciphertext = BigInteger.Abs(plaintext) <= _largest
            ? new PaillierCiphertext(this, Raise(plaintext) * RandomResidue(randomNumberGenerator) % ModulusSquared)
            : null;
        return ciphertext is null ? PaillierRefusal.PlaintextOutOfRange : PaillierRefusal.None;
    }

    /// <summary>Reads a ciphertext of this key; refuses what no encryption gives.</summary>
    public PaillierRefusal ReadCiphertext(ReadOnlySpan<byte> bytes, out PaillierCiphertext? ciphertext)
    {
        ciphertext = null;
        if (bytes.Length != CiphertextSize)
        {
            return PaillierRefusal.CiphertextWrongLength;
        }

        var value = new BigInteger(bytes, isUnsigned: true, isBigEndian: true);
        if (value.IsZero || value >= ModulusSquared)
        {
            return PaillierRefusal.CiphertextOutOfRange;
        }

        if (!BigInteger.GreatestCommonDivisor(value, Modulus).IsOne)
        {
            return PaillierRefusal.CiphertextNotInvertible;
        }

        ciphertext = new PaillierCiphertext(this, value);
        return PaillierRefusal.None;
    }

    /// <summary>The sum of two hidden numbers.</summary>
    /// <exception cref="ArgumentException">A ciphertext is another key's.</exception>
    public PaillierCiphertext Add(PaillierCiphertext a, PaillierCiphertext b) => new(this, Value(a) * Value(b) % ModulusSquared);

    /// <summary>The sum of a hidden number and a known one. Whoever sees both ciphertexts can tell the known one: see <see cref="Rerandomize"/>.</summary>
    /// <exception cref="ArgumentException">The ciphertext is another key's.</exception>
    public PaillierCiphertext AddPlain(PaillierCiphertext a, BigInteger addend) => new(this, Value(a) * Raise(addend) % ModulusSquared);

    /// <summary>The product of a hidden number and a known one. A factor of 0 gives a ciphertext that anyone recognises.</summary>
    /// <exception cref="ArgumentException">The ciphertext is another key's.</exception>
    public PaillierCiphertext MultiplyByPlain(PaillierCiphertext a, BigInteger factor) =>
        new(this, BigInteger.ModPow(Value(a), Residue(factor), ModulusSquared));

    /// <summary>Another ciphertext of the same number, of which nobody can tell what it was made of.</summary>
    /// <exception cref="ArgumentException">The ciphertext is another key's.</exception>
    public PaillierCiphertext Rerandomize(PaillierCiphertext a, RandomNumberGenerator randomNumberGenerator) =>
        new(this, Value(a) * RandomResidue(randomNumberGenerator) % ModulusSquared);

    internal static byte[] ToBytes(BigInteger number, int size)
    {
        var bytes = new byte[size];
        number.TryWriteBytes(bytes.AsSpan(size - number.GetByteCount(isUnsigned: true)), out _, isUnsigned: true, isBigEndian: true);
        return bytes;
    }

    internal BigInteger Value(PaillierCiphertext ciphertext)
    {
        ArgumentNullException.ThrowIfNull(ciphertext);
        return ciphertext.Key.Modulus == Modulus
            ? ciphertext.Value
            : throw new ArgumentException("The ciphertext is another key's.", nameof(ciphertext));
    }

    /// <summary>From modulo n to ±(n - 1)/2.</summary>
    internal BigInteger Signed(BigInteger residue) => residue > _largest ? residue - Modulus : residue;

    // (1 + n)^m = 1 + m n modulo n².
    private BigInteger Raise(BigInteger plaintext) => BigInteger.One + Residue(plaintext) * Modulus;

    private BigInteger Residue(BigInteger number) => BigInteger.Remainder(number, Modulus) is var rest && rest.Sign < 0 ? rest + Modulus : rest;

    // r^n for a random unit r.
    private BigInteger RandomResidue(RandomNumberGenerator randomNumberGenerator)
    {
        ArgumentNullException.ThrowIfNull(randomNumberGenerator);
        BigInteger random;
        do
        {
            random = PaillierPrimes.RandomBelow(Modulus, randomNumberGenerator);
        }
        while (!BigInteger.GreatestCommonDivisor(random, Modulus).IsOne);

        return BigInteger.ModPow(random, Modulus, ModulusSquared);
    }
}
