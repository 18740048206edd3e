using LazAI.Cryptography.ErasureCoding;

namespace LazAI.Readme.Tests.Kzg;

public class SquareExample
{
    [Fact]
    public void Square_WithChunksLost_IsRecoveredOrSaysWhatIsLost()
    {
        var blob = new byte[131_072];
        blob[31] = 7;

        #region README
        // 64 x 64 numbers become 128 x 128 chunks; any half of a row or of a column gives the rest of it.
        ExtendedDataSquare.FromBlob(blob, out var square);
        var chunks = new byte[ExtendedDataSquare.ByteSize];
        square!.CopyTo(chunks);

        var known = ChunkSet.All();
        for (var i = 0; i < 64 * 128; i++)
        {
            known[i / 128, i % 128] = false;
        }

        var refusal = ExtendedDataSquare.Recover(chunks, known, out var recovered, out ChunkSet lost);
        #endregion

        Assert.Equal(ExtensionRefusal.None, refusal);
        Assert.Empty(lost);
        var restored = new byte[blob.Length];
        recovered!.GetBlob(restored);
        Assert.Equal(blob, restored);

        for (var i = 0; i < 65 * 65; i++)
        {
            known[i / 65, i % 65] = false;
        }

        known[127, 127] = known[0, 127] = true;
        Assert.Equal(ExtensionRefusal.Unrecoverable, ExtendedDataSquare.Recover(chunks, known, out _, out lost));
        Assert.True(lost.Count >= SamplingPlan.UnrecoverableMinimum);
    }
}
