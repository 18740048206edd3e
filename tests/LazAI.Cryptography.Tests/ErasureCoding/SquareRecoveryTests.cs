using LazAI.Cryptography.ErasureCoding;
using LazAI.Cryptography.Fields.Lanes;
using LazAI.Cryptography.Tests.Curves.Lanes;
using Xunit.Abstractions;

namespace LazAI.Cryptography.Tests.ErasureCoding;

public class SquareRecoveryTests(ITestOutputHelper output)
{
    private const int Seed = 20261122;
    private const int RecoverablePatterns = 1_000;
    private const int Size = ExtendedDataSquare.Size;
    private const int ChunkSize = ExtendedDataSquare.ChunkSize;

    private static readonly byte[] _square = Squares.Random(Seed);

    [Fact]
    public void Recover_AThousandRecoverablePatterns_IsExact()
    {
        output.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        var (recoverable, patterns) = (0, new List<ChunkSet>());
        while (recoverable < RecoverablePatterns)
        {
            var known = Pattern(random);
            patterns.Add(known);
            recoverable += Peel(known).Count == 0 ? 1 : 0;
        }

        output.WriteLine($"{patterns.Count} patterns, {recoverable} recoverable");
        Assert.InRange(patterns.Count, recoverable + 20, 3 * recoverable);
        Parallel.ForEach(patterns, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, known =>
        {
            var expected = Peel(known);
            var refusal = ExtendedDataSquare.Recover(Erased(known), known, out var square, out var lost);
            Assert.Equal(expected.Count == 0 ? ExtensionRefusal.None : ExtensionRefusal.Unrecoverable, refusal);
            Assert.True(expected.SequenceEqual(lost));
            if (expected.Count == 0)
            {
                Assert.True(Squares.Bytes(square!).AsSpan().SequenceEqual(_square));
            }
            else
            {
                Assert.Null(square);
            }
        });
    }

    [Fact]
    public void Recover_WithoutA65Times65Square_SaysWhichAreLost()
    {
        var known = ChunkSet.All();
        for (var i = 0; i < 65 * 65; i++)
        {
            known[(i / 65 * 3 + 7) % Size, (i % 65 * 5 + 1) % Size] = false;
        }

        Assert.Equal(SamplingPlan.Chunks - SamplingPlan.UnrecoverableMinimum, known.Count);
        Assert.Equal(ExtensionRefusal.Unrecoverable, ExtendedDataSquare.Recover(Erased(known), known, out var square, out var lost));
        Assert.Null(square);
        Assert.True(lost.SequenceEqual(known.Complement()));

        // One chunk more is enough, whichever it is.
        var (row, column) = lost.Last();
        known[row, column] = true;
        Assert.Equal(SamplingPlan.SufficientChunks, known.Count);
        Assert.Equal(ExtensionRefusal.None, ExtendedDataSquare.Recover(Erased(known), known, out square, out lost));
        Assert.Equal(_square, Squares.Bytes(square!));
        Assert.Empty(lost);
    }

    [Fact]
    public void ExtendAndRecover_OnEveryPath_AreTheSame()
    {
        output.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        var (rows, columns, scattered) = (new ChunkSet(), new ChunkSet(), ChunkSet.All());
        for (var i = 0; i < SamplingPlan.Chunks; i++)
        {
            rows[i / Size, i % Size] = i / Size % 2 == 1;
            columns[i / Size, i % Size] = i % Size >= Size / 2;
            scattered[i / Size, i % Size] = random.Next(8) != 0;
        }

        var blob = Squares.Blob(Seed);
        Assert.Equal(ExtensionRefusal.None, ExtendedDataSquare.FromBlob(blob, out var ofBlob));
        var expected = Squares.Bytes(ofBlob!);
        foreach (var path in LanePoints.Paths)
        {
            LanePaths.On(path, () =>
            {
                Assert.Equal(_square, Squares.Random(Seed));
                Assert.Equal(ExtensionRefusal.None, ExtendedDataSquare.FromBlob(blob, out var square));
                Assert.Equal(expected, Squares.Bytes(square!));
                var back = new byte[blob.Length];
                square!.GetBlob(back);
                Assert.Equal(blob, back);
                foreach (var known in (ChunkSet[])[rows, columns, scattered])
                {
                    Assert.Equal(ExtensionRefusal.None, ExtendedDataSquare.Recover(Erased(known), known, out square, out var lost));
                    Assert.Equal(_square, Squares.Bytes(square!));
                    Assert.Empty(lost);
                }
            });
        }
    }

    [Fact]
    public void Recover_NothingKnown_LosesAll()
    {
        Assert.Equal(ExtensionRefusal.Unrecoverable, ExtendedDataSquare.Recover(_square, new ChunkSet(), out _, out var lost));
        Assert.Equal(SamplingPlan.Chunks, lost.Count);
    }

    [Fact]
    public void Recover_AWrongChunkAmongMoreThanEnough_IsInconsistent()
    {
        output.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        for (var i = 0; i < 20; i++)
        {
            var known = ChunkSet.All();
            for (var j = 0; j < 400 * i; j++)
            {
                known[random.Next(Size), random.Next(Size)] = false;
            }

            Assert.Empty(Peel(known));
            var all = known.ToArray();
            var (row, column) = all[random.Next(all.Length)];
            var chunks = Erased(known);
            chunks[(row * Size + column) * ChunkSize + 31] ^= (byte)(1 << random.Next(8));
            Assert.Equal(ExtensionRefusal.Inconsistent, ExtendedDataSquare.Recover(chunks, known, out var square, out _));
            Assert.Null(square);
        }
    }

    [Fact]
    public void CheckParity_EveryBitOfAChunk_Counts()
    {
        Assert.Equal(ExtensionRefusal.None, ExtendedDataSquare.CheckParity(_square));
        foreach (var (row, column) in new[] { (0, 0), (0, 127), (64, 3), (127, 127) })
        {
            // The two topmost bits would make a number above r.
            for (var bit = 0; bit < 254; bit += 11)
            {
                var changed = _square.ToArray();
                changed[(row * Size + column) * ChunkSize + 31 - bit / 8] ^= (byte)(1 << (bit % 8));
                Assert.Contains(
                    ExtendedDataSquare.CheckParity(changed),
                    new[] { ExtensionRefusal.Inconsistent, ExtensionRefusal.FieldElementNotCanonical });
            }
        }
    }

    [Fact]
    public void Recover_FromAsFewAsNeeded_CannotTellAWrongChunk()
    {
        var known = new ChunkSet();
        for (var i = 0; i < 64 * 64; i++)
        {
            known[i / 64, i % 64] = true;
        }

        var chunks = Erased(known);
        chunks[31] ^= 1;
        Assert.Equal(ExtensionRefusal.None, ExtendedDataSquare.Recover(chunks, known, out var square, out _));
        Assert.NotEqual(_square, Squares.Bytes(square!));
    }

    [Fact]
    public void Recover_MalformedInput_IsRefused()
    {
        Assert.Equal(ExtensionRefusal.WrongLength, ExtendedDataSquare.Recover(_square.AsSpan(1), ChunkSet.All(), out _, out _));
        Assert.Equal(ExtensionRefusal.WrongLength, ExtendedDataSquare.Recover([], ChunkSet.All(), out _, out _));
        var chunks = _square.ToArray();
        chunks.AsSpan(5 * ChunkSize, ChunkSize).Fill(0xff);
        Assert.Equal(ExtensionRefusal.FieldElementNotCanonical, ExtendedDataSquare.Recover(chunks, ChunkSet.All(), out _, out _));

        // What is not known is not looked at.
        var known = ChunkSet.All();
        known[0, 5] = false;
        Assert.Equal(ExtensionRefusal.None, ExtendedDataSquare.Recover(chunks, known, out _, out _));
    }

    // Chunks lost one by one with some chance, or whole rows and columns, or a rectangle of rows and columns, or all of these.
    private static ChunkSet Pattern(Random random)
    {
        var known = ChunkSet.All();
        var chance = random.Next(3) == 0 ? 0 : random.NextDouble() * 0.55;
        var (rows, columns) = (Some(random, random.Next(3) * random.Next(36)), Some(random, random.Next(3) * random.Next(36)));
        var (crossRows, crossColumns) = (Some(random, random.Next(128)), Some(random, random.Next(128)));
        var isCross = random.Next(2) == 0;
        for (var row = 0; row < Size; row++)
        {
            for (var column = 0; column < Size; column++)
            {
                known[row, column] = random.NextDouble() >= chance
                    && !rows[row] && !columns[column] && !(isCross && crossRows[row] && crossColumns[column]);
            }
        }

        return known;
    }

    private static bool[] Some(Random random, int count)
    {
        var some = new bool[Size];
        some.AsSpan(0, count).Fill(true);
        random.Shuffle(some);
        return some;
    }

    // What recovery by rows and columns has to leave, counted without any field.
    private static ChunkSet Peel(ChunkSet known)
    {
        var lost = known.Complement();
        var (inRow, inColumn) = (new int[Size], new int[Size]);
        foreach (var (row, column) in lost)
        {
            inRow[row]++;
            inColumn[column]++;
        }

        for (var before = -1; before != lost.Count;)
        {
            before = lost.Count;
            foreach (var (row, column) in lost.ToArray())
            {
                if (inRow[row] <= Size / 2 || inColumn[column] <= Size / 2)
                {
                    lost[row, column] = false;
                    inRow[row]--;
                    inColumn[column]--;
                }
            }
        }

        return lost;
    }

    private static byte[] Erased(ChunkSet known)
    {
        var chunks = _square.ToArray();
        foreach (var (row, column) in known.Complement())
        {
            chunks.AsSpan((row * Size + column) * ChunkSize, ChunkSize).Fill(0xee);
        }

        return chunks;
    }
}
