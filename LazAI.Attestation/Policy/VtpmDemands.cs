using System.Collections.Immutable;

namespace LazAI.Attestation;

/// <summary>
/// What software a machine under a paravisor must have started, by its virtual TPM. It is demanded beside what the kind of hardware has to
/// satisfy, and says nothing of evidence without a paravisor, whose hardware measures the software itself.
/// </summary>
/// <param name="Pcrs">The registers that are looked at, at least one.</param>
public sealed record VtpmDemands(ImmutableArray<PcrDemand> Pcrs)
{
    /// <summary>Registers that running software may set back to zero, so that their values prove nothing (TCG PC Client Platform TPM Profile, 4.6).</summary>
    internal static ImmutableArray<int> Resettable { get; } = [16, 23];

    /// <inheritdoc/>
    public bool Equals(VtpmDemands? other) => other is not null && ValueSequence.Same(Pcrs, other.Pcrs);

    /// <inheritdoc/>
    public override int GetHashCode() => ValueSequence.HashOf(Pcrs);

    internal void Judge(Appraisal appraisal, VtpmFacts vtpm)
    {
        foreach (var demand in Pcrs)
        {
            appraisal.Measured(
                $"PCR {Appraisal.Text(demand.Number)}", demand.Values, vtpm.Pcrs.FirstOrDefault(pcr => pcr.Number == demand.Number)?.Value);
        }
    }
}
