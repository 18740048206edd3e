using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace LazAI.Attestation;

/// <summary>
/// What the runtime data of an <see cref="HclReport"/> say of the virtual TPM: JSON with the keys as JWK (RFC 7517), and data of the
/// user's. Members that are not named here are passed over.
/// </summary>
public sealed class HclRuntimeData
{
    private const int DepthMaximum = 8;
    private const int KeyCountMaximum = 16;

    private byte[]? _modulus;
    private byte[]? _exponent;

    private HclRuntimeData()
    {
    }

    /// <summary>The user's data, hexadecimal text as the paravisor writes it; null when there are none.</summary>
    public string? UserData { get; private set; }

    /// <summary>
    /// Reads the text. False when it is no JSON object, names something twice, or has not exactly one RSA key with the identifier
    /// <c>HCLAkPub</c>. Never throws; what it allocates is less than the text is long, and a few small objects.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> json, [NotNullWhen(true)] out HclRuntimeData? data)
    {
        data = new HclRuntimeData();
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = DepthMaximum });

            // The last read sees that nothing follows the object; anything else makes it throw.
            data = data.TryRead(ref reader) && !reader.Read() ? data : null;
        }
        catch (JsonException)
        {
            data = null;
        }

        return data is not null;
    }

    /// <summary>The TPM's attestation key; null when its numbers are no key of 2048 to 4096 bits.</summary>
    public CertificateKey? ImportAttestationKey() => CertificateKey.TryImportRsa(_modulus, _exponent);

    private bool TryRead(scoped ref Utf8JsonReader reader)
    {
        var hasKeys = false;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueIsEscaped)
            {
                return false;
            }

            if (reader.ValueSpan.SequenceEqual("keys"u8))
            {
                if (hasKeys || !TryReadKeys(ref reader))
                {
                    return false;
                }

                hasKeys = true;
            }
            else if (reader.ValueSpan.SequenceEqual("user-data"u8))
            {
                if (UserData is not null || !TryReadText(ref reader, out var text) || !Ascii.IsValid(text))
                {
                    return false;
                }

                UserData = Encoding.ASCII.GetString(text);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        return _modulus is not null;
    }

    private bool TryReadKeys(scoped ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
        {
            return false;
        }

        for (var count = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; count++)
        {
            if (count == KeyCountMaximum || reader.TokenType != JsonTokenType.StartObject || !TryReadKey(ref reader))
            {
                return false;
            }
        }

        return true;
    }

    private bool TryReadKey(scoped ref Utf8JsonReader reader)
    {
        ReadOnlySpan<byte> identifier = default, type = default, modulus = default, exponent = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var read = reader.ValueIsEscaped ? false
                : reader.ValueSpan.SequenceEqual("kid"u8) ? identifier.IsEmpty && TryReadText(ref reader, out identifier)
                : reader.ValueSpan.SequenceEqual("kty"u8) ? type.IsEmpty && TryReadText(ref reader, out type)
                : reader.ValueSpan.SequenceEqual("n"u8) ? modulus.IsEmpty && TryReadText(ref reader, out modulus)
                : reader.ValueSpan.SequenceEqual("e"u8) ? exponent.IsEmpty && TryReadText(ref reader, out exponent)
                : reader.Read() && reader.TrySkip();
            if (!read)
            {
                return false;
            }
        }

        if (!identifier.SequenceEqual("HCLAkPub"u8))
        {
            return true;
        }

        return _modulus is null
            && type.SequenceEqual("RSA"u8)
            && TryDecode(modulus, out _modulus)
            && TryDecode(exponent, out _exponent);
    }

    private static bool TryReadText(scoped ref Utf8JsonReader reader, out ReadOnlySpan<byte> text)
    {
        text = default;
        if (!reader.Read() || reader.TokenType != JsonTokenType.String || reader.ValueIsEscaped)
        {
            return false;
        }

        text = reader.ValueSpan;
        return true;
    }

    private static bool TryDecode(ReadOnlySpan<byte> base64Url, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = new byte[Base64Url.GetMaxDecodedLength(base64Url.Length)];
        var done = Base64Url.DecodeFromUtf8(base64Url, bytes, out _, out var written) == OperationStatus.Done;
        bytes = done ? bytes[..written] : null;
        return done;
    }
}
