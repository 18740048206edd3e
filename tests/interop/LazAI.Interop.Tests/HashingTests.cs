using System.Security.Cryptography;
using LazAI.Cryptography;
using LazAI.Interop.Tests.Judging;
using LazAI.Testing;
using Xunit.Abstractions;
using static LazAI.Interop.Tests.Judging.Draw;

namespace LazAI.Interop.Tests;

/// <summary>Keccak-256 as noble and js-sha3 compute it, and the platform's SHA-256 as noble and OpenSSL do.</summary>
public class HashingTests(Judge judge, ITestOutputHelper output) : IClassFixture<Judge>
{
    private const int KeccakRate = 136;

    [JudgeFact]
    public async Task Keccak256_AnyData_IsThatOfBothJudges()
    {
        var random = TestSeed.Create(output);

        // Every length around the first blocks, then any.
        byte[][] data =
        [
            .. Enumerable.Range(0, 3 * KeccakRate + 2).Select(random.Bytes),
            .. Enumerable.Range(0, Cases).Select(_ => random.Bytes(random.Next(2_000))),
        ];
        var answers = await judge.AskAsync<Digests>("keccak256", data.Select(one => new { data = Hex(one) }));
        Assert.All(data.Zip(answers), pair =>
        {
            var ours = Keccak256.Hash(pair.First);
            Assert.Equal(new Digests(ours.ToString(), ours.ToString()), pair.Second);
            Assert.Equal(ours, HashInParts(pair.First, random));
        });
    }

    [JudgeFact]
    public async Task Keccak256_MegabytesOfData_IsThatOfBothJudges()
    {
        var random = TestSeed.Create(output);
        byte[][] data = [new byte[1 << 20], random.Bytes((1 << 20) + 1), random.Bytes(3_000_000)];
        var answers = await judge.AskAsync<Digests>("keccak256", data.Select(one => new { data = Hex(one) }));
        Assert.All(data.Zip(answers), pair =>
        {
            var ours = Keccak256.Hash(pair.First).ToString();
            Assert.Equal(new Digests(ours, ours), pair.Second);
        });
    }

    [JudgeFact]
    public async Task Sha256_AnyData_IsThatOfBothJudges()
    {
        var random = TestSeed.Create(output);
        var data = Enumerable.Range(0, Cases).Select(length => random.Bytes(length < 130 ? length : random.Next(2_000))).ToArray();
        var answers = await judge.AskAsync<Digests>("sha256", data.Select(one => new { data = Hex(one) }));
        Assert.All(data.Zip(answers), pair =>
        {
            var ours = Hex(SHA256.HashData(pair.First));
            Assert.Equal(new Digests(ours, ours), pair.Second);
        });
    }

    private static Bytes32 HashInParts(ReadOnlySpan<byte> data, Random random)
    {
        var hasher = new Keccak256Hasher();
        while (!data.IsEmpty)
        {
            var length = random.Next(data.Length + 1);
            hasher.Append(data[..length]);
            data = data[length..];
        }

        return hasher.Finish();
    }

    private sealed record Digests(string Noble, string Other);
}
