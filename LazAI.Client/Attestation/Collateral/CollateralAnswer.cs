using System.Collections.Immutable;
using LazAI.Attestation;

namespace LazAI.Client.Attestation.Collateral;

/// <summary><see cref="CollateralFound"/> or <see cref="CollateralNotFound"/>.</summary>
public abstract record CollateralAnswer
{
    private protected CollateralAnswer()
    {
    }
}

/// <summary>All that is needed.</summary>
/// <param name="Bundle">The parts, which nobody has verified yet.</param>
/// <param name="Remarks">What is unusual about them, for people; empty when nothing is.</param>
public sealed record CollateralFound(CollateralBundle Bundle, ImmutableArray<string> Remarks) : CollateralAnswer;

/// <summary>The evidence does not say what its collateral would be.</summary>
/// <param name="Reason">What is wrong with it, or missing in it.</param>
public sealed record CollateralNotFound(EvidenceRefused Reason) : CollateralAnswer;
