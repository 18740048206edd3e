using LazAI.Cryptography;
using LazAI.Engines;
using LazAI.Gateway.Tasks;
using LazAI.Grains.Blobs;

namespace LazAI.Gateway.Tests;

public class WeightHeadersTests
{
    [Fact]
    public async Task Get_OfOneModelAgain_ReadsItsFileOnceAndProvesTheFirstChunk()
    {
        var files = Enumerable.Range(0, 2).Select(seed => Weights(seed, 3 * ModelCommitment.ChunkBytes + seed)).ToArray();
        var blobs = new CountingBlobs(files);
        var headers = new WeightHeaders(blobs);
        for (var i = 0; i < 6; i++)
        {
            var weights = files[i % 2];
            var header = await headers.GetAsync(Keccak256.Hash(weights));
            Assert.True(ModelCommitment.TryRead(
                ModelCommitment.Compute(weights), weights.Length, new ByteRange(0, ModelCommitment.ChunkBytes), header, out var bytes));
            Assert.True(bytes.SequenceEqual(weights.AsSpan(0, ModelCommitment.ChunkBytes)));
        }

        Assert.Equal(2, blobs.Reads);
    }

    [Fact]
    public async Task Get_OfMoreModelsThanAreKept_StaysRight()
    {
        var files = Enumerable.Range(0, WeightHeaders.KeptMaximum + 1).Select(seed => Weights(seed, 8)).ToArray();
        var blobs = new CountingBlobs(files);
        var headers = new WeightHeaders(blobs);
        foreach (var weights in files.Append(files[0]))
        {
            Assert.Equal(weights, (await headers.GetAsync(Keccak256.Hash(weights))).Bytes);
        }

        Assert.Equal(files.Length + 1, blobs.Reads);
    }

    private static byte[] Weights(int seed, int length)
    {
        var weights = new byte[length];
        new Random(seed).NextBytes(weights);
        return weights;
    }

    private sealed class CountingBlobs(IEnumerable<byte[]> files) : IBlobStore
    {
        private readonly Dictionary<Bytes32, byte[]> _files = files.ToDictionary(file => Keccak256.Hash(file));

        public int Reads { get; private set; }

        public ValueTask PutAsync(Bytes32 hash, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public ValueTask<ReadOnlyMemory<byte>?> GetAsync(Bytes32 hash, CancellationToken cancellationToken = default)
        {
            Reads++;
            return new(_files[hash]);
        }

        public ValueTask<bool> ContainsAsync(Bytes32 hash, CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }
}
