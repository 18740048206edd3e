using LazAI.Protocol.Challenges;

namespace LazAI.Simulation.Auditing;

/// <summary>Lies and what became of them.</summary>
/// <param name="Contradictions">Results that contradicted their own trace, which was seen at once.</param>
/// <param name="Proven">Results of mode TEE_ZK that were verified.</param>
/// <param name="FalseProofs">Proofs that a session has signed and that do not hold; each convicts.</param>
/// <param name="Unproven">Results whose announced proof did not come, which convicts nobody.</param>
/// <param name="Falsehoods">False results that were verified, as they fitted.</param>
/// <param name="Caught">Those of them that were shown to be false in their window.</param>
/// <param name="Escaped">Those that became final although somebody watches in this run: there was no time in which it could be said.</param>
/// <param name="Unwatched">Those that became final in a run in which nobody watches.</param>
public sealed record DisputeTally(
    int Contradictions = 0, int Falsehoods = 0, int Caught = 0, int Escaped = 0, int Challenges = 0, int Upheld = 0, int Rejected = 0, int Moot = 0, int Dropped = 0,
    int Proven = 0, int FalseProofs = 0, int Unproven = 0, int Void = 0, int Unwatched = 0)
{
    public static DisputeTally operator +(DisputeTally left, DisputeTally right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return new(
            left.Contradictions + right.Contradictions, left.Falsehoods + right.Falsehoods, left.Caught + right.Caught, left.Escaped + right.Escaped,
            left.Challenges + right.Challenges, left.Upheld + right.Upheld, left.Rejected + right.Rejected, left.Moot + right.Moot, left.Dropped + right.Dropped,
            left.Proven + right.Proven, left.FalseProofs + right.FalseProofs, left.Unproven + right.Unproven, left.Void + right.Void,
            left.Unwatched + right.Unwatched);
    }

    public DisputeTally Count(ChallengeOutcome outcome) => outcome switch
    {
        ChallengeOutcome.Upheld => this with { Upheld = Upheld + 1 },
        ChallengeOutcome.Rejected => this with { Rejected = Rejected + 1 },
        ChallengeOutcome.Moot => this with { Moot = Moot + 1 },
        ChallengeOutcome.Dropped => this with { Dropped = Dropped + 1 },
        ChallengeOutcome.Void => this with { Void = Void + 1 },
        _ => this,
    };
}
