namespace LazAI.Attestation;

/// <summary>What a policy says of verified evidence: <see cref="EvidenceAccepted"/> or <see cref="EvidenceUnacceptable"/>.</summary>
public abstract record PolicyVerdict
{
    private protected PolicyVerdict()
    {
    }
}

/// <summary>The evidence is authentic and satisfies the policy.</summary>
public sealed record EvidenceAccepted : PolicyVerdict
{
    internal EvidenceAccepted(EvidenceVerified evidence) => Evidence = evidence;

    /// <summary>The evidence that was judged.</summary>
    public EvidenceVerified Evidence { get; }
}

/// <summary>The evidence is authentic, but the policy does not accept it.</summary>
/// <param name="Code">One of <see cref="AttestationErrors"/>.</param>
/// <param name="Component">The component that falls short, such as <c>MRTD</c> or <c>RTMR2</c>.</param>
/// <param name="Detail">The value found, for people; not stable.</param>
public sealed record EvidenceUnacceptable(string Code, string Component, string Detail) : PolicyVerdict;
