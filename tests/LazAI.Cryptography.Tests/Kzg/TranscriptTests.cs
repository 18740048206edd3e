using System.Buffers;
using LazAI.Cryptography.Kzg;

namespace LazAI.Cryptography.Tests.Kzg;

public class TranscriptTests
{
    [Fact]
    public void Verify_AfterMemoryOfACallerFailed_IsNotTouchedByIt()
    {
        // The zero polynomial: infinity is its commitment and its proof.
        var blob = new byte[Eip4844.BlobSize];
        byte[] infinity = [0xc0, .. new byte[Eip4844.ProofSize - 1]];
        var challenge = Eip4844.ComputeChallenge(blob, infinity);

        // However far a call gets: in the end it needs no more reads than the memory allows.
        var failures = 0;
        for (var reads = 0; ; reads++)
        {
            using var memory = new FailingMemory(infinity, reads);
            try
            {
                Assert.Equal(KzgRefusal.None, VerifyBatch(blob, infinity, memory.Memory));
                break;
            }
            catch (InvalidOperationException)
            {
                failures++;
            }

            Assert.Equal(challenge, Eip4844.ComputeChallenge(blob, infinity));
        }

        Assert.True(failures >= 2);
    }

    private static KzgRefusal VerifyBatch(byte[] blob, byte[] commitment, ReadOnlyMemory<byte> proof) =>
        Eip4844.VerifyBlobKzgProofBatch([blob], [commitment], [proof], KzgSettings.Default);

    // Memory of an unmanaged kind may be gone when it is read.
    private sealed class FailingMemory(byte[] bytes, int reads) : MemoryManager<byte>
    {
        private int _left = reads;

        public override Span<byte> GetSpan() => _left-- > 0 ? bytes : throw new InvalidOperationException("Gone.");

        public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException();

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
