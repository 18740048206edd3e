using System.Numerics;
using System.Security.Cryptography;
using LazAI.Cryptography.Paillier;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Cryptography.Tests.Paillier;

public class PaillierTests(ITestOutputHelper output)
{
    private static readonly RandomNumberGenerator Generator = RandomNumberGenerator.Create();

    // Too small for use, large enough for the mathematics.
    private static readonly PaillierPrivateKey Small = PaillierPrivateKey.GenerateOfAnySize(512, Generator);

    [Fact]
    public void Decrypt_RandomNumbers_AgreesWithThePaperAndIsAdditive()
    {
        var random = TestSeed.Create(output);
        var key = Small.PublicKey;
        var largest = (key.Modulus - 1) / 2;
        for (var i = 0; i < 60; i++)
        {
            var a = i switch { 0 => 0, 1 => 1, 2 => -1, 3 => largest, 4 => -largest, _ => Number(random, largest) };
            var b = Number(random, largest);
            var (hiddenA, hiddenB) = (Encrypt(key, a), Encrypt(key, b));
            Assert.Equal(a, Small.Decrypt(hiddenA, Generator));
            Assert.Equal(a, DecryptAsThePaperDoes(hiddenA));
            Assert.Equal(Wrap(a + b), Small.Decrypt(key.Add(hiddenA, hiddenB), Generator));
            Assert.Equal(Wrap(a + b), Small.Decrypt(key.AddPlain(hiddenA, b), Generator));
            Assert.Equal(Wrap(a * b), Small.Decrypt(key.MultiplyByPlain(hiddenA, b), Generator));
            Assert.Equal(a, Small.Decrypt(key.MultiplyByPlain(key.MultiplyByPlain(hiddenA, -1), -1), Generator));

            var again = key.Rerandomize(hiddenA, Generator);
            Assert.NotEqual(hiddenA.ToArray(), again.ToArray());
            Assert.Equal(a, Small.Decrypt(again, Generator));
            Assert.Equal(PaillierRefusal.None, key.ReadCiphertext(hiddenA.ToArray(), out var read));
            Assert.Equal(a, Small.Decrypt(read!, Generator));
        }

        BigInteger Wrap(BigInteger number)
        {
            var rest = (number % key.Modulus + key.Modulus) % key.Modulus;
            return rest > largest ? rest - key.Modulus : rest;
        }
    }

    // (1 + m n) r^n mod n² with r = 23, 2 and 23: small enough to be checked with a pocket calculator.
    [Theory]
    [InlineData(7, 11, 1222, 30)]
    [InlineData(7, 11, 2790, -5)]
    [InlineData(11, 13, 19218, 10)]
    public void Decrypt_OfTextbookPrimes_GivesTheNumber(int p, int q, int ciphertext, int expected)
    {
        var key = new PaillierPrivateKey(p, q);
        Assert.Equal(PaillierRefusal.None, key.PublicKey.ReadCiphertext(Bytes(ciphertext, 2), out var read));
        Assert.Equal(expected, key.Decrypt(read!, Generator));
    }

    [Fact]
    public void Key_OfTheSmallestSize_EncryptsAddsAndComesBack()
    {
        var key = PaillierPrivateKey.Generate(2048, Generator);
        Assert.Equal(2048, key.PublicKey.Modulus.GetBitLength());
        var (p, q) = key.Export();
        Assert.Equal(PaillierRefusal.None, PaillierPrivateKey.Create(p, q, Generator, out var again));
        Assert.Equal(PaillierRefusal.None, PaillierPublicKey.Read(key.PublicKey.ToArray(), out var publicKey));

        var sum = publicKey!.Add(Encrypt(publicKey, 1_000_000), Encrypt(publicKey, -1_000_003));
        Assert.Equal(512, sum.ToArray().Length);
        Assert.Equal(-3, again!.Decrypt(sum, Generator));
        Assert.Equal(-21, key.Decrypt(publicKey.MultiplyByPlain(sum, 7), Generator));

        // Twice the same prime, factors of other sizes, and an even number.
        Assert.Equal(PaillierRefusal.ModulusInvalid, PaillierPrivateKey.Create(p, p, Generator, out _));
        Assert.Equal(PaillierRefusal.ModulusInvalid, PaillierPrivateKey.Create(p, [.. q, 1], Generator, out _));
        Assert.Equal(PaillierRefusal.ModulusInvalid, PaillierPrivateKey.Create(p, [0x7F, .. q[1..]], Generator, out _));
        q[^1] ^= 1;
        Assert.Equal(PaillierRefusal.ModulusInvalid, PaillierPrivateKey.Create(p, q, Generator, out var none));
        Assert.Null(none);
        Assert.Equal(PaillierRefusal.ModulusSize, PaillierPrivateKey.Create(new byte[64], new byte[64], Generator, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => PaillierPrivateKey.Generate(1024, Generator));
        Assert.Throws<ArgumentOutOfRangeException>(() => PaillierPrivateKey.Generate(2056, Generator));
        Assert.Throws<ArgumentOutOfRangeException>(() => PaillierPrivateKey.Generate(8192, Generator));
    }

    [Fact]
    public void IsPrime_NumbersWithoutSmallFactors_TellsThemApart()
    {
        // Mersenne's numbers: 2^61 - 1, 2^127 - 1 and 2^521 - 1 are prime, 2^523 - 1 is not and has no factor below a million.
        Assert.All((int[])[61, 127, 521], exponent => Assert.True(PaillierPrimes.IsPrime((BigInteger.One << exponent) - 1, Generator)));
        Assert.False(PaillierPrimes.IsPrime((BigInteger.One << 523) - 1, Generator));
        Assert.False(PaillierPrimes.IsPrime(Small.PublicKey.Modulus, Generator));
        Assert.False(PaillierPrimes.IsPrime(BigInteger.Pow((BigInteger.One << 61) - 1, 2), Generator));

        // Carmichael's number (6k + 1)(12k + 1)(18k + 1) for a k that makes all three prime fools Fermat's test, not this one.
        var k = (BigInteger)1_000_000;
        while (!((BigInteger[])[6 * k + 1, 12 * k + 1, 18 * k + 1]).All(IsPrimeByDivision))
        {
            k++;
        }

        var carmichael = (6 * k + 1) * (12 * k + 1) * (18 * k + 1);
        Assert.Equal(1, BigInteger.ModPow(2, carmichael - 1, carmichael));
        Assert.False(PaillierPrimes.IsPrime(carmichael, Generator));

        static bool IsPrimeByDivision(BigInteger number)
        {
            var value = (long)number;
            for (var divisor = 2L; divisor * divisor <= value; divisor++)
            {
                if (value % divisor == 0)
                {
                    return false;
                }
            }

            return true;
        }
    }

    [Fact]
    public void HostileInput_GetsItsReason()
    {
        var modulus = new byte[256];
        Assert.Equal(PaillierRefusal.ModulusSize, PaillierPublicKey.Read([], out _));
        Assert.Equal(PaillierRefusal.ModulusSize, PaillierPublicKey.Read(modulus, out _));
        Assert.Equal(PaillierRefusal.ModulusSize, PaillierPublicKey.Read([0xFF, .. new byte[512]], out _));
        modulus[0] = 0x80;
        Assert.Equal(PaillierRefusal.ModulusInvalid, PaillierPublicKey.Read(modulus, out _));

        var key = Small.PublicKey;
        Assert.Equal(PaillierRefusal.PlaintextOutOfRange, key.Encrypt((key.Modulus + 1) / 2, Generator, out var none));
        Assert.Equal(PaillierRefusal.PlaintextOutOfRange, key.Encrypt(-(key.Modulus + 1) / 2, Generator, out _));
        Assert.Null(none);

        var size = key.CiphertextSize;
        Assert.Equal(PaillierRefusal.CiphertextWrongLength, key.ReadCiphertext(new byte[size - 1], out _));
        Assert.Equal(PaillierRefusal.CiphertextWrongLength, key.ReadCiphertext(new byte[size + 1], out _));
        Assert.Equal(PaillierRefusal.CiphertextOutOfRange, key.ReadCiphertext(new byte[size], out _));
        Assert.Equal(PaillierRefusal.CiphertextOutOfRange, key.ReadCiphertext(Bytes(key.Modulus * key.Modulus, size), out _));
        Assert.Equal(PaillierRefusal.CiphertextNotInvertible, key.ReadCiphertext(Bytes(key.Modulus, size), out _));
        Assert.Equal(PaillierRefusal.CiphertextNotInvertible, key.ReadCiphertext(Bytes(new BigInteger(Small.Export().P, true, true), size), out _));

        var other = PaillierPrivateKey.GenerateOfAnySize(512, Generator);
        Assert.Throws<ArgumentException>(() => key.Add(Encrypt(key, 1), Encrypt(other.PublicKey, 1)));
        Assert.Throws<ArgumentException>(() => other.Decrypt(Encrypt(key, 1), Generator));
    }

    private static PaillierCiphertext Encrypt(PaillierPublicKey key, BigInteger number)
    {
        Assert.Equal(PaillierRefusal.None, key.Encrypt(number, Generator, out var ciphertext));
        return ciphertext!;
    }

    private static BigInteger DecryptAsThePaperDoes(PaillierCiphertext ciphertext)
    {
        var (p, q) = Small.Export();
        var residue = PaperDecrypt(
            new BigInteger(ciphertext.ToArray(), true, true), new BigInteger(p, true, true), new BigInteger(q, true, true));
        return residue > Small.PublicKey.Modulus / 2 ? residue - Small.PublicKey.Modulus : residue;
    }

    // Scheme 1: L(c^λ mod n²)/L(g^λ mod n²) mod n, with g = n + 1, without the Chinese remainder theorem.
    private static BigInteger PaperDecrypt(BigInteger ciphertext, BigInteger p, BigInteger q)
    {
        var n = p * q;
        var lambda = (p - 1) * (q - 1) / BigInteger.GreatestCommonDivisor(p - 1, q - 1);
        var inverse = BigInteger.ModPow(L(n + 1), (p - 1) * (q - 1) - 1, n);
        return L(ciphertext) * inverse % n;

        BigInteger L(BigInteger x) => (BigInteger.ModPow(x, lambda, n * n) - 1) / n;
    }

    private static BigInteger Number(Random random, BigInteger largest)
    {
        var bytes = new byte[80];
        random.NextBytes(bytes);
        return new BigInteger(bytes) % (largest + 1);
    }

    private static byte[] Bytes(BigInteger number, int size)
    {
        var digits = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        return digits.Length > size ? [.. digits.TakeLast(size)] : [.. new byte[size - digits.Length], .. digits];
    }
}
