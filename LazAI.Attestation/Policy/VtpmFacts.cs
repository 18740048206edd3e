using System.Collections.Immutable;

namespace LazAI.Attestation;

/// <summary>
/// What the virtual TPM of a paravisor says of the software that was started. Facts that have it are of evidence through a paravisor, whose
/// measurements by the hardware are the paravisor's alone.
/// </summary>
/// <param name="Pcrs">The quoted registers, by number.</param>
public sealed record VtpmFacts(ImmutableArray<PcrFacts> Pcrs)
{
    /// <inheritdoc/>
    public bool Equals(VtpmFacts? other) => other is not null && ValueSequence.Same(Pcrs, other.Pcrs);

    /// <inheritdoc/>
    public override int GetHashCode() => ValueSequence.HashOf(Pcrs);

    /// <summary>The registers whose values the quote proves.</summary>
    public static VtpmFacts Of(VtpmQuoteVerified quote)
    {
        ArgumentNullException.ThrowIfNull(quote);
        return new VtpmFacts(
        [
            .. quote.Pcrs.Select((value, number) => value is { } quoted ? new PcrFacts(number, quoted.ToString()[2..]) : null).OfType<PcrFacts>(),
        ]);
    }
}
