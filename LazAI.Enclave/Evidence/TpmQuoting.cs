using System.Numerics;
using System.Security.Cryptography;

namespace LazAI.Enclave.Evidence;

/// <summary>
/// Quotes of a vTPM of Azure over its platform configuration registers (TCG TPM 2.0 Library, Part 3, sections 18.4 and 22.4), by the
/// attestation key that the hardware's report vouches for (HCLAkPub).
/// </summary>
public sealed class TpmQuoting(ITpmChannel channel)
{
    internal const uint AttestationKey = 0x8100_0003;

    private const uint MakeQuote = 0x158;
    private const uint ReadPcr = 0x17E;
    private const int NoScheme = 0x0010;
    private const int RsaSsa = 0x0014;
    private const int Sha256 = 0x000B;
    private const int PcrCount = 24;
    private const uint AllPcrs = (1u << PcrCount) - 1;
    private const int AttemptsMaximum = 3;

    private readonly TpmConnection _tpm = new(channel);

    /// <summary>A quote over all registers.</summary>
    /// <param name="nonce">What ties it to one request; at most 32 bytes, which every TPM takes.</param>
    /// <exception cref="EvidenceSourceException">The TPM refused.</exception>
    public TpmQuote Quote(ReadOnlySpan<byte> nonce)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(nonce.Length, SHA256.HashSizeInBytes);
        for (var attempt = 0; attempt < AttemptsMaximum; attempt++)
        {
            var pcrs = ReadPcrs();
            var response = _tpm.Send(
                MakeQuote,
                [AttestationKey],
                isAuthorized: true,
                [.. TpmConnection.BigEndian(nonce.Length), .. nonce, .. TpmConnection.BigEndian(NoScheme), .. Selection(AllPcrs)]);
            var reader = new TpmReader(response);
            reader.UInt32();
            var message = reader.Sized().ToArray();
            var (algorithm, hash) = (reader.UInt16(), reader.UInt16());
            if (algorithm != RsaSsa || hash != Sha256)
            {
                throw new EvidenceSourceException($"The vTPM signs by {algorithm:x4} with {hash:x4} instead of RSASSA with SHA-256.");
            }

            // The quoted digest is the last member. A register may have been extended between the two commands.
            var digest = SHA256.HashData(pcrs.SelectMany(pcr => pcr).ToArray());
            if (message.AsSpan().EndsWith(digest))
            {
                return new TpmQuote(message, reader.Sized().ToArray(), [.. pcrs.Select(pcr => new ReadOnlyMemory<byte>(pcr))]);
            }
        }

        throw new EvidenceSourceException("The vTPM's quote is never about the registers that it shows.");
    }

    /// <summary>All registers in their order; a TPM shows a few at a time.</summary>
    private byte[][] ReadPcrs()
    {
        var pcrs = new byte[PcrCount][];
        for (var missing = AllPcrs; missing != 0;)
        {
            var reader = new TpmReader(_tpm.Send(ReadPcr, [], isAuthorized: false, Selection(missing)));
            reader.UInt32();
            var shown = ReadSelection(ref reader) & missing;
            var count = reader.UInt32();
            if (shown == 0 || count != BitOperations.PopCount(shown))
            {
                throw new EvidenceSourceException("The vTPM does not show its registers of the SHA-256 bank.");
            }

            for (var left = shown; left != 0; left &= left - 1)
            {
                pcrs[BitOperations.TrailingZeroCount(left)] = reader.Sized().ToArray();
            }

            missing &= ~shown;
        }

        return pcrs;
    }

    // TPML_PCR_SELECTION: one bank, three bytes of bits, register 0 first.
    private static byte[] Selection(uint registers) =>
        [.. TpmConnection.BigEndian(1u), .. TpmConnection.BigEndian(Sha256), 3, (byte)registers, (byte)(registers >> 8), (byte)(registers >> 16)];

    private static uint ReadSelection(ref TpmReader reader)
    {
        if (reader.UInt32() != 1 || reader.UInt16() != Sha256)
        {
            return 0;
        }

        var bits = reader.Bytes(4);
        return bits[0] == 3 ? bits[1] | ((uint)bits[2] << 8) | ((uint)bits[3] << 16) : 0;
    }
}
