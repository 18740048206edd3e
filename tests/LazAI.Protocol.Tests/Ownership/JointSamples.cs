using System.Collections.Immutable;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ownership;

namespace LazAI.Protocol.Tests.Ownership;

/// <summary>Two owners' data sets, and a program that both have agreed to.</summary>
internal static class JointSamples
{
    public static readonly Slot ExpiresAt = Samples.Now + 20;

    public static readonly ImmutableArray<ContentHash> DataSets =
        [.. new[] { ContentHash.Of("first"u8), ContentHash.Of("second"u8) }.OrderBy(hash => hash.Value)];

    public static readonly OutputPolicy Policy = new(5, 1_000);

    public static readonly AnalysisProgram Program = JointAnalysis.Describe(Samples.Model.Id, "{}"u8, Policy, DataSets);

    public static readonly ImmutableArray<OwnershipState> States =
        [Consented(DataSets[0], OwnershipSamples.Owner), Consented(DataSets[1], OwnershipSamples.Stranger)];

    private static OwnershipState Consented(ContentHash content, Cryptography.Address owner) => OwnershipSamples.After(
        OwnershipState.Initial,
        OwnershipSamples.Anchor(OwnershipSamples.FirstAnchor with { ContentHash = content, Owner = owner }),
        OwnershipSamples.ConsentOf(new AnalysisConsent(
            owner, content, JointAnalysis.IdOf(Program), ExpiresAt, 2, OwnershipSamples.Deadline)));
}
