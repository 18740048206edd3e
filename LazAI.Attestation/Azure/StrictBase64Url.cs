using System.Buffers;
using System.Buffers.Text;

namespace LazAI.Attestation;

/// <summary>
/// Base64url without padding (RFC 4648 section 5, RFC 7515 section 2) in its one canonical form: no blanks, no padding, no other
/// alphabet, and the bits that no byte uses are zero. So no two texts mean the same bytes.
/// </summary>
internal static class StrictBase64Url
{
    private static readonly SearchValues<byte> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"u8);

    /// <summary>The bytes of a text of at most <paramref name="bytesMaximum"/> of them; null when it has another form.</summary>
    public static byte[]? TryDecode(ReadOnlySpan<byte> text, int bytesMaximum)
    {
        if (text.Length % 4 == 1 || text.ContainsAnyExcept(Alphabet))
        {
            return null;
        }

        var length = text.Length / 4 * 3 + (text.Length % 4 is 0 ? 0 : text.Length % 4 - 1);
        if (length > bytesMaximum)
        {
            return null;
        }

        var bytes = new byte[length];
        if (Base64Url.DecodeFromUtf8(text, bytes, out _, out var written) != OperationStatus.Done || written != length)
        {
            return null;
        }

        // The last group again, since a decoder may overlook bits that no byte uses.
        Span<byte> last = stackalloc byte[4];
        var tail = text[^(text.Length % 4)..];
        return Base64Url.EncodeToUtf8(bytes.AsSpan()[(length / 3 * 3)..], last) == tail.Length && last[..tail.Length].SequenceEqual(tail)
            ? bytes
            : null;
    }
}
