using LazAI.Cryptography.Kzg;
using LazAI.Interop.Tests.Judging;
using LazAI.Testing;
using Xunit.Abstractions;
using static LazAI.Interop.Tests.Judging.Draw;

namespace LazAI.Interop.Tests.Proofs;

/// <summary>Cells, their proofs, recovery and verdicts of EIP-7594 against c-kzg.</summary>
/// <remarks>
/// A thousand verdicts on small batches; but all cells and proofs of a blob, computed or recovered, cost c-kzg 0.2 s with its tables, so
/// that there are fewer of these.
/// </remarks>
public class Eip7594Tests(Judge judge, ITestOutputHelper output) : IClassFixture<Judge>
{
    private const int Blobs = 16;
    private const int CellsOfABatchMaximum = 8;
    private const int CellsNeeded = Eip7594.CellsPerExtBlob / 2;

    private static readonly KzgSettings s_settings = KzgSettings.Default;

    private sealed record Extended(byte[][] Cells, byte[][] Proofs);

    private sealed record Cell(byte[] Commitment, ulong Index, byte[] Bytes, byte[] Proof);

    [KzgJudgeFact]
    public async Task ComputeCellsAndKzgProofs_DenseBlobs_GivesTheBytesOfTheJudge()
    {
        var random = TestSeed.Create(output);
        foreach (var count in CostlyRounds(Blobs))
        {
            var blobs = Enumerable.Range(0, count).Select(_ => random.DenseBlob()).ToArray();
            var answers = await judge.AskAsync<Answer>("kzg.computeCellsAndKzgProofs", blobs.Select(blob => new { blob = Hex(blob) }));
            Assert.All(blobs.Zip(answers), pair => AssertSame(pair.Second, Extend(pair.First)));
        }
    }

    // From as few cells as possible, from all but one, and from any number between.
    [KzgJudgeFact]
    public async Task RecoverCellsAndKzgProofs_FromEnoughCells_GivesTheBytesOfTheJudge()
    {
        var random = TestSeed.Create(output);
        foreach (var count in CostlyRounds(Blobs))
        {
            await RecoverAsync(random, count);
        }
    }

    private async Task RecoverAsync(Random random, int blobs)
    {
        var cells = new byte[Eip7594.CellsPerExtBlob * Eip7594.CellSize];
        var cases = Enumerable.Range(0, blobs).Select(i =>
        {
            Assert.Equal(KzgRefusal.None, Eip7594.ComputeCells(random.DenseBlob(), cells));
            var count = i % 2 == 0 ? CellsNeeded : random.Next(CellsNeeded, Eip7594.CellsPerExtBlob);
            var indices = Enumerable.Range(0, Eip7594.CellsPerExtBlob).OrderBy(_ => random.Next()).Take(count).Order().ToArray();
            return (Indices: indices, Left: indices.Select(index => cells.AsSpan(index * Eip7594.CellSize, Eip7594.CellSize).ToArray()).ToArray());
        }).ToArray();
        var answers = await judge.AskAsync<Answer>(
            "kzg.recoverCellsAndKzgProofs", cases.Select(one => new { indices = one.Indices, cells = one.Left.Select(cell => Hex(cell)) }));
        Assert.All(cases.Zip(answers), pair =>
        {
            Assert.Equal(KzgRefusal.None, TryRecover(pair.First.Indices, pair.First.Left, out var recovered));
            AssertSame(pair.Second, recovered);
        });
    }

    // What c-kzg 4.1.0 says of what cannot be recovered, and where it does not yet follow the specification.
    [KzgJudgeFact]
    public async Task RecoverCellsAndKzgProofs_FromWrongCells_DiffersFromTheJudgeAsListed()
    {
        var random = TestSeed.Create(output);
        var all = Extend(random.DenseBlob()).Cells;
        int[] half = [.. Enumerable.Range(0, CellsNeeded).Select(i => 2 * i)];
        (string Name, int[] Indices, byte[][] Cells, bool Judge, KzgRefusal Ours)[] list =
        [
            ("one too few", half[1..], Pick(half[1..]), false, KzgRefusal.TooFewCells),
            ("one too many", [.. Enumerable.Range(0, 129)], [.. all, all[0]], false, KzgRefusal.TooMany),
            ("index 128", [.. half[..^1], 128], Pick(half), false, KzgRefusal.CellIndexOutOfRange),
            ("index twice", [.. half[..^1], half[^2]], Pick(half), false, KzgRefusal.CellIndicesNotAscending),
            ("fewer cells than indices", half, Pick(half[1..]), false, KzgRefusal.CountMismatch),
            ("a short cell", half, [.. Pick(half[..^1]), all[0][..^1]], false, KzgRefusal.CellLength),
            ("a number of r or more", half, [.. Pick(half[..^1]), [.. random.TooLargeElement(), .. all[0][32..]]], false, KzgRefusal.FieldElementNotCanonical),
            ("indices that descend", [.. half.Reverse()], Pick([.. half.Reverse()]), true, KzgRefusal.CellIndicesNotAscending),
        ];
        var answers = await judge.AskAsync<Answer?>(
            "kzg.recoverCellsAndKzgProofs", list.Select(one => new { indices = one.Indices, cells = one.Cells.Select(cell => Hex(cell)) }));
        Assert.Equal(
            list.Select(one => (one.Name, one.Judge, one.Ours)),
            list.Zip(answers, (one, answer) => (one.Name, answer is not null, TryRecover(one.Indices, one.Cells, out _))));

        byte[][] Pick(int[] indices) => [.. indices.Select(index => all[index])];
    }

    // Cells of three blobs in any order and number, every other batch with something wrong in it.
    [KzgJudgeFact]
    public async Task VerifyCellKzgProofBatch_ValidOrChanged_AgreesWithTheJudge()
    {
        var random = TestSeed.Create(output);
        Cell[] cells =
        [
            .. Enumerable.Range(0, 3).SelectMany(_ =>
            {
                var (blob, commitment) = (random.DenseBlob(), new byte[Eip4844.CommitmentSize]);
                Assert.Equal(KzgRefusal.None, Eip4844.BlobToKzgCommitment(blob, commitment, s_settings));
                var extended = Extend(blob);
                return extended.Cells.Select((bytes, i) => new Cell(commitment, (ulong)i, bytes, extended.Proofs[i]));
            }),
        ];
        var batches = Enumerable.Range(0, Cases).Select(i =>
        {
            var batch = Enumerable.Range(0, random.Next(CellsOfABatchMaximum + 1)).Select(_ => random.Pick(cells)).ToArray();
            if (i % 2 == 1 && batch.Length > 0)
            {
                batch[random.Next(batch.Length)] = Change(random, random.Pick(cells), random.Pick(cells));
            }

            return batch;
        }).ToArray();
        var answers = await judge.AskAsync<bool?>("kzg.verifyCellKzgProofBatch", batches.Select(batch => new
        {
            commitments = batch.Select(cell => Hex(cell.Commitment)),
            indices = batch.Select(cell => cell.Index),
            cells = batch.Select(cell => Hex(cell.Bytes)),
            proofs = batch.Select(cell => Hex(cell.Proof)),
        }));
        var ours = batches.Select(batch => Eip7594.VerifyCellKzgProofBatch(
            [.. batch.Select(cell => cell.Commitment)],
            [.. batch.Select(cell => cell.Index)],
            [.. batch.Select(cell => cell.Bytes)],
            [.. batch.Select(cell => cell.Proof)],
            s_settings).AsVerdict()).ToArray();
        Assert.Equal(answers, ours);
        Assert.All(ours.Index(), verdict => Assert.True(verdict.Item == true || verdict.Index % 2 == 1));
        Assert.Contains(false, ours);
        Assert.Contains(null, ours);
    }

    private static Cell Change(Random random, Cell one, Cell other)
    {
        switch (random.Next(7))
        {
            case 0:
                return one with { Index = (ulong)random.Next(130) };
            case 1:
                return one with { Proof = random.ChangePoint(one.Proof) };
            case 2:
                return one with { Commitment = random.ChangePoint(one.Commitment) };
            case 3:
                return one with { Proof = other.Proof };
            case 4:
                return one with { Bytes = other.Bytes };
            case 5:
                return one with { Bytes = one.Bytes[..^1] };
            default:
                var bytes = one.Bytes.ToArray();
                random.Pick([random.FieldElement(), random.TooLargeElement()]).CopyTo(bytes, 32 * random.Next(Eip7594.FieldElementsPerCell));
                return one with { Bytes = bytes };
        }
    }

    private static Extended Extend(byte[] blob)
    {
        var (cells, proofs) = (new byte[Eip7594.CellsPerExtBlob * Eip7594.CellSize], new byte[Eip7594.CellsPerExtBlob * Eip4844.ProofSize]);
        Assert.Equal(KzgRefusal.None, Eip7594.ComputeCellsAndKzgProofs(blob, cells, proofs, s_settings));
        return Split(cells, proofs);
    }

    private static KzgRefusal TryRecover(int[] indices, byte[][] left, out Extended recovered)
    {
        var (cells, proofs) = (new byte[Eip7594.CellsPerExtBlob * Eip7594.CellSize], new byte[Eip7594.CellsPerExtBlob * Eip4844.ProofSize]);
        var refusal = Eip7594.RecoverCellsAndKzgProofs(
            [.. indices.Select(index => (ulong)index)], [.. left], cells, proofs, s_settings);
        recovered = Split(cells, proofs);
        return refusal;
    }

    private static Extended Split(byte[] cells, byte[] proofs) => new([.. cells.Chunk(Eip7594.CellSize)], [.. proofs.Chunk(Eip4844.ProofSize)]);

    private static void AssertSame(Answer expected, Extended actual)
    {
        Assert.Equal(expected.Cells, actual.Cells.Select(cell => Hex(cell)));
        Assert.Equal(expected.Proofs, actual.Proofs.Select(proof => Hex(proof)));
    }

    private sealed record Answer(string[] Cells, string[] Proofs);
}
