using LazAI.Cryptography.ErasureCoding;
using LazAI.Cryptography.Kzg;

namespace LazAI.Cryptography.Tests.ErasureCoding;

internal static class Squares
{
    /// <summary>A random matrix's square.</summary>
    public static byte[] Random(int seed)
    {
        Assert.Equal(ExtensionRefusal.None, ExtendedDataSquare.Extend(Blob(seed), out var square));
        return Bytes(square!);
    }

    /// <summary>Canonical elements: 31 bytes and a bit or two of the 32nd.</summary>
    public static byte[] Blob(int seed)
    {
        var blob = new byte[Eip4844.BlobSize];
        new Random(seed).NextBytes(blob);
        for (var i = 0; i < blob.Length; i += Eip4844.FieldElementSize)
        {
            blob[i] &= 0x3f;
        }

        return blob;
    }

    public static byte[] Bytes(ExtendedDataSquare square)
    {
        var chunks = new byte[ExtendedDataSquare.ByteSize];
        square.CopyTo(chunks);
        return chunks;
    }
}
