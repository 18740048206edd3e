using System.Collections.Immutable;
using System.Globalization;
using LazAI.Cryptography;

namespace LazAI.Attestation;

/// <summary>
/// What a model demands of the enclaves that run it. Strict where nothing is set: development roots and measurements that are
/// not listed are refused, and debug domains always.
/// </summary>
public sealed record SessionEvidencePolicy
{
    /// <summary>The kinds of evidence that are accepted.</summary>
    public ImmutableArray<EvidenceKind> AcceptedKinds { get; init; } = [EvidenceKind.TdxQuote];

    /// <summary>Fingerprints of the development roots that are accepted. Such evidence proves nothing about hardware.</summary>
    public ImmutableArray<Bytes32> DevelopmentRoots { get; init; } = [];

    /// <summary>Allowed initial contents of the trust domain.</summary>
    public RegisterRule MrTd { get; init; } = RegisterRule.None;

    /// <summary>Allowed firmware configurations.</summary>
    public RegisterRule Rtmr0 { get; init; } = RegisterRule.None;

    /// <summary>Allowed loaders and kernels.</summary>
    public RegisterRule Rtmr1 { get; init; } = RegisterRule.None;

    /// <summary>Allowed command lines, initial RAM disks and applications.</summary>
    public RegisterRule Rtmr2 { get; init; } = RegisterRule.None;

    /// <summary>Allowed values of the application's own register.</summary>
    public RegisterRule Rtmr3 { get; init; } = RegisterRule.None;

    /// <summary>How long ago the time that the evidence is bound to may lie. Longer gives a stolen challenge more time.</summary>
    public TimeSpan EvidenceAgeMaximum { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How far that time may lie ahead, for clocks that differ.</summary>
    public TimeSpan ClockDifferenceMaximum { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Judges authentic evidence against this policy at the given time; the first of several reasons is given.</summary>
    /// <param name="evidence">What a verifier has established.</param>
    /// <param name="expected">What the evidence has to be bound to.</param>
    /// <param name="at">The time of the judgement.</param>
    public PolicyVerdict Judge(EvidenceVerified evidence, EvidenceBinding expected, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        return CheckOrigin(evidence)
            ?? CheckBinding(evidence, expected, at)
            ?? CheckClaims(evidence.Claims)
            ?? (PolicyVerdict)new EvidenceAccepted(evidence);
    }

    private EvidenceUnacceptable? CheckOrigin(EvidenceVerified evidence)
    {
        if (!AcceptedKinds.Contains(evidence.Kind))
        {
            return new(AttestationErrors.KindRefused, "kind", evidence.Kind.ToString());
        }

        return evidence.Root.Kind == EvidenceRoot.Development && !DevelopmentRoots.Contains(evidence.Root.Fingerprint)
            ? new(AttestationErrors.DevelopmentRootRefused, "root", evidence.Root.Fingerprint.ToString())
            : null;
    }

    private EvidenceUnacceptable? CheckBinding(EvidenceVerified evidence, EvidenceBinding expected, DateTimeOffset at)
    {
        if (evidence.ReportData != expected.ReportData)
        {
            return new(AttestationErrors.ReportDataMismatch, "REPORTDATA", evidence.ReportData.ToString());
        }

        // Wide numbers: the timestamp is the sender's and may be any 64 bits.
        var ageMilliseconds = at.ToUnixTimeMilliseconds() - (Int128)expected.TimestampSeconds * 1000;
        var age = ageMilliseconds.ToString(CultureInfo.InvariantCulture) + " ms old";
        if (ageMilliseconds < -(Int128)ClockDifferenceMaximum.TotalMilliseconds)
        {
            return new(AttestationErrors.EvidenceFromFuture, "timestamp", age);
        }

        return ageMilliseconds > (Int128)EvidenceAgeMaximum.TotalMilliseconds
            ? new(AttestationErrors.EvidenceExpired, "timestamp", age)
            : null;
    }

    private EvidenceUnacceptable? CheckClaims(TdClaims claims)
    {
        if (claims.IsDebug)
        {
            return new(AttestationErrors.DebugEnclave, "TDATTRIBUTES", claims.Attributes.ToString());
        }

        return CheckMeasurement(MrTd, "MRTD", claims.MrTd)
            ?? CheckMeasurement(Rtmr0, "RTMR0", claims.Rtmr0)
            ?? CheckMeasurement(Rtmr1, "RTMR1", claims.Rtmr1)
            ?? CheckMeasurement(Rtmr2, "RTMR2", claims.Rtmr2)
            ?? CheckMeasurement(Rtmr3, "RTMR3", claims.Rtmr3);
    }

    private static EvidenceUnacceptable? CheckMeasurement(RegisterRule rule, string component, Measurement48 value) =>
        rule.Allows(value) ? null : new(AttestationErrors.MeasurementUnknown, component, value.ToString());
}
