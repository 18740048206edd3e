namespace LazAI.Attestation;

/// <summary>A span of time, both ends included, as in RFC 5280 section 4.1.2.5.</summary>
/// <param name="NotBefore">The first valid moment.</param>
/// <param name="NotAfter">The last valid moment.</param>
public readonly record struct ValidityPeriod(DateTimeOffset NotBefore, DateTimeOffset NotAfter)
{
    /// <summary>What both periods have in common; empty, so that no time is inside, when they do not meet.</summary>
    public ValidityPeriod Intersect(ValidityPeriod other) => new(
        NotBefore > other.NotBefore ? NotBefore : other.NotBefore,
        NotAfter < other.NotAfter ? NotAfter : other.NotAfter);

    /// <summary>Whether the time is inside.</summary>
    public bool Contains(DateTimeOffset at) => NotBefore <= at && at <= NotAfter;

    internal EvidenceRefused? Check(
        DateTimeOffset at,
        string notYetValid = AttestationErrors.CertificateNotYetValid,
        string expired = AttestationErrors.CertificateExpired) =>
        at < NotBefore ? new EvidenceRefused(notYetValid, $"valid from {NotBefore.UtcDateTime:u}")
        : at > NotAfter ? new EvidenceRefused(expired, $"valid until {NotAfter.UtcDateTime:u}")
        : null;
}
