using System.Numerics;
using System.Runtime.Intrinsics.X86;
using LazAI.Cryptography.Secp256k1;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Cryptography.Tests.Secp256k1;

/// <summary>
/// A batch gives every item the answer that it gets alone, whatever its neighbours are, with AVX-512 and without; and so do a key's
/// tables.
/// </summary>
public class BatchTests(ITestOutputHelper output)
{
    [Fact]
    public void Batch_RandomGoodAndBadItemsOfEverySize_EqualsSingle()
    {
        var random = TestSeed.Create(output);
        foreach (var count in Enumerable.Range(0, 20).Concat([31, 32, 33, 64, 65, 100]))
        {
            Check([.. Enumerable.Range(0, count).Select(_ => RandomItem(random))]);
        }
    }

    // Scalars of which the sum a G + b P meets equal points, opposite ones and infinity on its way.
    [Fact]
    public void Batch_SmallCombinations_EqualsSingle()
    {
        var half = BigInteger.One << 128;
        BigInteger[] factors = [-3, -2, -1, 0, 1, 2, 3, 4, 16, half - 1, half, half + 1, 2 * half, half * half / 3];
        BigInteger[] points = [1, 2, 3, 16, half, -1, -half];
        foreach (var k in points)
        {
            Check([.. factors.SelectMany(a => factors.SelectMany(b => Combination(a, b, k)))]);
        }
    }

    [Fact]
    public void Verification_EverySingleBitChanged_IsRefusedEverywhere()
    {
        var seed = new byte[32];
        TestSeed.Create(output).NextBytes(seed);
        var item = SignedItem(seed);
        var (digest, signature) = (item.Digest.ToArray(), item.Signature.ToArray());
        Item[] changed =
        [
            .. Flips(digest).Select(bytes => item with { Digest = new Bytes32(bytes) }),
            .. Flips(item.Signature.R.ToArray()).Select(bytes => With(item, new Bytes32(bytes), item.Signature.S, item.Signature.V - 27)),
            .. Flips(item.Signature.S.ToArray()).Select(bytes => With(item, item.Signature.R, new Bytes32(bytes), item.Signature.V - 27)),
        ];
        Assert.Equal(256 + 512, changed.Length);
        Check(changed);
        Assert.All(changed, other =>
        {
            Assert.False(other.Key.Verify(other.Digest, other.Pair));
            Assert.False(other.Key.Verify(other.Digest, other.Signature));
            Assert.False(other.Signature.TryRecoverAddress(other.Digest, out var signer) && signer == item.Key.ToAddress());
        });
        Assert.All(Flips([signature[64]]), bytes =>
            Assert.False(RecoverableSignature.TryParse([.. signature[..64], .. bytes], out var other) && item.Key.Verify(item.Digest, other)));

        static IEnumerable<byte[]> Flips(byte[] bytes) => Enumerable.Range(0, 8 * bytes.Length).Select(bit =>
        {
            var copy = bytes.ToArray();
            copy[bit / 8] ^= (byte)(1 << bit % 8);
            return copy;
        });
    }

    [Fact]
    public void Batch_LengthsAndNumbersOutOfBounds_AreRefusedAsMisuse()
    {
        var key = Key(Bytes32.Parse("0x0000000000000000000000000000000000000000000000000000000000000001"));
        var (digests, pairs, recoverable) = (new Bytes32[2], new EcdsaSignature[2], new RecoverableSignature[2]);
        Assert.Throws<ArgumentException>(() => Secp256k1Batch.Verify([key], digests, pairs, new bool[2]));
        Assert.Throws<ArgumentException>(() => Secp256k1Batch.Verify([key, key], digests, pairs, new bool[1]));
        Assert.Throws<ArgumentException>(() => Secp256k1Batch.Verify([key, null!], digests, pairs, new bool[2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Secp256k1Batch.Verify([key, key], digests, pairs, new bool[2], 0));
        Assert.Throws<ArgumentException>(() => Secp256k1Batch.Recover(digests, recoverable, new Secp256k1PublicKey?[3]));
        Assert.Throws<ArgumentException>(() => Secp256k1Batch.RecoverAddresses(digests, recoverable.AsSpan(1), new Address?[2]));
    }

    [Fact]
    public void Batch_OfMoreThanGoAtATime_AnswersForEach()
    {
        const int Count = 65_536 + 3;
        var (first, last) = (SignedItem([1]), SignedItem([2]));
        var (keys, digests) = (new Secp256k1PublicKey[Count], new Bytes32[Count]);
        var (pairs, signatures) = (new EcdsaSignature[Count], new RecoverableSignature[Count]);
        Array.Fill(keys, first.Key);
        foreach (var (place, item) in new[] { (0, first), (Count - 1, last) })
        {
            (keys[place], digests[place], pairs[place], signatures[place]) = (item.Key, item.Digest, item.Pair, item.Signature);
        }

        var (valid, recovered, signers) = (new bool[Count], new Secp256k1PublicKey?[Count], new Address?[Count]);
        Secp256k1Batch.Verify(keys, digests, pairs, valid);
        Secp256k1Batch.Recover(digests, signatures, recovered);
        Secp256k1Batch.RecoverAddresses(digests, signatures, signers);
        Assert.Equal([0, Count - 1], Enumerable.Range(0, Count).Where(i => valid[i]));
        Assert.Equal([0, Count - 1], Enumerable.Range(0, Count).Where(i => recovered[i] is not null));
        Assert.Equal((first.Key, last.Key), (recovered[0], recovered[^1]));
        Assert.Equal((first.Key.ToAddress(), last.Key.ToAddress()), (signers[0], signers[^1]));
    }

    [Fact]
    public void SingleAndBatch_Repeatedly_AllocateNothingOnOneCore()
    {
        var items = Enumerable.Range(0, 20).Select(i => SignedItem(BitConverter.GetBytes(i))).ToArray();
        var (keys, digests) = (items.Select(item => item.Key).ToArray(), items.Select(item => item.Digest).ToArray());
        var (pairs, signatures) = (items.Select(item => item.Pair).ToArray(), items.Select(item => item.Signature).ToArray());
        var (verified, signers) = (new bool[20], new Address?[20]);
        var precomputed = new PrecomputedPublicKey(keys[0]);
        Work();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Work();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.All(verified, Assert.True);

        void Work()
        {
            for (var i = 0; i < 5; i++)
            {
                Secp256k1Batch.Verify(keys, digests, pairs, verified);
                Secp256k1Batch.RecoverAddresses(digests, signatures, signers);
                keys[i].Verify(digests[i], pairs[i]);
                keys[i].Verify(digests[i], signatures[i]);
                signatures[i].TryRecoverAddress(digests[i], out _);
                precomputed.Verify(digests[0], pairs[0]);
                precomputed.Verify(digests[0], signatures[0]);
            }
        }
    }

    internal sealed record Item(Secp256k1PublicKey Key, Bytes32 Digest, EcdsaSignature Pair, RecoverableSignature Signature);

    internal static void Check(Item[] items)
    {
        var digests = items.Select(item => item.Digest).ToArray();
        var verified = items.Select(item => item.Key.Verify(item.Digest, item.Pair)).ToArray();
        var recovered = items
            .Select(item => Secp256k1PublicKey.TryRecover(item.Digest, item.Signature, out var key) ? key : null).ToArray();
        foreach (var (cores, vector512) in new[] { (1, false), (1, true), (3, true) })
        {
            EcdsaBatch.UsesVector512 = vector512 && Avx512F.IsSupported;
            try
            {
                CheckBatch(cores);
            }
            finally
            {
                EcdsaBatch.UsesVector512 = Avx512F.IsSupported;
            }
        }

        Assert.All(items, item =>
        {
            var key = new PrecomputedPublicKey(item.Key);
            Assert.Equal(item.Key.Verify(item.Digest, item.Pair), key.Verify(item.Digest, item.Pair));
            Assert.Equal(item.Key.Verify(item.Digest, item.Signature), key.Verify(item.Digest, item.Signature));
            Assert.Equal(item.Key.VerifyAllowingHighS(item.Digest, item.Pair), key.VerifyAllowingHighS(item.Digest, item.Pair));
        });

        void CheckBatch(int cores)
        {
            // Starting values are wrong for every item, so that none can be left unwritten.
            var results = verified.Select(result => !result).ToArray();
            Secp256k1Batch.Verify(
                items.Select(item => item.Key).ToArray(), digests, items.Select(item => item.Pair).ToArray(), results, cores);
            Assert.Equal(verified, results);

            var signatures = items.Select(item => item.Signature).ToArray();
            var keys = recovered.Select((key, i) => key is null ? items[i].Key : null).ToArray();
            Secp256k1Batch.Recover(digests, signatures, keys, cores);
            Assert.Equal(recovered, keys);

            var signers = recovered.Select((key, i) => key is null ? items[i].Key.ToAddress() : (Address?)null).ToArray();
            Secp256k1Batch.RecoverAddresses(digests, signatures, signers, cores);
            Assert.Equal(recovered.Select(key => key?.ToAddress()), signers);
        }
    }

    private static Item RandomItem(Random random)
    {
        var bytes = new byte[32];
        random.NextBytes(bytes);
        var item = SignedItem(bytes);
        random.NextBytes(bytes);
        return random.Next(8) switch
        {
            0 => item with { Digest = new Bytes32(bytes) },
            1 => item with { Digest = default },
            2 => item with { Pair = default, Signature = default },
            3 => With(item, new Bytes32(bytes), item.Signature.S, random.Next(4)),
            4 => With(item, item.Signature.R, (-ScalarTests.From(new BigInteger(item.Signature.S.AsSpan(), true, true))).ToBytes32(), 0),
            5 => With(item, item.Signature.R, item.Signature.S, random.Next(4)),
            _ => item,
        };
    }

    private static Item SignedItem(byte[] seed)
    {
        Assert.True(Secp256k1PrivateKey.TryCreate(Keccak256.Hash(seed).ToArray(), out var key));
        using (key)
        {
            var digest = Keccak256.Hash(Keccak256.Hash(seed).ToArray());
            var signature = key.Sign(digest);
            return new Item(key.PublicKey, digest, signature.Signature, signature);
        }
    }

    private static Item With(Item item, Bytes32 r, Bytes32 s, int id) => item with
    {
        Pair = EcdsaSignature.TryCreate(r, s, out var pair) ? pair : default,
        Signature = new RecoverableSignature(r, s, id),
    };

    // Signatures whose verification under k G computes a G + b (k G), and whose recovery computes a G + b (k G) for R = k G.
    private static IEnumerable<Item> Combination(BigInteger a, BigInteger b, BigInteger k)
    {
        var (u, v, factor) = (Of(a), Of(b), Of(k));
        var point = ConstantTimeMultiplication.MultiplyGenerator(in factor).ToAffine();
        var key = new Secp256k1PublicKey(in point);
        var sum = u + v * factor;
        var expected = sum.IsZero ? null : new Secp256k1PublicKey(ConstantTimeMultiplication.MultiplyGenerator(in sum).ToAffine());
        if (expected is not null && !v.IsZero)
        {
            // r = (a G + b P).x, s = r / b, z = a s
            var r = XOf(in expected.Point);
            var s = r * Scalar.Invert(in v);
            Assert.True(EcdsaSignature.TryCreate(r.ToBytes32(), Scalar.NegateWhere(in s, s.HighMask).ToBytes32(), out var pair));
            Assert.True(key.Verify((u * s).ToBytes32(), pair));
            yield return new Item(key, (u * s).ToBytes32(), pair, default);
        }

        // r = R.x, s = b r, z = -a r
        var x = XOf(in point);
        var recoverable = new RecoverableSignature(x.ToBytes32(), (v * x).ToBytes32(), point.Y.IsOdd ? 1 : 0);
        var digest = (-(u * x)).ToBytes32();
        Assert.Equal(v.IsZero ? null : expected, Secp256k1PublicKey.TryRecover(digest, recoverable, out var recovered) ? recovered : null);
        yield return new Item(key, digest, default, recoverable);
    }

    private static Scalar Of(BigInteger value) => ScalarTests.From((value % ScalarTests.N + ScalarTests.N) % ScalarTests.N);

    private static Scalar XOf(in AffinePoint point)
    {
        var bytes = new byte[32];
        point.X.Write(bytes);
        return Scalar.ReadReduced(bytes, out _);
    }

    private static Secp256k1PublicKey Key(Bytes32 secret)
    {
        Assert.True(Secp256k1PrivateKey.TryCreate(secret.ToArray(), out var key));
        using (key)
        {
            return key.PublicKey;
        }
    }
}
