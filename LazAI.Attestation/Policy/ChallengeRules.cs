using System.Security.Cryptography;

namespace LazAI.Attestation;

/// <summary>That evidence answers a challenge, and in time.</summary>
internal static class ChallengeRules
{
    /// <summary>How far the time of evidence may lie ahead, for clocks that differ.</summary>
    private const int ClockDifferenceSecondsMaximum = 5;

    public static void Judge(
        Appraisal appraisal, EvidenceFacts facts, EvidenceChallenge challenge, int? ageSecondsMaximum, DateTimeOffset at)
    {
        if (challenge.ReportData is { } reportData)
        {
            Compare(
                appraisal, AttestationErrors.ReportDataMismatch, "REPORTDATA", facts.ReportData, reportData.ToString()[2..], facts.ReportData);
        }

        if (challenge.RuntimeData is { } runtimeData)
        {
            var hash = Convert.ToHexStringLower(SHA256.HashData(runtimeData.Span));
            Compare(
                appraisal, AttestationErrors.ReportDataMismatch, "REPORTDATA", facts.ReportData, hash,
                facts.ReportData?.Length > hash.Length ? facts.ReportData[..hash.Length] : facts.ReportData);
        }

        if (challenge.Nonce is { } nonce)
        {
            Compare(appraisal, AttestationErrors.NonceMismatch, "nonce", facts.Azure?.Nonce, nonce, facts.Azure?.Nonce);
        }

        if (challenge.ClientPayloadNonce is { } clientNonce)
        {
            var found = facts.Azure?.ClientPayloadNonce;
            Compare(
                appraisal, AttestationErrors.NonceMismatch, "x-ms-runtime.client-payload.nonce", found, Convert.ToBase64String(clientNonce.Span), found);
        }

        var limit = ageSecondsMaximum is { } ours && challenge.AgeSecondsMaximum is { } theirs
            ? Math.Min(ours, theirs)
            : ageSecondsMaximum ?? challenge.AgeSecondsMaximum;
        if (limit is not { } seconds)
        {
            return;
        }

        if (facts.Azure is not null)
        {
            JudgeTime(appraisal, "iat", facts.Azure.IssuedAt?.ToUnixTimeSeconds(), seconds, at);
        }

        if (challenge.TimestampSeconds is { } timestamp)
        {
            JudgeTime(appraisal, "timestamp", timestamp, seconds, at);
        }
        else if (facts.Azure is null)
        {
            appraisal.Missing("timestamp", $"at most {Appraisal.Text(seconds)} s old");
        }
    }

    private static void Compare(Appraisal appraisal, string code, string component, string? found, string wanted, string? compared)
    {
        if (found is null)
        {
            appraisal.Missing(component, wanted);
        }
        else if (!string.Equals(compared, wanted, StringComparison.Ordinal))
        {
            appraisal.Refuse(code, component, found, wanted, $"{component} is {found}: the evidence answers another challenge than {wanted}.");
        }
    }

    private static void JudgeTime(Appraisal appraisal, string component, Int128? timeSeconds, int secondsMaximum, DateTimeOffset at)
    {
        if (timeSeconds is not { } time)
        {
            appraisal.Missing(component, $"at most {Appraisal.Text(secondsMaximum)} s old");
            return;
        }

        // Wide numbers: the timestamp is the sender's and may be any 64 bits.
        var ageMilliseconds = at.ToUnixTimeMilliseconds() - (time * 1000);
        var found = $"{ageMilliseconds} ms old";
        var demanded = $"at most {Appraisal.Text(secondsMaximum)} s old";
        if (ageMilliseconds < -1000 * ClockDifferenceSecondsMaximum)
        {
            appraisal.Refuse(AttestationErrors.EvidenceFromFuture, component, found, demanded, $"The evidence is of {-ageMilliseconds} ms later.");
        }
        else if (ageMilliseconds > (Int128)secondsMaximum * 1000)
        {
            appraisal.Refuse(
                AttestationErrors.EvidenceExpired, component, found, demanded, $"The evidence is {found}; {demanded} is accepted.");
        }
    }
}
