using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using LazAI.Cryptography;

namespace LazAI.Attestation;

/// <summary>
/// An enclave identity of version 2 (Intel PCS API v4, "Get Quoting Enclave Identity"): how to know a quoting enclave of Intel's and
/// what its security versions mean. Reading it proves nothing of its origin.
/// </summary>
public sealed record QeIdentity
{
    /// <summary>Longest text that is read, in bytes; genuine ones have about 1 KiB.</summary>
    public const int LengthMaximum = 64 * 1024;

    /// <summary>The identity of the quoting enclave for SGX.</summary>
    public const string SgxId = "QE";

    /// <summary>The identity of the quoting enclave for TDX.</summary>
    public const string TdxId = "TD_QE";

    private const int AttributesLength = 16;

    private QeIdentity()
    {
    }

    /// <summary>Which enclave: <see cref="SgxId"/>, <see cref="TdxId"/>, or one that makes no quotes, such as <c>QVE</c>.</summary>
    public string Id { get; private init; } = "";

    /// <summary>When Intel signed it.</summary>
    public DateTimeOffset IssueDate { get; private init; }

    /// <summary>When a newer one is due: from then on this one is no evidence.</summary>
    public DateTimeOffset NextUpdate { get; private init; }

    /// <summary>Grows with each TCB recovery.</summary>
    public int TcbEvaluationDataNumber { get; private init; }

    /// <summary>What MISCSELECT must be in the bits of <see cref="MiscSelectMask"/>.</summary>
    public uint MiscSelect { get; private init; }

    /// <summary>The bits of MISCSELECT that count.</summary>
    public uint MiscSelectMask { get; private init; }

    /// <summary>What the 16 bytes of ATTRIBUTES must be in the bits of <see cref="AttributesMask"/>.</summary>
    public ReadOnlyMemory<byte> Attributes { get; private init; }

    /// <summary>The bits of ATTRIBUTES that count; DEBUG is one of them in every identity of Intel's.</summary>
    public ReadOnlyMemory<byte> AttributesMask { get; private init; }

    /// <summary>The signer.</summary>
    public Bytes32 MrSigner { get; private init; }

    /// <summary>The product's number.</summary>
    public int IsvProdId { get; private init; }

    /// <summary>At least one level, newest first.</summary>
    public ImmutableArray<IsvTcbLevel> TcbLevels { get; private init; }

    /// <summary>Reads the exact text that Intel signed. Never throws.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> text, [NotNullWhen(true)] out QeIdentity? identity)
    {
        identity = text.Length <= LengthMaximum ? CollateralJson.Read(text, Read) : null;
        return identity is not null;
    }

    /// <summary>The field in which a report is not this enclave's; null when all agree.</summary>
    internal string? MismatchOf(EnclaveReport report)
    {
        if ((report.MiscSelect & MiscSelectMask) != MiscSelect)
        {
            return "MISCSELECT";
        }

        for (var index = 0; index < AttributesLength; index++)
        {
            if ((report.Attributes[index] & AttributesMask.Span[index]) != Attributes.Span[index])
            {
                return "ATTRIBUTES";
            }
        }

        return report.MrSigner != MrSigner ? "MRSIGNER"
            : report.IsvProdId != IsvProdId ? "ISVPRODID"
            : null;
    }

    private static QeIdentity? Read(JsonElement json)
    {
        var attributes = new byte[AttributesLength];
        var attributesMask = new byte[AttributesLength];
        Span<byte> signer = stackalloc byte[Bytes32.Size];
        return json.TryGetNumber("version", byte.MaxValue, out var version)
            && version == 2
            && json.TryGetText("id", out var id)
            && json.TryGetTime("issueDate", out var issueDate)
            && json.TryGetTime("nextUpdate", out var nextUpdate)
            && json.TryGetNumber("tcbEvaluationDataNumber", int.MaxValue, out var evaluationDataNumber)
            && json.TryGetBits32("miscselect", out var miscSelect)
            && json.TryGetBits32("miscselectMask", out var miscSelectMask)
            && json.TryGetHex("attributes", attributes)
            && json.TryGetHex("attributesMask", attributesMask)
            && json.TryGetHex("mrsigner", signer)
            && json.TryGetNumber("isvprodid", ushort.MaxValue, out var isvProdId)
            && json.TryGetIsvLevels(out var levels)
                ? new QeIdentity
                {
                    Id = id,
                    IssueDate = issueDate,
                    NextUpdate = nextUpdate,
                    TcbEvaluationDataNumber = evaluationDataNumber,
                    MiscSelect = miscSelect,
                    MiscSelectMask = miscSelectMask,
                    Attributes = attributes,
                    AttributesMask = attributesMask,
                    MrSigner = new Bytes32(signer),
                    IsvProdId = isvProdId,
                    TcbLevels = levels,
                }
                : null;
    }
}
