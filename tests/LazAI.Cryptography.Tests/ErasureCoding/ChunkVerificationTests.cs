using LazAI.Cryptography.ErasureCoding;
using LazAI.Cryptography.Fields.Lanes;
using LazAI.Cryptography.Kzg;
using LazAI.Cryptography.Tests.Curves.Lanes;
using Xunit.Abstractions;

namespace LazAI.Cryptography.Tests.ErasureCoding;

/// <summary>Batches of sampled chunks: right ones of two squares, everything about one of them changed, and what no chunk can be.</summary>
public class ChunkVerificationTests(ITestOutputHelper output)
{
    private const int Seed = 20261128;
    private const int Size = ExtendedDataSquare.Size;
    private const int PointSize = RowCommitments.CommitmentSize;

    private static readonly Lazy<Sample[]> _samples = new(Draw);

    [Fact]
    public void RightChunks_OfSeveralRowsAndSquares_AreAccepted()
    {
        output.WriteLine($"seed {Seed}");
        var samples = _samples.Value;
        foreach (var path in LanePoints.Paths)
        {
            foreach (var count in new[] { 0, 1, 2, samples.Length })
            {
                Assert.Equal(KzgRefusal.None, LanePaths.On(path, () => Verify(samples[..count])));
            }
        }

        Assert.Equal(KzgRefusal.None, Verify([.. samples, samples[0], samples[0]]));
    }

    [Fact]
    public void EveryChange_OfOneOfMany_IsRefused()
    {
        var samples = _samples.Value;
        for (var i = 0; i < samples.Length; i++)
        {
            var (sample, other) = (samples[i], samples[(i + 1) % samples.Length]);
            foreach (var wrong in (Sample[])
            [
                sample with { Column = sample.Column ^ 1 },
                sample with { Commitment = other.Commitment },
                sample with { Chunk = other.Chunk },
                sample with { Chunk = Increased(sample.Chunk, 1) },
                sample with { Proof = other.Proof },
                sample with { Proof = Infinity() },
            ])
            {
                Assert.Equal(KzgRefusal.EquationDoesNotHold, Verify(With(samples, i, wrong)));
            }
        }
    }

    [Fact]
    public void EveryBit_OfAChunkAndItsProof_Counts()
    {
        var samples = _samples.Value[..3];
        foreach (var bit in Enumerable.Range(0, 8 * PointSize))
        {
            Assert.NotEqual(KzgRefusal.None, Verify(With(samples, 1, samples[1] with { Proof = Flipped(samples[1].Proof, bit) })));
            Assert.NotEqual(KzgRefusal.None, Verify(With(samples, 1, samples[1] with { Commitment = Flipped(samples[1].Commitment, bit) })));
        }

        foreach (var bit in Enumerable.Range(0, 8 * ExtendedDataSquare.ChunkSize))
        {
            Assert.NotEqual(KzgRefusal.None, Verify(With(samples, 1, samples[1] with { Chunk = Flipped(samples[1].Chunk, bit) })));
        }
    }

    [Fact]
    public void Errors_ThatAddUpToNothing_AreRefused()
    {
        // As a plain sum, the equation would hold for both.
        var samples = _samples.Value;
        var shifted = With(samples, 0, samples[0] with { Chunk = Increased(samples[0].Chunk, 1) });
        shifted[1] = samples[1] with { Chunk = Increased(samples[1].Chunk, -1) };
        Assert.Equal(KzgRefusal.EquationDoesNotHold, Verify(shifted));

        var swapped = With(samples, 0, samples[0] with { Commitment = samples[1].Commitment });
        swapped[1] = samples[1] with { Commitment = samples[0].Commitment };
        Assert.NotEqual(samples[0].Commitment, samples[1].Commitment);
        Assert.Equal(KzgRefusal.EquationDoesNotHold, Verify(swapped));
    }

    [Fact]
    public void HostileInput_IsRefusedByName()
    {
        var samples = _samples.Value[..4];
        var notOnCurve = new byte[PointSize];
        (notOnCurve[0], notOnCurve[^1]) = (0x80, 1);
        var large = Enumerable.Repeat((byte)0xff, ExtendedDataSquare.ChunkSize).ToArray();
        foreach (var (wrong, refusal) in ((Sample, KzgRefusal)[])
        [
            (samples[2] with { Column = Size }, KzgRefusal.CellIndexOutOfRange),
            (samples[2] with { Column = -1 }, KzgRefusal.CellIndexOutOfRange),
            (samples[2] with { Commitment = [] }, KzgRefusal.CommitmentLength),
            (samples[2] with { Commitment = [.. samples[2].Commitment, 0] }, KzgRefusal.CommitmentLength),
            (samples[2] with { Chunk = new byte[31] }, KzgRefusal.FieldElementLength),
            (samples[2] with { Chunk = new byte[33] }, KzgRefusal.FieldElementLength),
            (samples[2] with { Proof = new byte[47] }, KzgRefusal.ProofLength),
            (samples[2] with { Commitment = new byte[PointSize] }, KzgRefusal.CommitmentEncoding),
            (samples[2] with { Proof = new byte[PointSize] }, KzgRefusal.ProofEncoding),
            (samples[2] with { Commitment = notOnCurve }, KzgRefusal.CommitmentNotOnCurve),
            (samples[2] with { Proof = notOnCurve }, KzgRefusal.ProofNotOnCurve),
            (samples[2] with { Chunk = large }, KzgRefusal.FieldElementNotCanonical),
        ])
        {
            Assert.Equal(refusal, Verify(With(samples, 2, wrong)));
            Assert.Equal(refusal, Verify([wrong]));
        }
    }

    [Fact]
    public void Lists_ThatDoNotGoTogether_AreRefused()
    {
        ReadOnlyMemory<byte>[] one = [new byte[PointSize]];
        Assert.Equal(KzgRefusal.CountMismatch, RowCommitments.VerifyChunkProofBatch([], [0], one, one, KzgSettings.Default));
        Assert.Equal(KzgRefusal.CountMismatch, RowCommitments.VerifyChunkProofBatch(one, [], one, one, KzgSettings.Default));
        Assert.Equal(KzgRefusal.CountMismatch, RowCommitments.VerifyChunkProofBatch(one, [0], [], one, KzgSettings.Default));
        Assert.Equal(KzgRefusal.CountMismatch, RowCommitments.VerifyChunkProofBatch(one, [0], one, [], KzgSettings.Default));
        var many = new ReadOnlyMemory<byte>[RowCommitments.BatchChunksMaximum + 1];
        Assert.Equal(KzgRefusal.TooMany, RowCommitments.VerifyChunkProofBatch(many, new int[many.Length], many, many, KzgSettings.Default));
    }

    private sealed record Sample(byte[] Commitment, int Column, byte[] Chunk, byte[] Proof);

    // Two chunks of one column first, of different rows; later ones share rows.
    private static Sample[] Draw()
    {
        var random = new Random(Seed);
        var samples = new List<Sample>();
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(ExtensionRefusal.None, ExtendedDataSquare.Extend(Squares.Blob(Seed + i), out var square));
            var commitments = new byte[RowCommitments.ByteSize];
            RowCommitments.Compute(square!, commitments, KzgSettings.Default);
            foreach (var (row, column) in ((int, int)[])[(3, 70), (90, 70), (3, 0), (127, 127), (3, 71), (random.Next(Size), random.Next(Size))])
            {
                var (chunk, proof) = (new byte[ExtendedDataSquare.ChunkSize], new byte[PointSize]);
                square!.GetChunk(row, column, chunk);
                RowCommitments.ComputeChunkProof(square, row, column, proof, KzgSettings.Default);
                samples.Add(new(commitments[(row * PointSize)..((row + 1) * PointSize)], column, chunk, proof));
            }
        }

        return [.. samples];
    }

    private static KzgRefusal Verify(Sample[] samples)
    {
        var refusal = RowCommitments.VerifyChunkProofBatch(
            [.. samples.Select(sample => (ReadOnlyMemory<byte>)sample.Commitment)],
            [.. samples.Select(sample => sample.Column)],
            [.. samples.Select(sample => (ReadOnlyMemory<byte>)sample.Chunk)],
            [.. samples.Select(sample => (ReadOnlyMemory<byte>)sample.Proof)],
            KzgSettings.Default);

        // One by one they get no other answer.
        var alone = samples
            .Select(sample => RowCommitments.VerifyChunkProof(sample.Commitment, sample.Column, sample.Chunk, sample.Proof, KzgSettings.Default))
            .FirstOrDefault(single => single != KzgRefusal.None);
        Assert.Equal(alone, refusal);
        return refusal;
    }

    private static Sample[] With(Sample[] samples, int index, Sample sample)
    {
        var changed = samples.ToArray();
        changed[index] = sample;
        return changed;
    }

    private static byte[] Increased(byte[] chunk, int by)
    {
        var changed = chunk.ToArray();
        Assert.InRange(changed[^1] + by, 0, 255);
        changed[^1] = (byte)(changed[^1] + by);
        return changed;
    }

    private static byte[] Flipped(byte[] bytes, int bit)
    {
        var changed = bytes.ToArray();
        changed[bit / 8] ^= (byte)(1 << (bit % 8));
        return changed;
    }

    private static byte[] Infinity()
    {
        var infinity = new byte[PointSize];
        infinity[0] = 0xc0;
        return infinity;
    }
}
