using System.Numerics;
using System.Security.Cryptography;
using LazAI.Cryptography.SecretSharing;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Cryptography.Tests.SecretSharing;

public class ShamirSecretSharingTests(ITestOutputHelper output)
{
    private static readonly RandomNumberGenerator Generator = RandomNumberGenerator.Create();

    public static TheoryData<string> FieldNames => ["bn254", "bls12381"];

    [Theory]
    [MemberData(nameof(FieldNames))]
    public void Reconstruct_AnySharesOfTheThreshold_GiveTheSecret(string field)
    {
        var (scheme, order) = Scheme(field);
        var random = TestSeed.Create(output);
        foreach (var (threshold, count) in (ReadOnlySpan<(int, int)>)[(1, 1), (1, 3), (2, 2), (2, 3), (3, 5), (7, 20), (20, 20), (128, 255), (255, 255)])
        {
            var secret = Below(order, random);
            Assert.Equal(ShamirRefusal.None, scheme.Share(secret, threshold, count, Generator, out var shares));
            Assert.Equal(Enumerable.Range(1, count), shares.Select(share => (int)share.Index));
            for (var i = 0; i < 5; i++)
            {
                var shuffled = shares.OrderBy(_ => random.Next()).ToArray();
                var found = new byte[32];
                Assert.Equal(ShamirRefusal.None, scheme.Reconstruct(shuffled.AsSpan(0, threshold), threshold, found));
                Assert.Equal(secret, found);
                Assert.Equal(ShamirRefusal.None, scheme.Reconstruct(shuffled, threshold, found));
                Assert.Equal(secret, found);
                if (threshold > 1)
                {
                    Assert.Equal(ShamirRefusal.TooFewShares, scheme.Reconstruct(shuffled.AsSpan(0, threshold - 1), threshold, found));
                    Assert.All(found, value => Assert.Equal(0, value));
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(FieldNames))]
    public void Shares_FewerThanTheThreshold_FitEverySecret(string field)
    {
        // For each secret there is exactly one polynomial through it and t - 1 shares: the missing share that makes it so exists.
        var (scheme, order) = Scheme(field);
        var random = TestSeed.Create(output);
        const int Threshold = 4;
        Assert.Equal(ShamirRefusal.None, scheme.Share(Below(order, random), Threshold, 6, Generator, out var shares));
        var known = shares.Take(Threshold - 1).ToArray();
        foreach (var candidate in (byte[][])[new byte[32], Bytes(order - 1), Below(order, random), Below(order, random)])
        {
            // Interpolated with BigInteger through (0, candidate) and the known shares, at the index of the missing one.
            var points = known.Select(share => ((BigInteger)share.Index, Number(share.Value.AsSpan()))).Prepend((0, Number(candidate))).ToArray();
            var value = Interpolate(points, 4, order);
            var found = new byte[32];
            Assert.Equal(ShamirRefusal.None, scheme.Reconstruct([.. known, new ShamirShare(4, new Bytes32(Bytes(value)))], Threshold, found));
            Assert.Equal(candidate, found);
        }
    }

    [Theory]
    [MemberData(nameof(FieldNames))]
    public void Shares_OfOneSecretTwice_AreDifferentAndTheirSumIsShared(string field)
    {
        var (scheme, order) = Scheme(field);
        var random = TestSeed.Create(output);
        var (a, b) = (Below(order, random), Below(order, random));
        scheme.Share(a, 3, 5, Generator, out var first);
        scheme.Share(a, 3, 5, Generator, out var again);
        scheme.Share(b, 3, 5, Generator, out var second);
        Assert.All(first.Zip(again), pair => Assert.NotEqual(pair.First.Value, pair.Second.Value));

        var sums = first.Zip(second, (x, y) => new ShamirShare(
            x.Index, new Bytes32(Bytes((Number(x.Value.AsSpan()) + Number(y.Value.AsSpan())) % order)))).ToArray();
        var found = new byte[32];
        Assert.Equal(ShamirRefusal.None, scheme.Reconstruct(sums, 3, found));
        Assert.Equal((Number(a) + Number(b)) % order, Number(found));
    }

    [Fact]
    public void Reconstruct_WorkedExample_GivesItsSecret()
    {
        // 1234 + 166 x + 94 x^2, the example of the literature, whose values at 2, 4 and 5 are these in any large field.
        var found = new byte[32];
        ShamirShare[] shares = [new(2, Word(1942)), new(4, Word(3402)), new(5, Word(4414))];
        foreach (var scheme in (ShamirSecretSharing[])[ShamirSecretSharing.Bn254, ShamirSecretSharing.Bls12381])
        {
            Assert.Equal(ShamirRefusal.None, scheme.Reconstruct(shares, 3, found));
            Assert.Equal(1234, Number(found));
        }

        static Bytes32 Word(int value) => new(Bytes(value));
    }

    [Theory]
    [MemberData(nameof(FieldNames))]
    public void HostileInput_GetsItsReason(string field)
    {
        var (scheme, order) = Scheme(field);
        var secret = Bytes(order - 1);
        Assert.Equal(ShamirRefusal.ThresholdOutOfRange, scheme.Share(secret, 0, 3, Generator, out _));
        Assert.Equal(ShamirRefusal.ThresholdOutOfRange, scheme.Share(secret, 4, 3, Generator, out _));
        Assert.Equal(ShamirRefusal.ThresholdOutOfRange, scheme.Share(secret, 2, 256, Generator, out _));
        Assert.Equal(ShamirRefusal.ThresholdOutOfRange, scheme.Share(secret, -1, -1, Generator, out _));
        Assert.Equal(ShamirRefusal.SecretWrongLength, scheme.Share(secret.AsSpan(1), 2, 3, Generator, out _));
        Assert.Equal(ShamirRefusal.SecretNotBelowOrder, scheme.Share(Bytes(order), 2, 3, Generator, out var none));
        Assert.Empty(none);

        Assert.Equal(ShamirRefusal.None, scheme.Share(secret, 2, 3, Generator, out var made));
        var shares = made.ToArray();
        var found = new byte[32];
        Assert.Equal(ShamirRefusal.ThresholdOutOfRange, scheme.Reconstruct(shares, 0, found));
        Assert.Equal(ShamirRefusal.ThresholdOutOfRange, scheme.Reconstruct(shares, 256, found));
        Assert.Equal(ShamirRefusal.TooFewShares, scheme.Reconstruct([], 2, found));
        Assert.Equal(ShamirRefusal.TooManyShares, scheme.Reconstruct(new ShamirShare[256], 2, found));
        Assert.Equal(ShamirRefusal.IndexZero, scheme.Reconstruct([shares[0], shares[1] with { Index = 0 }], 2, found));
        Assert.Equal(ShamirRefusal.IndexTwice, scheme.Reconstruct([shares[0], shares[1], shares[0]], 2, found));
        Assert.Equal(ShamirRefusal.ShareNotBelowOrder, scheme.Reconstruct([shares[0], new(2, new Bytes32(Bytes(order)))], 2, found));
        Assert.Equal(ShamirRefusal.SharesDisagree, scheme.Reconstruct([shares[0], shares[1], shares[2] with { Value = shares[0].Value }], 2, found));
        Assert.All(found, value => Assert.Equal(0, value));
        Assert.Throws<ArgumentException>(() => scheme.Reconstruct(shares, 2, new byte[31]));
    }

    private static (ShamirSecretSharing Scheme, BigInteger Order) Scheme(string field) => field == "bn254"
        ? (ShamirSecretSharing.Bn254, BigInteger.Parse("21888242871839275222246405745257275088548364400416034343698204186575808495617"))
        : (ShamirSecretSharing.Bls12381, BigInteger.Parse("52435875175126190479447740508185965837690552500527637822603658699938581184513"));

    private static BigInteger Interpolate((BigInteger X, BigInteger Y)[] points, BigInteger at, BigInteger order)
    {
        var sum = BigInteger.Zero;
        foreach (var (x, y) in points)
        {
            var (numerator, denominator) = (y, BigInteger.One);
            foreach (var (other, _) in points.Where(point => point.X != x))
            {
                numerator = numerator * (at - other) % order;
                denominator = denominator * (x - other) % order;
            }

            sum += numerator * BigInteger.ModPow((denominator + order) % order, order - 2, order);
        }

        return (sum % order + order) % order;
    }

    private static byte[] Below(BigInteger order, Random random)
    {
        var bytes = new byte[40];
        random.NextBytes(bytes);
        return Bytes(new BigInteger(bytes, isUnsigned: true) % order);
    }

    private static BigInteger Number(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    private static byte[] Bytes(BigInteger number)
    {
        var bytes = new byte[32];
        var digits = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        digits.CopyTo(bytes, bytes.Length - digits.Length);
        return bytes;
    }
}
