using System.Buffers.Binary;
using LazAI.Cryptography;

namespace LazAI.Attestation;

/// <summary>
/// A quote of a TPM 2.0 (Trusted Platform Module Library, Part 2: TPMS_ATTEST with TPMS_QUOTE_INFO), big-endian: a view over the caller's
/// bytes that allocates nothing. What it says is true only under a signature of the TPM's attestation key.
/// </summary>
public readonly struct TpmQuote
{
    /// <summary>Number of PCRs that a bank can have in a quote.</summary>
    public const int PcrCountMaximum = 32;

    private const uint GeneratedValue = 0xff544347;
    private const ushort QuoteType = 0x8018;
    private const ushort Sha256 = 0x000b;

    // TPM2B_NAME and TPM2B_DATA hold at most an algorithm and the longest digest.
    private const int NameLengthMaximum = sizeof(ushort) + 64;
    private const int SelectLengthMaximum = PcrCountMaximum / 8;

    private readonly ReadOnlyMemory<byte> _extraData;
    private readonly ReadOnlyMemory<byte> _digest;

    private TpmQuote(ReadOnlyMemory<byte> bytes, Range extraData, uint pcrSelection, Range digest)
    {
        Bytes = bytes;
        _extraData = bytes[extraData];
        _digest = bytes[digest];
        PcrSelection = pcrSelection;
    }

    /// <summary>The signed bytes.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>The nonce that the quote was asked for with, up to 66 bytes.</summary>
    public ReadOnlySpan<byte> ExtraData => _extraData.Span;

    /// <summary>The quoted PCRs of the SHA-256 bank: bit n stands for PCR n.</summary>
    public uint PcrSelection { get; }

    /// <summary>SHA-256 of the values of the quoted PCRs, one after the other.</summary>
    public Bytes32 PcrDigest => new(_digest.Span);

    /// <summary>Reads exactly one quote. Never throws and allocates nothing.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> input, out TpmQuote quote, out TpmQuoteParseError error)
    {
        quote = default;
        error = TpmQuoteParseError.Malformed;
        var rest = input.Span;
        if (!TryTake(ref rest, sizeof(uint) + sizeof(ushort), out var head))
        {
            return false;
        }

        if (BinaryPrimitives.ReadUInt32BigEndian(head) != GeneratedValue)
        {
            error = TpmQuoteParseError.MagicWrong;
            return false;
        }

        if (BinaryPrimitives.ReadUInt16BigEndian(head[sizeof(uint)..]) != QuoteType)
        {
            error = TpmQuoteParseError.TypeNotQuote;
            return false;
        }

        // Qualified signer, extra data, clock (time, resets, restarts, safe: 17 bytes), firmware version (8), list of selections, digest.
        if (!TryTakeSized(ref rest, NameLengthMaximum, out _)
            || !TryTakeSized(ref rest, NameLengthMaximum, out var extraData)
            || !TryTake(ref rest, 17 + sizeof(ulong), out _)
            || !TryTake(ref rest, sizeof(uint), out var count))
        {
            return false;
        }

        var extraDataEnd = input.Length - rest.Length - sizeof(uint) - 17 - sizeof(ulong);
        if (BinaryPrimitives.ReadUInt32BigEndian(count) != 1
            || !TryTake(ref rest, sizeof(ushort) + 1, out var bank)
            || BinaryPrimitives.ReadUInt16BigEndian(bank) != Sha256)
        {
            error = TpmQuoteParseError.PcrBankUnsupported;
            return false;
        }

        if (bank[^1] > SelectLengthMaximum
            || !TryTake(ref rest, bank[^1], out var select)
            || !TryTakeSized(ref rest, Bytes32.Size, out var digest)
            || digest.Length != Bytes32.Size
            || !rest.IsEmpty)
        {
            return false;
        }

        uint selection = 0;
        for (var index = 0; index < select.Length; index++)
        {
            selection |= (uint)select[index] << (8 * index);
        }

        error = TpmQuoteParseError.None;
        quote = new TpmQuote(input, (extraDataEnd - extraData.Length)..extraDataEnd, selection, (input.Length - Bytes32.Size)..input.Length);
        return true;
    }

    internal static bool IsSelected(uint selection, int number) => number < PcrCountMaximum && (selection >> number & 1) != 0;

    private static bool TryTakeSized(ref ReadOnlySpan<byte> rest, int lengthMaximum, out ReadOnlySpan<byte> taken)
    {
        taken = default;
        if (!TryTake(ref rest, sizeof(ushort), out var size))
        {
            return false;
        }

        var length = BinaryPrimitives.ReadUInt16BigEndian(size);
        return length <= lengthMaximum && TryTake(ref rest, length, out taken);
    }

    private static bool TryTake(ref ReadOnlySpan<byte> rest, int length, out ReadOnlySpan<byte> taken)
    {
        taken = default;
        if (length > rest.Length)
        {
            return false;
        }

        taken = rest[..length];
        rest = rest[length..];
        return true;
    }
}
