using System.Text.Encodings.Web;
using System.Text.Json;

namespace LazAI.Protocol.Encoding;

/// <summary>Escapes JSON strings exactly as RFC 8785 §3.2.2.2 says: quotation mark, backslash and control characters only,
/// the short forms where they exist, lower-case hex elsewhere. A lone surrogate is an error, as that section demands.</summary>
internal sealed unsafe class CanonicalJsonEncoder : JavaScriptEncoder
{
    public static readonly CanonicalJsonEncoder Instance = new();

    private const string Hex = "0123456789abcdef";

    private CanonicalJsonEncoder()
    {
    }

    public override int MaxOutputCharactersPerInputCharacter => 6;

    public override bool WillEncode(int unicodeScalar) => unicodeScalar is '"' or '\\' or < 0x20;

    public override int FindFirstCharacterToEncode(char* text, int textLength)
    {
        for (var i = 0; i < textLength; i++)
        {
            if (WillEncode(text[i]) || (char.IsSurrogate(text[i]) && !IsPairAt(text, textLength, ref i)))
            {
                return i;
            }
        }

        return -1;
    }

    public override bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten)
    {
        ReadOnlySpan<char> escaped = unicodeScalar switch
        {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\b' => "\\b",
            '\t' => "\\t",
            '\n' => "\\n",
            '\f' => "\\f",
            '\r' => "\\r",
            < 0x20 => ['\\', 'u', '0', '0', Hex[unicodeScalar >> 4], Hex[unicodeScalar & 15]],

            // Nothing else needs escaping. The base class brings U+FFFD for a lone surrogate, which has no UTF-8 form: written so, two
            // different values would have the same bytes, hash and signature.
            _ => throw new JsonException("A string with a lone surrogate has no JSON form."),
        };
        numberOfCharactersWritten = escaped.TryCopyTo(new Span<char>(buffer, bufferLength)) ? escaped.Length : 0;
        return numberOfCharactersWritten > 0;
    }

    private static bool IsPairAt(char* text, int textLength, ref int index)
    {
        if (index + 1 < textLength && char.IsSurrogatePair(text[index], text[index + 1]))
        {
            index++;
            return true;
        }

        return false;
    }
}
