namespace LazAI.Attestation.Tests;

/// <summary>First and last second of TCB info and QE identity, in genuine collateral whose other parts are valid on both sides of it.</summary>
public sealed class DcapTimeTests
{
    [VectorFact]
    public void TcbInfo_BeforeTheSecondOfItsIssue_IsRefused()
    {
        var attempt = DcapAttempt.Of("tdx-v4-debug-td");
        var issueDate = attempt.Collateral().TcbInfo.IssueDate;

        AssertAt(attempt, issueDate.AddSeconds(-1), AttestationErrors.TcbInfoNotYetValid);
        AssertAt(attempt, issueDate, null);
    }

    [VectorFact]
    public void TcbInfo_FromTheSecondTheNextIsDue_IsRefused()
    {
        var attempt = DcapAttempt.Of("tdx-v5-google-2026");
        var nextUpdate = attempt.Collateral().TcbInfo.NextUpdate;

        AssertAt(attempt, nextUpdate.AddSeconds(-1), null);
        AssertAt(attempt, nextUpdate, AttestationErrors.TcbInfoExpired);
    }

    [VectorFact]
    public void QeIdentity_BeforeTheSecondOfItsIssue_IsRefused()
    {
        var attempt = DcapAttempt.Of("tdx-v4-phala-2025");
        var issueDate = attempt.Collateral().QeIdentity.IssueDate;

        AssertAt(attempt, issueDate.AddSeconds(-1), AttestationErrors.QeIdentityNotYetValid);
        AssertAt(attempt, issueDate, null);
    }

    [VectorFact]
    public void QeIdentity_FromTheSecondTheNextIsDue_IsRefused()
    {
        var attempt = DcapAttempt.Of("tdx-v4-gcp-2025-eval21");
        var nextUpdate = attempt.Collateral().QeIdentity.NextUpdate;

        AssertAt(attempt, nextUpdate.AddSeconds(-1), null);
        AssertAt(attempt, nextUpdate, AttestationErrors.QeIdentityExpired);
    }

    private static void AssertAt(DcapAttempt attempt, DateTimeOffset at, string? code) =>
        Assert.Equal(code, ((attempt with { At = at }).Verify() as EvidenceRefused)?.Code);
}
