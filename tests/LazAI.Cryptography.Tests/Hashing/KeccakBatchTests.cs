using System.Runtime.Intrinsics;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Cryptography.Tests;

public sealed class KeccakBatchTests(ITestOutputHelper output)
{
    private delegate int Batch(ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> messages, int length, Span<Bytes32> digests);

    [Fact]
    public void HashEach_EveryPathLengthAndNumber_IsTheHashOfEachMessage()
    {
        var random = TestSeed.Create(output);
        foreach (var (lanes, hashEach) in Paths())
        {
            for (var length = 0; length <= 450; length++)
            {
                var count = random.Next(1, 20);
                var prefix = new byte[random.Next(3) switch { 0 => random.Next(136), 1 => random.Next(8), _ => random.Next(2) }];
                var messages = new byte[length * count];
                random.NextBytes(prefix);
                random.NextBytes(messages);
                var digests = new Bytes32[count];

                var done = hashEach(prefix, messages, length, digests);

                Assert.InRange(done, Math.Max(0, count - (lanes / 2) + 1), count);
                for (var i = 0; i < done; i++)
                {
                    Assert.Equal(Keccak256.Hash([.. prefix, .. messages.AsSpan(i * length, length)]), digests[i]);
                }
            }
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 5)]
    [InlineData(32, 1)]
    [InlineData(135, 23)]
    [InlineData(136, 9)]
    public void HashEach_MessagesOfOneLength_AreHashedOneByOne(int length, int count)
    {
        var messages = new byte[length * count];
        new Random(length).NextBytes(messages);
        var digests = new Bytes32[count];

        Keccak256.HashEach(messages, length, digests);

        for (var i = 0; i < count; i++)
        {
            Assert.Equal(Keccak256.Hash(messages.AsSpan(i * length, length)), digests[i]);
        }

        Assert.Throws<ArgumentException>("messages", () => Keccak256.HashEach(new byte[(length * count) + 1], length, digests));
    }

    [Fact]
    public void HashNodes_InPlace_HashesWhatWasThere()
    {
        for (var pairs = 0; pairs < 40; pairs++)
        {
            var hashes = Enumerable.Range(0, 2 * pairs).Select(i => Keccak256.Hash([(byte)i])).ToArray();
            var expected = hashes.Chunk(2).Select(pair => MerkleTree.HashNode(pair[0], pair[1])).ToArray();

            MerkleTree.HashNodes(hashes, hashes.AsSpan(0, pairs));

            Assert.Equal(expected, hashes[..pairs]);
        }
    }

    /// <summary>The portable path is always there: it takes what the vectors leave.</summary>
    private static IEnumerable<(int Lanes, Batch HashEach)> Paths()
    {
        if (KeccakLanes256.IsSupported)
        {
            yield return (4, KeccakBatch.HashEach<Vector256<ulong>, KeccakLanes256>);
        }

        if (KeccakLanes512.IsSupported)
        {
            yield return (8, KeccakBatch.HashEach<Vector512<ulong>, KeccakLanes512>);
        }
    }
}
