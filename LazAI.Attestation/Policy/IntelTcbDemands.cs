using System.Collections.Immutable;

namespace LazAI.Attestation;

/// <summary>How up to date an Intel platform must be.</summary>
/// <param name="Statuses">Accepted statuses (<see cref="TcbStatus"/>), without limit of time.</param>
/// <param name="Advisories">Advisories that are tolerated; any other one that concerns the platform refuses it.</param>
/// <param name="GraceDays">
/// How long a platform whose only fault is to be out of date is accepted: this many days after the TCB date of the level that it
/// reaches, the earliest one of platform, module and quoting enclave that is out of date. That is <c>platform_grace_period</c> of
/// Intel's appraisal (<c>tcb_level_date_tag + platform_grace_period ≥ now</c>) in days. Advisories of such a platform are covered. 0
/// grants nothing.
/// </param>
/// <param name="CollateralGraceDays">
/// How long facts are accepted after the next collateral was due: <c>collateral_grace_period</c> of Intel's appraisal in days. A verifier
/// never takes collateral that is overdue; this is about facts that are judged again later.
/// </param>
/// <param name="EvaluationDataNumberMinimum">The least <c>tcbEvaluationDataNumber</c>.</param>
/// <param name="AllowDynamicPlatform">
/// Whether a platform is accepted to which processor packages can be added, or whose certificate does not say; as are the next two,
/// <c>allow_dynamic_platform</c> and its siblings of Intel's appraisal.
/// </param>
/// <param name="AllowCachedKeys">Whether a platform is accepted whose root keys Intel's registration service keeps.</param>
/// <param name="AllowSmt">Whether a platform with simultaneous multithreading is accepted, through which neighbours on a core may learn something.</param>
public sealed record IntelTcbDemands(
    ImmutableArray<string> Statuses,
    ImmutableArray<AdvisoryTolerance> Advisories,
    int GraceDays,
    int CollateralGraceDays,
    int EvaluationDataNumberMinimum,
    bool AllowDynamicPlatform,
    bool AllowCachedKeys,
    bool AllowSmt)
{
    private const string StatusComponent = "TCB status";
    private const string CollateralComponent = "collateral";

    internal void Judge(Appraisal appraisal, TcbFacts? tcb)
    {
        if (tcb is null)
        {
            appraisal.Missing(StatusComponent, string.Join(", ", Statuses));
            return;
        }

        var isInGrace = JudgeStatus(appraisal, tcb);
        foreach (var id in tcb.AdvisoryIds)
        {
            if (!isInGrace)
            {
                JudgeAdvisory(appraisal, id);
            }
        }

        appraisal.AtLeast(
            AttestationErrors.EvaluationDataNumberTooLow, "tcbEvaluationDataNumber", tcb.EvaluationDataNumber, EvaluationDataNumberMinimum);
        JudgeCollateral(appraisal, tcb.CollateralNextUpdate);
        JudgeConfiguration(appraisal, "dynamic platform", tcb.DynamicPlatform, AllowDynamicPlatform, "Processor packages can be added to the platform.");
        JudgeConfiguration(appraisal, "cached keys", tcb.CachedKeys, AllowCachedKeys, "Intel's registration service keeps the platform's root keys.");
        JudgeConfiguration(appraisal, "SMT", tcb.Smt, AllowSmt, "Simultaneous multithreading is on.");
    }

    private static void JudgeConfiguration(Appraisal appraisal, string component, bool? found, bool allowed, string message)
    {
        if (!allowed)
        {
            appraisal.Holds(AttestationErrors.PlatformConfigurationRefused, component, !found, message);
        }
    }

    /// <summary>Whether the status is accepted for the grace period alone.</summary>
    private bool JudgeStatus(Appraisal appraisal, TcbFacts tcb)
    {
        var shortfalls = tcb.Shortfalls.IsEmpty ? "" : $": {string.Join("; ", tcb.Shortfalls)}";
        if (Statuses.Contains(tcb.Status, StringComparer.Ordinal))
        {
            if (TcbFacts.IsOutOfDate(tcb.Status))
            {
                appraisal.Warn(StatusComponent, null, $"TCB status {tcb.Status} is accepted although updates are missing{shortfalls}.");
            }
            else if (!tcb.Shortfalls.IsEmpty)
            {
                appraisal.Warn(StatusComponent, null, $"TCB status {tcb.Status}, but behind the newest level{shortfalls}.");
            }

            return false;
        }

        // Without the missing updates the platform would be one of these.
        var otherwise = tcb.Status == nameof(TcbStatus.OutOfDate) ? nameof(TcbStatus.UpToDate) : nameof(TcbStatus.ConfigurationNeeded);
        DateTimeOffset? graceEnd = GraceDays > 0 && TcbFacts.IsOutOfDate(tcb.Status) && Statuses.Contains(otherwise, StringComparer.Ordinal)
            && tcb.OutOfDateSince() is { } since ? Appraisal.AddDays(since, GraceDays) : null;
        if (graceEnd is { } end && appraisal.Tolerate(StatusComponent, end, $"TCB status {tcb.Status} is in its grace of {GraceDays} days{shortfalls},"))
        {
            return true;
        }

        var demanded = string.Join(", ", Statuses);
        var over = graceEnd is { } ended ? $" Its grace ended {Appraisal.Text(ended)}." : "";
        appraisal.Refuse(
            AttestationErrors.TcbStatusRefused, StatusComponent, tcb.Status, demanded,
            $"TCB status is {tcb.Status}; the policy accepts {demanded}{shortfalls}.{over}");
        return false;
    }

    private void JudgeAdvisory(Appraisal appraisal, string id)
    {
        var tolerance = Advisories.FirstOrDefault(candidate => string.Equals(candidate.Id, id, StringComparison.OrdinalIgnoreCase));
        if (tolerance is null)
        {
            appraisal.Refuse(AttestationErrors.AdvisoryRefused, id, id, "not concerned", $"{id} concerns the platform and is not tolerated.");
        }
        else if (!appraisal.Tolerate(id, tolerance.LastSecond, $"{id} is tolerated"))
        {
            appraisal.Refuse(
                AttestationErrors.AdvisoryRefused, id, id, "not concerned",
                $"{id} concerns the platform and was tolerated until {tolerance.Until:yyyy-MM-dd}.");
        }
    }

    private void JudgeCollateral(Appraisal appraisal, DateTimeOffset nextUpdate)
    {
        if (appraisal.At <= nextUpdate)
        {
            appraisal.WarnBefore(CollateralComponent, nextUpdate, $"The next collateral is due {Appraisal.Text(nextUpdate)}.");
        }
        else if (!appraisal.Tolerate(
            CollateralComponent, Appraisal.AddDays(nextUpdate, CollateralGraceDays),
            $"The next collateral was due {Appraisal.Text(nextUpdate)}; its grace holds"))
        {
            appraisal.Refuse(
                AttestationErrors.CollateralOutdated, CollateralComponent, Appraisal.Text(nextUpdate), $"at most {CollateralGraceDays} days overdue",
                $"The next collateral was due {Appraisal.Text(nextUpdate)}, and {CollateralGraceDays} days of grace are over.");
        }
    }
}
