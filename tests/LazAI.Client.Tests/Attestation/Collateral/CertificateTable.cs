using System.Buffers.Binary;

namespace LazAI.Client.Tests.Attestation.Collateral;

/// <summary>Writes certificate tables as hosts do.</summary>
internal static class CertificateTable
{
    public static byte[] Of(params (Guid Identifier, byte[] Content)[] entries)
    {
        const int EntryLength = 24;
        var list = new byte[EntryLength * (entries.Length + 1)];
        var offset = list.Length;
        for (var index = 0; index < entries.Length; index++)
        {
            var entry = list.AsSpan(EntryLength * index, EntryLength);
            entries[index].Identifier.TryWriteBytes(entry, bigEndian: true, out _);
            BinaryPrimitives.WriteInt32LittleEndian(entry[16..], offset);
            BinaryPrimitives.WriteInt32LittleEndian(entry[20..], entries[index].Content.Length);
            offset += entries[index].Content.Length;
        }

        return [.. list, .. entries.SelectMany(entry => entry.Content)];
    }
}
