using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using LazAI.Cryptography;

namespace LazAI.Attestation;

/// <summary>
/// Evidence of a confidential VM of Azure as one sequence of bytes: the paravisor's report, the hardware's evidence about it, and what the
/// virtual TPM says of the software that was started. Written and read by this type alone.
/// </summary>
/// <remarks>
/// <para>
/// The HCL report to the end of its runtime data, as its own lengths say; then the letters <c>VTPM</c> and the form's version, 1, in four
/// bytes; then four parts, each led by its length in four bytes: the hardware's evidence, the TPM's quote (TPMS_ATTEST), the signature over
/// it, and the quoted PCRs' values of 32 bytes each, in the order of their numbers. Lengths and version are little-endian, as in the report,
/// and nothing follows.
/// </para>
/// <para>
/// The hardware's evidence is the quote for TDX, and for SEV-SNP, whose report is inside of the HCL report, PEM of endorsement key, signing
/// key and root key. It is empty where certificates come as collateral, and where a token stands for it.
/// </para>
/// </remarks>
public sealed class ParavisorEvidence
{
    /// <summary>Longest evidence of the hardware that is read, in bytes.</summary>
    public const int HardwareLengthMaximum = 64 * 1024;

    /// <summary>Longest TPM quote that is read, in bytes; genuine ones have about 150.</summary>
    public const int TpmQuoteLengthMaximum = 1024;

    /// <summary>Longest signature that is read, in bytes: that of an RSA key of 4096 bits.</summary>
    public const int TpmSignatureLengthMaximum = 512;

    private const uint Version = 1;

    private static readonly byte[] s_magic = "VTPM"u8.ToArray();

    private ParavisorEvidence(
        HclReport report, ReadOnlyMemory<byte> reportBytes, ReportData userData, ReadOnlyMemory<byte> hardware, TpmQuote quote, ReadOnlyMemory<byte> signature, ImmutableArray<Bytes32> pcrs) =>
        (Report, ReportBytes, UserData, Hardware, TpmQuote, TpmSignature, Pcrs) = (report, reportBytes, userData, hardware, quote, signature, pcrs);

    /// <summary>The paravisor's report.</summary>
    public HclReport Report { get; }

    /// <summary>The bytes of the paravisor's report.</summary>
    public ReadOnlyMemory<byte> ReportBytes { get; }

    /// <summary>The 64 bytes of the guest's own choice, <c>user-data</c> of the runtime data.</summary>
    public ReportData UserData { get; }

    /// <summary>The TDX quote, or the certificates under the SEV-SNP report; may be empty.</summary>
    public ReadOnlyMemory<byte> Hardware { get; }

    /// <summary>The TPM's quote.</summary>
    public TpmQuote TpmQuote { get; }

    /// <summary>RSASSA-PKCS1-v1_5 with SHA-256 over the TPM's quote.</summary>
    public ReadOnlyMemory<byte> TpmSignature { get; }

    /// <summary>Values by number up to the last quoted PCR, zero for those between that were not quoted.</summary>
    public ImmutableArray<Bytes32> Pcrs { get; }

    /// <summary>Writes the form. Whether the parts are well-formed is the reader's question.</summary>
    /// <param name="hclReport">The report to the end of its runtime data.</param>
    /// <param name="hardware">The TDX quote, PEM certificates, or nothing.</param>
    /// <param name="tpmQuote">TPMS_ATTEST.</param>
    /// <param name="tpmSignature">The signature alone, without TPMT_SIGNATURE's header.</param>
    /// <param name="pcrs">The quoted values in the order of their numbers, 32 bytes each.</param>
    public static byte[] Write(
        ReadOnlySpan<byte> hclReport,
        ReadOnlySpan<byte> hardware,
        ReadOnlySpan<byte> tpmQuote,
        ReadOnlySpan<byte> tpmSignature,
        IEnumerable<ReadOnlyMemory<byte>> pcrs)
    {
        byte[] values = [.. pcrs.SelectMany(value => value.ToArray())];
        return
        [
            .. hclReport, .. s_magic, .. LittleEndian(Version),
            .. LittleEndian((uint)hardware.Length), .. hardware,
            .. LittleEndian((uint)tpmQuote.Length), .. tpmQuote,
            .. LittleEndian((uint)tpmSignature.Length), .. tpmSignature,
            .. LittleEndian((uint)values.Length), .. values,
        ];
    }

    /// <summary>Reads the form strictly. Never throws; what it allocates is bounded by the runtime data and 32 PCRs.</summary>
    /// <param name="hclReport">The report, see <see cref="EvidenceParts"/>.</param>
    /// <param name="rest">What follows it.</param>
    /// <param name="evidence">The parts, of which nothing is believed yet.</param>
    /// <param name="refusal">What is wrong.</param>
    public static bool TryParse(
        ReadOnlyMemory<byte> hclReport,
        ReadOnlyMemory<byte> rest,
        [NotNullWhen(true)] out ParavisorEvidence? evidence,
        [NotNullWhen(false)] out EvidenceRefused? refusal)
    {
        evidence = null;
        refusal = null;
        if (!HclReport.TryParse(hclReport, out var report, out var reportError))
        {
            refusal = Malformed(reportError.ToString());
        }
        else if (!TryReadUserData(report, out var userData))
        {
            refusal = Malformed("the runtime data have no user-data of 64 bytes");
        }
        else if (!TryTakeHeader(ref rest))
        {
            refusal = Malformed("no quote of the vTPM follows the report, so that nothing is known of the software that was started");
        }
        else if (!TryTake(ref rest, HardwareLengthMaximum, out var hardware)
            || !TryTake(ref rest, TpmQuoteLengthMaximum, out var quoteBytes)
            || !TryTake(ref rest, TpmSignatureLengthMaximum, out var signature)
            || !TryTake(ref rest, TpmQuote.PcrCountMaximum * Bytes32.Size, out var values)
            || !rest.IsEmpty)
        {
            refusal = Malformed("a part behind the report is too long, or they do not end where the evidence does");
        }
        else if (!TpmQuote.TryParse(quoteBytes, out var quote, out var quoteError))
        {
            refusal = new EvidenceRefused(AttestationErrors.TpmQuoteMalformed, quoteError.ToString());
        }
        else if (values.Length != BitOperations.PopCount(quote.PcrSelection) * Bytes32.Size)
        {
            refusal = Malformed($"{values.Length} bytes of values for {BitOperations.PopCount(quote.PcrSelection)} quoted PCRs");
        }
        else
        {
            evidence = new ParavisorEvidence(report, hclReport, userData, hardware, quote, signature, ByNumber(values.Span, quote.PcrSelection));
        }

        return evidence is not null;
    }

    private static EvidenceRefused Malformed(string detail) => new(AttestationErrors.HclReportMalformed, detail);

    private static bool TryReadUserData(in HclReport report, out ReportData userData)
    {
        Span<byte> bytes = stackalloc byte[ReportData.Length];
        var read = HclRuntimeData.TryParse(report.RuntimeData.Span, out var data)
            && data.UserData is { Length: 2 * ReportData.Length } text
            && Convert.FromHexString(text, bytes, out _, out _) == System.Buffers.OperationStatus.Done;
        userData = read ? new ReportData(bytes) : default;
        return read;
    }

    private static bool TryTakeHeader(ref ReadOnlyMemory<byte> rest)
    {
        var length = s_magic.Length + sizeof(uint);
        var isHeader = rest.Length >= length
            && rest.Span.StartsWith(s_magic)
            && BinaryPrimitives.ReadUInt32LittleEndian(rest.Span[s_magic.Length..]) == Version;
        rest = isHeader ? rest[length..] : rest;
        return isHeader;
    }

    private static bool TryTake(ref ReadOnlyMemory<byte> rest, int lengthMaximum, out ReadOnlyMemory<byte> part)
    {
        part = default;
        if (rest.Length < sizeof(uint))
        {
            return false;
        }

        var length = BinaryPrimitives.ReadUInt32LittleEndian(rest.Span);
        if (length > (uint)lengthMaximum || length > (uint)(rest.Length - sizeof(uint)))
        {
            return false;
        }

        part = rest.Slice(sizeof(uint), (int)length);
        rest = rest[(sizeof(uint) + (int)length)..];
        return true;
    }

    private static ImmutableArray<Bytes32> ByNumber(ReadOnlySpan<byte> values, uint selection)
    {
        var pcrs = ImmutableArray.CreateBuilder<Bytes32>(TpmQuote.PcrCountMaximum);
        for (var number = 0; !values.IsEmpty; number++)
        {
            var isQuoted = TpmQuote.IsSelected(selection, number);
            pcrs.Add(isQuoted ? new Bytes32(values[..Bytes32.Size]) : default);
            values = isQuoted ? values[Bytes32.Size..] : values;
        }

        return pcrs.ToImmutable();
    }

    private static byte[] LittleEndian(uint value)
    {
        var bytes = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }
}
