using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.KeyAgreement;
using LazAI.Cryptography.SecretSharing;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Cryptography.Tests.KeyAgreement;

public class MaskKeyTests(ITestOutputHelper output)
{
    private static readonly RandomNumberGenerator Generator = RandomNumberGenerator.Create();
    private static readonly Bytes32 Round = Keccak256.Hash("round 7"u8);

    [Theory]
    [InlineData(2, 1)]
    [InlineData(3, 1000)]
    [InlineData(7, 385)]
    public void MaskedVectors_OfAllParticipants_SumToThePlainSum(int participants, int length)
    {
        var random = TestSeed.Create(output);
        var keys = Keys(participants);
        var (sum, maskedSum) = (new ulong[length], new ulong[length]);
        var (scalarSum, maskedScalarSum) = (new Bn254Scalar[length], new Bn254Scalar[length]);
        foreach (var key in keys)
        {
            // Full range, so that sums wrap around.
            var vector = Enumerable.Range(0, length).Select(_ => (ulong)random.NextInt64(long.MinValue, long.MaxValue)).ToArray();
            var scalars = vector.Select(number => -new Bn254Scalar(number)).ToArray();
            Add(sum, vector);
            Add(scalarSum, scalars);

            var plain = vector.ToArray();
            var plainScalars = scalars.ToArray();
            Assert.Equal(MaskRefusal.None, key.AddMasks(Peers(keys, key), Round, vector));
            Assert.Equal(MaskRefusal.None, key.AddMasks(Peers(keys, key), Round, scalars));
            Assert.All(plain.Zip(vector), pair => Assert.NotEqual(pair.First, pair.Second));
            Assert.All(plainScalars.Zip(scalars), pair => Assert.NotEqual(pair.First, pair.Second));
            Add(maskedSum, vector);
            Add(maskedScalarSum, scalars);
        }

        Assert.Equal(sum, maskedSum);
        Assert.Equal(scalarSum, maskedScalarSum);
    }

    [Fact]
    public void MaskedVectors_AfterOneDroppedOut_SumOnceItsKeyIsRecovered()
    {
        const int Participants = 6;
        const int Threshold = 4;
        var random = TestSeed.Create(output);
        var keys = Keys(Participants);
        var dropped = keys[random.Next(Participants)];
        Assert.Equal(ShamirRefusal.None, dropped.Share(Threshold, Participants, Generator, out var shares));
        var survivors = keys.Where(key => key != dropped).ToArray();

        var (sum, maskedSum) = (new ulong[50], new ulong[50]);
        foreach (var key in survivors)
        {
            var vector = Enumerable.Range(0, sum.Length).Select(_ => (ulong)random.NextInt64()).ToArray();
            Add(sum, vector);
            Assert.Equal(MaskRefusal.None, key.AddMasks(Peers(keys, key), Round, vector));
            Add(maskedSum, vector);
        }

        Assert.NotEqual(sum, maskedSum);
        var given = shares.OrderBy(_ => random.Next()).Take(Threshold).ToArray();
        Assert.Equal(MaskRefusal.None, MaskKey.Recover(given, Threshold, dropped.PublicKey, out var recovered));
        Assert.Equal(MaskRefusal.None, recovered!.AddMasks([.. survivors.Select(key => key.PublicKey)], Round, maskedSum));
        Assert.Equal(sum, maskedSum);

        Assert.Equal(MaskRefusal.SharesRefused, MaskKey.Recover(given.AsSpan(1), Threshold, dropped.PublicKey, out var none));
        Assert.Null(none);
        Assert.Equal(MaskRefusal.OtherKey, MaskKey.Recover(given, Threshold, survivors[0].PublicKey, out _));
        given[0] = given[0] with { Value = given[1].Value };
        Assert.Equal(MaskRefusal.OtherKey, MaskKey.Recover(given, Threshold, dropped.PublicKey, out _));
    }

    [Fact]
    public void Mask_OfFixedKeys_IsWhatTheDefinitionSays()
    {
        // The definition once more, from the platform's parts: secp256k1 by OpenSSL, HKDF written out, AES block by block.
        var (first, second) = (Key(1), Key(2));
        var vector = new ulong[5];
        Assert.Equal(MaskRefusal.None, first.AddMasks([second.PublicKey], Round, vector));

        var isLower = first.PublicKey.ToAddress() < second.PublicKey.ToAddress();
        var secret = SharedSecret(PrivateKeyOf(1), second.PublicKey);
        byte[] info =
        [
            .. Encoding.ASCII.GetBytes("LazAI.PairwiseMask.v1.secp256k1.HKDF-SHA256.AES-256-CTR.uint64"), .. Round.AsSpan(),
            .. (isLower ? first : second).PublicKey.ToCompressed(), .. (isLower ? second : first).PublicKey.ToCompressed(), 1,
        ];
        using var aes = Aes.Create();
        aes.Key = HMACSHA256.HashData(HMACSHA256.HashData(new byte[32], secret), info);
        for (var i = 0; i < vector.Length; i++)
        {
            var block = new byte[16];
            block[15] = (byte)(i / 2);
            var mask = BinaryPrimitives.ReadUInt64BigEndian(aes.EncryptEcb(block, PaddingMode.None).AsSpan(8 * (i % 2)));
            Assert.Equal(isLower ? mask : 0 - mask, vector[i]);
        }
    }

    [Fact]
    public void Masks_OfAnotherRoundOrPeer_AreDifferent()
    {
        var keys = Keys(3);
        var vectors = new List<ulong>();
        foreach (var (peer, round) in ((MaskKey, Bytes32)[])[(keys[1], Round), (keys[1], Keccak256.Hash("round 8"u8)), (keys[2], Round)])
        {
            var vector = new ulong[8];
            Assert.Equal(MaskRefusal.None, keys[0].AddMasks([peer.PublicKey], round, vector));
            vectors.AddRange(vector);
        }

        Assert.Equal(vectors.Count, vectors.Distinct().Count());
    }

    [Fact]
    public void HostilePeers_GetTheirReasonAndLeaveTheVector()
    {
        var keys = Keys(3);
        var own = keys[0];
        Secp256k1PublicKey[] peers = [keys[1].PublicKey, keys[2].PublicKey];
        ulong[] vector = [1, 2, 3];
        Assert.Equal(MaskRefusal.NoPeers, own.AddMasks([], Round, vector));
        Assert.Equal(MaskRefusal.TooManyPeers, own.AddMasks([.. Enumerable.Repeat(peers[0], MaskKey.PeersMaximum + 1)], Round, vector));
        Assert.Equal(MaskRefusal.OwnKeyAmongPeers, own.AddMasks([.. peers, own.PublicKey], Round, vector));
        Assert.Equal(MaskRefusal.PeerTwice, own.AddMasks([.. peers, peers[0]], Round, vector));
        Assert.Equal(MaskRefusal.NoPeers, own.AddMasks([], Round, new Bn254Scalar[1]));
        Assert.Equal([1UL, 2UL, 3UL], vector);

        Assert.False(MaskKey.TryCreate(new byte[31], out _));
        Assert.False(MaskKey.TryCreate(Bn254Scalar.Modulus.ToByteArray(isUnsigned: true, isBigEndian: true), out _));
        own.Dispose();
        Assert.Throws<ObjectDisposedException>(() => own.AddMasks(peers, Round, vector));
        Assert.Throws<ObjectDisposedException>(() => own.Share(1, 1, Generator, out _));
    }

    private static MaskKey[] Keys(int count) => [.. Enumerable.Range(0, count).Select(_ => MaskKey.Generate(Generator))];

    private static MaskKey Key(byte secret)
    {
        var bytes = new byte[32];
        bytes[31] = secret;
        return MaskKey.TryCreate(bytes, out var key) ? key : throw new InvalidOperationException();
    }

    private static byte[] PrivateKeyOf(byte secret)
    {
        var bytes = new byte[32];
        bytes[31] = secret;
        byte[] info = [.. Encoding.ASCII.GetBytes("LazAI.MaskKey.v1.secp256k1.HKDF-SHA256"), 0, 1];
        return HMACSHA256.HashData(HMACSHA256.HashData(new byte[32], bytes), info);
    }

    private static byte[] SharedSecret(byte[] privateKey, Secp256k1PublicKey peer)
    {
        var curve = ECCurve.CreateFromValue("1.3.132.0.10");
        using var own = ECDiffieHellman.Create(new ECParameters { Curve = curve, D = privateKey, Q = Point(privateKey) });
        var q = peer.ToUncompressed();
        using var other = ECDiffieHellman.Create(new ECParameters { Curve = curve, Q = new ECPoint { X = q[1..33], Y = q[33..] } });
        return own.DeriveRawSecretAgreement(other.PublicKey);

        static ECPoint Point(byte[] privateKey)
        {
            Assert.True(Secp256k1PrivateKey.TryCreate(privateKey, out var key));
            var q = key!.PublicKey.ToUncompressed();
            return new ECPoint { X = q[1..33], Y = q[33..] };
        }
    }

    private static Secp256k1PublicKey[] Peers(MaskKey[] keys, MaskKey own) => [.. keys.Where(key => key != own).Select(key => key.PublicKey)];

    private static void Add(ulong[] sum, ulong[] vector)
    {
        for (var i = 0; i < sum.Length; i++)
        {
            sum[i] += vector[i];
        }
    }

    private static void Add(Bn254Scalar[] sum, Bn254Scalar[] vector)
    {
        for (var i = 0; i < sum.Length; i++)
        {
            sum[i] += vector[i];
        }
    }
}
