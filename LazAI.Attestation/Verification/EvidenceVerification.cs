namespace LazAI.Attestation;

/// <summary>
/// What a verifier says of evidence: <see cref="EvidenceRefused"/>, or a value of its own that only it can make
/// (<see cref="DcapQuoteVerified"/>, <see cref="SnpReportVerified"/>, <see cref="AzureTokenVerified"/>). Authentic is not yet
/// acceptable: whether what it says is wanted is the question of <see cref="EvidencePolicy"/>.
/// </summary>
public abstract record EvidenceVerification
{
    private protected EvidenceVerification()
    {
    }
}

/// <summary>Evidence that is not authentic, or cannot be shown to be.</summary>
/// <param name="Code">One of <see cref="AttestationErrors"/>.</param>
/// <param name="Detail">Which part failed and how, for people; not stable.</param>
public sealed record EvidenceRefused(string Code, string Detail) : EvidenceVerification;
