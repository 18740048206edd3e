using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace LazAI.Attestation;

/// <summary>
/// TCB info (Intel PCS API v4, "Get TCB Info"; version 2 of the structure for SGX, version 3 for SGX and TDX): the levels of one
/// family of platforms. Reading it proves nothing of its origin.
/// </summary>
public sealed record TcbInfo
{
    /// <summary>Longest text that is read, in bytes; genuine ones have at most 10 KiB.</summary>
    public const int LengthMaximum = 256 * 1024;

    /// <summary>Most levels that are read, of platforms and of each TDX module; genuine ones have at most 20.</summary>
    public const int LevelCountMaximum = 256;

    private const int ModuleIdentityCountMaximum = 64;
    private const int FmspcLength = 6;
    private const int PceIdLength = 2;
    private const int ModuleIdLengthMaximum = 16;

    private TcbInfo()
    {
    }

    /// <summary>The structure's version.</summary>
    public int Version { get; private init; }

    /// <summary>The levels are for TDX; else for SGX.</summary>
    public bool IsTdx { get; private init; }

    /// <summary>When Intel signed it.</summary>
    public DateTimeOffset IssueDate { get; private init; }

    /// <summary>When a newer one is due: from then on this one is no evidence.</summary>
    public DateTimeOffset NextUpdate { get; private init; }

    /// <summary>The family of platforms: 12 upper-case hexadecimal digits, as in <see cref="PckExtension.Fmspc"/>.</summary>
    public string Fmspc { get; private init; } = "";

    /// <summary>The provisioning certification enclave: 4 upper-case hexadecimal digits.</summary>
    public string PceId { get; private init; } = "";

    /// <summary>Grows with each TCB recovery.</summary>
    public int TcbEvaluationDataNumber { get; private init; }

    /// <summary>TDX only: the modules of major version 0.</summary>
    public TdxModule? TdxModule { get; private init; }

    /// <summary>TDX only: the modules of later major versions.</summary>
    public ImmutableArray<TdxModuleIdentity> TdxModuleIdentities { get; private init; }

    /// <summary>At least one level, newest first.</summary>
    public ImmutableArray<PlatformTcbLevel> TcbLevels { get; private init; }

    /// <summary>Reads the exact text that Intel signed. Never throws.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> text, [NotNullWhen(true)] out TcbInfo? info)
    {
        info = text.Length <= LengthMaximum ? CollateralJson.Read(text, Read) : null;
        return info is not null;
    }

    /// <summary>The identity of the module of this major version; null when none is listed.</summary>
    internal TdxModuleIdentity? FindModule(byte majorVersion)
    {
        var id = "TDX_" + majorVersion.ToString("X2", CultureInfo.InvariantCulture);
        foreach (var identity in TdxModuleIdentities)
        {
            if (identity.Id.Equals(id, StringComparison.OrdinalIgnoreCase))
            {
                return identity;
            }
        }

        return null;
    }

    private static TcbInfo? Read(JsonElement json)
    {
        Span<byte> fmspc = stackalloc byte[FmspcLength];
        Span<byte> pceId = stackalloc byte[PceIdLength];
        if (!json.TryGetNumber("version", byte.MaxValue, out var version)
            || version is not (2 or 3)
            || !TryReadId(json, version, out var isTdx)
            || !json.TryGetTime("issueDate", out var issueDate)
            || !json.TryGetTime("nextUpdate", out var nextUpdate)
            || !json.TryGetHex("fmspc", fmspc)
            || !json.TryGetHex("pceId", pceId)

            // Components of another type would have to be compared in another way, which nobody has defined.
            || !json.TryGetNumber("tcbType", 0, out _)
            || !json.TryGetNumber("tcbEvaluationDataNumber", int.MaxValue, out var evaluationDataNumber)
            || !json.TryGetArray("tcbLevels", LevelCountMaximum, element => ReadLevel(element, version, isTdx), out var levels)
            || levels.IsEmpty)
        {
            return null;
        }

        TdxModule? module = null;
        var identities = ImmutableArray<TdxModuleIdentity>.Empty;
        if (isTdx
            && (!json.TryGetObject("tdxModule", out var moduleJson)
                || (module = ReadModule(moduleJson)) is null
                || (json.TryGetProperty("tdxModuleIdentities", out _)
                    && !json.TryGetArray("tdxModuleIdentities", ModuleIdentityCountMaximum, ReadModuleIdentity, out identities))))
        {
            return null;
        }

        return new TcbInfo
        {
            Version = version,
            IsTdx = isTdx,
            IssueDate = issueDate,
            NextUpdate = nextUpdate,
            Fmspc = Convert.ToHexString(fmspc),
            PceId = Convert.ToHexString(pceId),
            TcbEvaluationDataNumber = evaluationDataNumber,
            TdxModule = module,
            TdxModuleIdentities = identities,
            TcbLevels = levels,
        };
    }

    /// <summary>Version 2 is for SGX and has no member of this name.</summary>
    private static bool TryReadId(JsonElement json, int version, out bool isTdx)
    {
        isTdx = false;
        if (version == 2)
        {
            return !json.TryGetProperty("id", out _);
        }

        if (!json.TryGetText("id", out var id))
        {
            return false;
        }

        isTdx = id == "TDX";
        return isTdx || id == "SGX";
    }

    private static PlatformTcbLevel? ReadLevel(JsonElement json, int version, bool isTdx)
    {
        var tdx = ImmutableArray<TcbComponent>.Empty;
        return json.TryGetObject("tcb", out var tcb)
            && TryReadSgxComponents(tcb, version, out var sgx)
            && tcb.TryGetNumber("pcesvn", ushort.MaxValue, out var pceSvn)
            && (!isTdx || TryReadComponents(tcb, "tdxtcbcomponents", out tdx))
            && json.TryGetLevel(out var status, out var date, out var advisories)
                ? new PlatformTcbLevel(sgx, pceSvn, tdx, status, date, advisories)
                : null;
    }

    private static bool TryReadSgxComponents(JsonElement tcb, int version, out ImmutableArray<TcbComponent> components)
    {
        if (version == 3)
        {
            return TryReadComponents(tcb, "sgxtcbcomponents", out components);
        }

        var builder = ImmutableArray.CreateBuilder<TcbComponent>(TcbSvn.Count);
        for (var number = 1; number <= TcbSvn.Count; number++)
        {
            if (!tcb.TryGetNumber(string.Create(CultureInfo.InvariantCulture, $"sgxtcbcomp{number:00}svn"), ushort.MaxValue, out var svn))
            {
                components = [];
                return false;
            }

            builder.Add(new TcbComponent(svn, null, null));
        }

        components = builder.MoveToImmutable();
        return true;
    }

    private static bool TryReadComponents(JsonElement tcb, string name, out ImmutableArray<TcbComponent> components) =>
        tcb.TryGetArray(name, TcbSvn.Count, ReadComponent, out components) && components.Length == TcbSvn.Count;

    // Sample data of Intel's has security versions over 255, which no platform reaches.
    private static TcbComponent? ReadComponent(JsonElement json) =>
        json.TryGetNumber("svn", ushort.MaxValue, out var svn)
        && json.TryGetOptionalText("category", out var category)
        && json.TryGetOptionalText("type", out var type)
            ? new TcbComponent(svn, category, type)
            : null;

    private static TdxModule? ReadModule(JsonElement json)
    {
        Span<byte> signer = stackalloc byte[Measurement48.Length];
        return json.TryGetHex("mrsigner", signer)
            && json.TryGetBits("attributes", out var attributes)
            && json.TryGetBits("attributesMask", out var mask)
                ? new TdxModule(new Measurement48(signer), attributes, mask)
                : null;
    }

    private static TdxModuleIdentity? ReadModuleIdentity(JsonElement json) =>
        json.TryGetText("id", out var id)
        && id.Length <= ModuleIdLengthMaximum
        && ReadModule(json) is { } module
        && json.TryGetIsvLevels(out var levels)
            ? new TdxModuleIdentity(id, module, levels)
            : null;
}
