using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;
using LazAI.Cryptography;

namespace LazAI.Attestation;

/// <summary>
/// All that is needed beside a piece of evidence to verify it offline for ever: what the vendor signed, byte for byte, in one file that
/// is named by its hash. It proves nothing by itself and holds no secret; the verifiers judge every part of it anew.
/// </summary>
/// <remarks>
/// The file is one JSON object in the canonical form of RFC 8785: members sorted by name, no white space, parts in base64 with padding.
/// The same parts give the same bytes, and no other bytes are read, so that the hash names the parts.
/// </remarks>
public abstract record CollateralBundle
{
    /// <summary>Longest file that is read, in bytes; genuine ones have about 25 KiB.</summary>
    public const int LengthMaximum = 8 * 1024 * 1024;

    /// <summary>What every file says of its form.</summary>
    public const string Format = "lazai-collateral/1";

    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private protected CollateralBundle()
    {
    }

    /// <summary>What kind of evidence the parts are for, as the file has it.</summary>
    internal abstract string Kind { get; }

    /// <summary>Keccak-256 of the file, as the evidence itself is named.</summary>
    public Bytes32 ComputeHash() => Keccak256.Hash(Serialize());

    /// <summary>The file.</summary>
    public byte[] Serialize()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteString("format", Format);
            writer.WriteString("kind", Kind);
            writer.WritePropertyName("parts");
            writer.WriteStartObject();
            WriteParts(writer);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>
    /// Reads a file. The parts themselves are not looked into: the verifier that uses them says what is wrong with which. Never throws.
    /// </summary>
    public static bool TryParse(
        ReadOnlyMemory<byte> file,
        [NotNullWhen(true)] out CollateralBundle? bundle,
        [NotNullWhen(false)] out EvidenceRefused? refusal)
    {
        var fault = file.Length > LengthMaximum ? $"more than {LengthMaximum} bytes" : "no collateral bundle";
        bundle = file.Length <= LengthMaximum ? CollateralJson.Read(file, Read) : null;

        // One check for all that the form forbids: unknown members, white space, another order, other spellings of base64.
        if (bundle is not null && !bundle.Serialize().AsSpan().SequenceEqual(file.Span))
        {
            bundle = null;
            fault = "not in canonical form: members sorted, no white space, nothing unknown, no line end";
        }

        refusal = bundle is null ? new EvidenceRefused(AttestationErrors.CollateralMalformed, fault) : null;
        return bundle is not null;
    }

    /// <summary>Writes the parts, sorted by name.</summary>
    private protected abstract void WriteParts(Utf8JsonWriter writer);

    private static CollateralBundle? Read(JsonElement json) =>
        json.TryGetText("format", out var format)
        && format == Format
        && json.TryGetText("kind", out var kind)
        && json.TryGetObject("parts", out var parts)
            ? kind switch
            {
                DcapBundle.KindName => DcapBundle.Read(parts),
                SnpBundle.KindName => SnpBundle.Read(parts),
                AzureTokenBundle.KindName => AzureTokenBundle.Read(parts),
                _ => null,
            }
            : null;
}
