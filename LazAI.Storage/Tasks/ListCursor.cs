using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;
using LazAI.Cryptography;
using LazAI.Grains.Queries;

namespace LazAI.Storage;

/// <summary>Where a page of a list ended: a log position, together with a tag of the list that it belongs to. Opaque to
/// callers; a cursor of another list or filter is refused.</summary>
internal readonly struct ListCursor(Bytes32 list)
{
    private const int TagBytes = 8;

    /// <summary>Cursors of the list with this name.</summary>
    public static ListCursor Of(string list) => new(Keccak256.Hash(Encoding.UTF8.GetBytes(list)));

    public string Write(long position)
    {
        Span<byte> bytes = stackalloc byte[TagBytes + sizeof(long)];
        list.AsSpan()[..TagBytes].CopyTo(bytes);
        BinaryPrimitives.WriteInt64BigEndian(bytes[TagBytes..], position);
        return Base64Url.EncodeToString(bytes);
    }

    /// <returns>Null for the start of the list.</returns>
    /// <exception cref="InvalidCursorException">The list has not given it out.</exception>
    public long? Read(string? cursor)
    {
        if (cursor is null)
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[TagBytes + sizeof(long)];
        return cursor.Length == Base64Url.GetEncodedLength(bytes.Length)
            && Base64Url.DecodeFromChars(cursor, bytes, out _, out var written) == OperationStatus.Done
            && written == bytes.Length
            && bytes[..TagBytes].SequenceEqual(list.AsSpan()[..TagBytes])
            && BinaryPrimitives.ReadInt64BigEndian(bytes[TagBytes..]) is > 0 and var position
                ? position
                : throw new InvalidCursorException(cursor);
    }
}
