using System.Collections.Immutable;
using System.Globalization;

namespace LazAI.Attestation;

/// <summary>Collects what the rules of a policy find in facts at one time. Evidence without fault or limit leaves nothing to allocate.</summary>
internal sealed class Appraisal(DateTimeOffset at, int warningDays)
{
    private List<EvidenceReason>? _reasons;
    private List<EvidenceTolerance>? _tolerances;
    private List<EvidenceWarning>? _warnings;

    /// <summary>The time of the judgement in whole seconds: limits are told and held to the second.</summary>
    public DateTimeOffset At { get; } = at.AddTicks(-(at.Ticks % TimeSpan.TicksPerSecond));

    public static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>The time so many days later, or the calendar's end.</summary>
    public static DateTimeOffset AddDays(DateTimeOffset time, int days) =>
        days > (DateTimeOffset.MaxValue - time).TotalDays ? DateTimeOffset.MaxValue : time.AddDays(days);

    public EvidenceJudgement Conclude()
    {
        if (_reasons is null && _tolerances is null && _warnings is null)
        {
            return EvidenceJudgement.Unconditional;
        }

        // The sort is stable: reasons of one code stay in the order of the rules.
        return new EvidenceJudgement(
            _reasons is null ? [] : [.. _reasons.OrderBy(reason => AttestationErrors.InPrecedence.IndexOf(reason.Code))],
            _tolerances is null ? [] : [.. _tolerances],
            _warnings is null ? [] : [.. _warnings]);
    }

    public void Refuse(string code, string component, string found, string demanded, string message, long? shortBy = null) =>
        (_reasons ??= []).Add(new EvidenceReason(code, component, found, demanded, message, shortBy));

    /// <summary>Silence is not a good value.</summary>
    public void Missing(string component, string demanded) =>
        Refuse(AttestationErrors.ClaimMissing, component, "", demanded, $"The evidence does not say {component}, which the policy looks at.");

    /// <summary>Accepted to the given second and refused after; false when that is over.</summary>
    public bool Tolerate(string component, DateTimeOffset until, string what)
    {
        if (At > until)
        {
            return false;
        }

        var message = $"{what} until {Text(until)}.";
        (_tolerances ??= []).Add(new EvidenceTolerance(component, until, message));
        WarnBefore(component, until, message);
        return true;
    }

    public void Warn(string component, DateTimeOffset? until, string message) =>
        (_warnings ??= []).Add(new EvidenceWarning(component, until, message));

    /// <summary>Warns when the time is near, or over.</summary>
    public void WarnBefore(string component, DateTimeOffset until, string message)
    {
        if (until - At <= TimeSpan.FromDays(warningDays))
        {
            Warn(component, until, message);
        }
    }

    public void Measured(string component, MeasurementRule rule, string? found)
    {
        if (rule.IsAny)
        {
            return;
        }

        if (string.IsNullOrEmpty(found))
        {
            Missing(component, rule.ToString());
        }
        else if (!rule.Allows(found))
        {
            Refuse(
                AttestationErrors.MeasurementUnknown, component, found, rule.ToString(),
                $"{component} is {found}, which is not among the values that the policy allows ({rule.Allowed.Length}).");
        }
    }

    public void AtLeast(string code, string component, long? found, long minimum)
    {
        // A least version of 0 demands nothing.
        if (minimum == 0)
        {
            return;
        }

        if (found is not { } value)
        {
            Missing(component, $"at least {Text(minimum)}");
        }
        else if (value < minimum)
        {
            Refuse(
                code, component, Text(value), $"at least {Text(minimum)}",
                $"{component} is {Text(value)}, needs {Text(minimum)}: {Text(minimum - value)} short.", minimum - value);
        }
    }

    public void AtMost(string code, string component, long? found, long maximum)
    {
        if (found is not { } value)
        {
            Missing(component, $"at most {Text(maximum)}");
        }
        else if (value > maximum)
        {
            Refuse(
                code, component, Text(value), $"at most {Text(maximum)}",
                $"{component} is {Text(value)}, at most {Text(maximum)} is accepted.", value - maximum);
        }
    }

    public void OneOf(string code, string component, string? found, ImmutableArray<string> accepted)
    {
        var demanded = string.Join(", ", accepted);
        if (found is null)
        {
            Missing(component, demanded);
        }
        else if (!accepted.Contains(found, StringComparer.Ordinal))
        {
            Refuse(code, component, found, demanded, $"{component} is {found}; the policy accepts {demanded}.");
        }
    }

    /// <summary>A condition that has to hold; null when the evidence does not speak of it.</summary>
    public void Holds(string code, string component, bool? holds, string otherwise)
    {
        if (holds is null)
        {
            Missing(component, "said");
        }
        else if (holds == false)
        {
            Refuse(code, component, "otherwise", "holds", otherwise);
        }
    }
}
