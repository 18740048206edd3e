using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace LazAI.Attestation;

/// <summary>
/// The certificate table that a host hands out beside a report (GHCB specification, SNP Extended Guest Request; the
/// <c>auxblob</c> of configfs-tsm): a list of identifiers, offsets and lengths, ended by an entry of zeros, then the contents. A
/// view over the caller's bytes.
/// </summary>
/// <remarks>The host writes this table and nothing signs it: only what the certificates themselves prove may be believed.</remarks>
public sealed class SnpCertificateTable
{
    /// <summary>Longest table that is read, in bytes; a genuine one with PEM text has 6.4 KiB.</summary>
    public const int LengthMaximum = 64 * 1024;

    /// <summary>Most entries that are read.</summary>
    public const int CountMaximum = 16;

    private const int IdentifierLength = 16;
    private const int EntryLength = IdentifierLength + 2 * sizeof(uint);

    private SnpCertificateTable(ImmutableArray<SnpCertificateTableEntry> entries) => Entries = entries;

    /// <summary>The chip's endorsement key certificate.</summary>
    public static Guid Vcek { get; } = new("63da758d-e664-4564-adc5-f4b93be8accd");

    /// <summary>The cloud's endorsement key certificate.</summary>
    public static Guid Vlek { get; } = new("a8074bc2-a25a-483e-aae6-39c045a0b8a1");

    /// <summary>AMD's signing key certificate, which issues endorsement keys.</summary>
    public static Guid Ask { get; } = new("4ab7b379-bbac-4fe4-a02f-05aef327c782");

    /// <summary>AMD's root key certificate.</summary>
    public static Guid Ark { get; } = new("c0b406a4-a803-4952-9743-3fb6014cd0ae");

    /// <summary>The entries in the table's order; identifiers that are not named here may occur.</summary>
    public ImmutableArray<SnpCertificateTableEntry> Entries { get; }

    /// <summary>
    /// Reads a table; empty input is a table without entries. Refused are entries that reach outside, into the list, or into each
    /// other, empty ones, identifiers that occur twice, and a list without end. Never throws.
    /// </summary>
    public static bool TryParse(ReadOnlyMemory<byte> input, [NotNullWhen(true)] out SnpCertificateTable? table)
    {
        table = null;
        if (input.Length > LengthMaximum)
        {
            return false;
        }

        var entries = ImmutableArray.CreateBuilder<SnpCertificateTableEntry>();
        var bytes = input.Span;
        var listLength = 0;
        while (!input.IsEmpty)
        {
            if (bytes.Length - listLength < EntryLength)
            {
                return false;
            }

            var entry = bytes.Slice(listLength, EntryLength);
            listLength += EntryLength;
            if (!entry.ContainsAnyExcept((byte)0))
            {
                break;
            }

            // As unsigned numbers of 32 bits, compared without a sum that could overflow.
            var offset = BinaryPrimitives.ReadUInt32LittleEndian(entry[IdentifierLength..]);
            var length = BinaryPrimitives.ReadUInt32LittleEndian(entry[(IdentifierLength + sizeof(uint))..]);
            if (entries.Count == CountMaximum || length == 0 || offset > (uint)bytes.Length || length > (uint)bytes.Length - offset)
            {
                return false;
            }

            var identifier = new Guid(entry[..IdentifierLength], bigEndian: true);
            entries.Add(new SnpCertificateTableEntry(identifier, (int)offset, input.Slice((int)offset, (int)length)));
        }

        if (!AreApart(entries, listLength))
        {
            return false;
        }

        table = new SnpCertificateTable(entries.ToImmutable());
        return true;
    }

    /// <summary>The content of the entry with this identifier, DER or PEM; empty when there is none.</summary>
    public ReadOnlyMemory<byte> Find(Guid identifier)
    {
        foreach (var entry in Entries)
        {
            if (entry.Identifier == identifier)
            {
                return entry.Content;
            }
        }

        return default;
    }

    private static bool AreApart(ImmutableArray<SnpCertificateTableEntry>.Builder entries, int listLength)
    {
        for (var index = 0; index < entries.Count; index++)
        {
            if (entries[index].Offset < listLength)
            {
                return false;
            }

            for (var other = 0; other < index; other++)
            {
                if (entries[index].Identifier == entries[other].Identifier
                    || (entries[index].Offset < entries[other].End && entries[other].Offset < entries[index].End))
                {
                    return false;
                }
            }
        }

        return true;
    }
}
