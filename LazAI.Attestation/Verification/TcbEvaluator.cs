using System.Collections.Immutable;

namespace LazAI.Attestation;

/// <summary>
/// Finds the levels that a platform reaches and what they come to together (Intel TDX DCAP, "Quote verification"; the same for SGX
/// without the steps for modules). Everything compared here has been authenticated before.
/// </summary>
internal static class TcbEvaluator
{
    // From major version 1 on the module has levels of its own, and the first two components, which are its version, do not count.
    private const int FirstComponentBehindModuleVersion = 2;
    private const int MinorVersion = 0;
    private const int MajorVersion = 1;
    private const int LateMicrocode = 2;

    /// <summary>Whether the TDX module is Intel's and of a version that the TCB info knows.</summary>
    public static EvidenceRefused? CheckModule(TcbInfo info, TdReport report)
    {
        var majorVersion = report.TeeTcbSvn[MajorVersion];
        var module = majorVersion > 0 ? info.FindModule(majorVersion)?.Module : info.TdxModule;
        return module is null ? Mismatch($"no module of major version {majorVersion}")
            : report.MrSignerSeam != module.MrSigner ? Mismatch("MRSIGNERSEAM")
            : report.SeamAttributes != 0 || (report.SeamAttributes & module.AttributesMask) != module.Attributes ? Mismatch("SEAMATTRIBUTES")
            : null;
    }

    /// <summary>The evaluation, or the reason why there is none.</summary>
    public static TcbEvaluation? Evaluate(
        DcapCollateral collateral, DcapQuote quote, PckExtension platform, out EvidenceRefused? refusal)
    {
        var info = collateral.TcbInfo;
        var tee = quote.IsTdx ? quote.TdReport.TeeTcbSvn : default(TcbSvn?);
        var level = info.TcbLevels.FirstOrDefault(candidate => IsReached(candidate, platform, tee));
        if (level is null)
        {
            refusal = NotSupported(ShortfallsOf(info.TcbLevels[^1], platform, tee));
            return null;
        }

        var modules = info.FindModule(tee?[MajorVersion] ?? 0)?.TcbLevels ?? [];
        var hasModuleLevels = tee is { } svn && svn[MajorVersion] > 0;
        var moduleLevel = hasModuleLevels ? IsvTcbLevel.Select(modules, tee!.Value[MinorVersion]) : null;
        if (hasModuleLevels && moduleLevel is null)
        {
            refusal = NotSupported(ShortfallsOf(TcbPart.TdxModule, tee!.Value[MinorVersion], modules[^1]));
            return null;
        }

        var qeSvn = quote.QeReport.IsvSvn;
        var qeLevels = collateral.QeIdentity.TcbLevels;
        if (IsvTcbLevel.Select(qeLevels, qeSvn) is not { } qeLevel)
        {
            refusal = NotSupported(ShortfallsOf(TcbPart.QuotingEnclave, qeSvn, qeLevels[^1]));
            return null;
        }

        var status = moduleLevel is null ? level.Status : TcbStatusMerge.Merge(level.Status, moduleLevel.Status);
        refusal = null;
        if (moduleLevel is not null && quote.TdReport.TeeTcbSvn2 is { } loaded)
        {
            var sgxStatus = info.TcbLevels.First(candidate => IsReached(candidate, platform, null)).Status;
            status = AdviseRelaunch(info, loaded, (sgxStatus, status, moduleLevel.Status, qeLevel.Status), out refusal);
        }

        status = IsRelaunch(status) ? status : TcbStatusMerge.Merge(status, qeLevel.Status);
        return refusal is not null ? null : new TcbEvaluation
        {
            Status = status,
            AdvisoryIds = [.. level.AdvisoryIds.Concat(moduleLevel?.AdvisoryIds ?? []).Concat(qeLevel.AdvisoryIds).Distinct()],
            PlatformLevel = level,
            QeLevel = qeLevel,
            ModuleLevel = moduleLevel,
            Shortfalls =
            [
                .. ShortfallsOf(info.TcbLevels[0], platform, tee),
                .. hasModuleLevels ? ShortfallsOf(TcbPart.TdxModule, tee!.Value[MinorVersion], modules[0]) : [],
                .. ShortfallsOf(TcbPart.QuotingEnclave, qeSvn, qeLevels[0]),
            ],
            TcbEvaluationDataNumber = info.TcbEvaluationDataNumber,
            Fmspc = platform.Fmspc,
            IsDynamicPlatform = platform.IsDynamicPlatform,
            HasCachedKeys = platform.HasCachedKeys,
            IsSmtEnabled = platform.IsSmtEnabled,
            CollateralIssued = info.IssueDate,
            CollateralNextUpdate = collateral.NextUpdate,
        };
    }

    private static bool IsReached(PlatformTcbLevel level, PckExtension platform, TcbSvn? tee)
    {
        for (var index = 0; index < TcbSvn.Count; index++)
        {
            if (platform.Components[index] < level.SgxComponents[index].Svn)
            {
                return false;
            }
        }

        for (var index = FirstTdxComponent(tee); index < TcbSvn.Count; index++)
        {
            if (tee!.Value[index] < level.TdxComponents[index].Svn)
            {
                return false;
            }
        }

        return platform.PceSvn >= level.PceSvn;
    }

    private static int FirstTdxComponent(TcbSvn? tee) =>
        tee is not { } svn ? TcbSvn.Count : svn[MajorVersion] > 0 ? FirstComponentBehindModuleVersion : 0;

    /// <summary>
    /// The module was updated, but the domain was created under the one before, whose version it keeps: nothing but a relaunch is
    /// needed when all else is current and the module that is loaded now is the newest.
    /// </summary>
    private static TcbStatus AdviseRelaunch(
        TcbInfo info,
        TcbSvn loaded,
        (TcbStatus Sgx, TcbStatus Tdx, TcbStatus Module, TcbStatus Qe) statuses,
        out EvidenceRefused? refusal)
    {
        refusal = null;
        if (!TcbStatusMerge.IsCurrent(statuses.Qe)
            || !TcbStatusMerge.IsCurrent(statuses.Sgx)
            || !TcbStatusMerge.IsOutdated(statuses.Tdx)
            || statuses.Module != TcbStatus.OutOfDate)
        {
            return statuses.Tdx;
        }

        var newest = info.TcbLevels[0].TdxComponents;
        var module = newest[MinorVersion].Svn;
        if (loaded[MajorVersion] > 0)
        {
            if (info.FindModule(loaded[MajorVersion]) is not { } identity)
            {
                refusal = Mismatch($"no module of major version {loaded[MajorVersion]}, which is loaded now");
                return statuses.Tdx;
            }

            module = identity.TcbLevels[0].IsvSvn;
        }

        if (loaded[MinorVersion] < module || loaded[LateMicrocode] < newest[LateMicrocode].Svn)
        {
            return statuses.Tdx;
        }

        return TcbStatusMerge.NeedsConfiguration(statuses.Sgx) || TcbStatusMerge.NeedsConfiguration(statuses.Tdx)
            ? TcbStatus.TDRelaunchAdvisedConfigurationNeeded
            : TcbStatus.TDRelaunchAdvised;
    }

    private static bool IsRelaunch(TcbStatus status) =>
        status is TcbStatus.TDRelaunchAdvised or TcbStatus.TDRelaunchAdvisedConfigurationNeeded;

    private static ImmutableArray<TcbShortfall> ShortfallsOf(PlatformTcbLevel level, PckExtension platform, TcbSvn? tee)
    {
        // Nearly all platforms have none, and are not charged for a list.
        if (IsReached(level, platform, tee))
        {
            return [];
        }

        var shortfalls = ImmutableArray.CreateBuilder<TcbShortfall>();
        for (var index = 0; index < TcbSvn.Count; index++)
        {
            Compare(TcbPart.SgxComponent, index, platform.Components[index], level.SgxComponents[index]);
        }

        Compare(TcbPart.PceSvn, 0, platform.PceSvn, new TcbComponent(level.PceSvn, null, null));
        for (var index = FirstTdxComponent(tee); index < TcbSvn.Count; index++)
        {
            Compare(TcbPart.TdxComponent, index, tee!.Value[index], level.TdxComponents[index]);
        }

        return shortfalls.ToImmutable();

        void Compare(TcbPart part, int index, int found, TcbComponent required)
        {
            if (found < required.Svn)
            {
                shortfalls.Add(new TcbShortfall(part, index, required.Category, required.Type, found, required.Svn));
            }
        }
    }

    private static ImmutableArray<TcbShortfall> ShortfallsOf(TcbPart part, int found, IsvTcbLevel level) =>
        found < level.IsvSvn ? [new TcbShortfall(part, 0, null, null, found, level.IsvSvn)] : [];

    private static EvidenceRefused Mismatch(string detail) => new(AttestationErrors.TdxModuleMismatch, detail);

    private static EvidenceRefused NotSupported(ImmutableArray<TcbShortfall> shortfalls) =>
        new(AttestationErrors.TcbLevelNotSupported, "below the oldest level: " + string.Join("; ", shortfalls));
}
