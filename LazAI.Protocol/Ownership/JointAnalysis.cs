using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Protocol.Encoding;

namespace LazAI.Protocol.Ownership;

/// <summary>One line of an analysis: a group, how many records of each data set are in it, and what was computed over them.</summary>
/// <param name="Records">In the order of the data sets.</param>
public sealed record AnalysisGroup(string Name, ImmutableArray<long> Records, ImmutableArray<long> Values);

/// <summary>What leaves a joint analysis.</summary>
/// <param name="Withheld">How many groups the policy holds back.</param>
public sealed record AnalysisOutput(ImmutableArray<AnalysisGroup> Groups, int Withheld);

/// <summary>Analyses over data sets of several owners: all of them agree to one program and to what may leave it (PROTOCOL §13).</summary>
public static class JointAnalysis
{
    /// <summary>Most data sets in one analysis.</summary>
    public const int DataSetsMaximum = 64;

    /// <summary>The program on these data sets, which are in ascending order.</summary>
    /// <exception cref="ArgumentException">There are less than two or too many data sets, or they are out of order or repeated.</exception>
    public static AnalysisProgram Describe(
        ModelId model, ReadOnlySpan<byte> parameters, OutputPolicy policy, ImmutableArray<ContentHash> dataSets)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return AreInOrder(dataSets)
            ? new AnalysisProgram(model, Keccak256.Hash(parameters), policy.StructHash(), RootOf(dataSets))
            : throw new ArgumentException($"2 to {DataSetsMaximum} data sets in ascending order, none twice.", nameof(dataSets));
    }

    public static ProgramId IdOf(AnalysisProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        return new ProgramId(program.StructHash());
    }

    /// <summary>Why the program may not run on these data sets in this slot, or null.</summary>
    /// <remarks>
    /// In this order: policy, data sets are not the program's, then for each data set: anchored, consent of its owner, the consent's time. An owner
    /// of several data sets consents for each.
    /// </remarks>
    public static Rejection? Refuse(
        AnalysisProgram program, OutputPolicy policy, ImmutableArray<ContentHash> dataSets, ImmutableArray<OwnershipState> states, Slot now)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(policy);
        if (policy.GroupRecordsMinimum < 2 || policy.OutputBytesMaximum < 1)
        {
            return new Rejection(OwnershipErrors.OutputPolicyInvalid, "A group of less than two records is a record; an output has at least one byte.");
        }

        if (!AreInOrder(dataSets) || states.Length != dataSets.Length || program.OutputPolicyHash != policy.StructHash()
            || program.DataSetsRoot != RootOf(dataSets))
        {
            return new Rejection(OwnershipErrors.ProgramMismatch, "The program is for other data sets or another output policy.");
        }

        var id = IdOf(program);
        for (var i = 0; i < states.Length; i++)
        {
            if (states[i].Content is not { } content || content.ContentHash != dataSets[i])
            {
                return new Rejection(OwnershipErrors.NotFound, $"Nobody has anchored {dataSets[i]}.");
            }

            if (!states[i].Consents.TryGetValue(id, out var expiresAt))
            {
                return new Rejection(OwnershipErrors.ConsentMissing, $"{states[i].Owner} has not consented to program {id} on {dataSets[i]}.");
            }

            if (expiresAt <= now)
            {
                return new Rejection(OwnershipErrors.ConsentExpired, $"The consent of {states[i].Owner} ended with slot {expiresAt}, now is slot {now}.");
            }
        }

        return null;
    }

    /// <summary>What the policy lets out of a result, or why nothing.</summary>
    /// <remarks>
    /// The minimum holds for each data set by itself: in a group of ten of which nine are one owner's, that owner would learn the tenth record by
    /// subtraction. Names of withheld groups stay inside.
    /// </remarks>
    public static (AnalysisOutput? Output, Rejection? Refusal) Release(OutputPolicy policy, int dataSets, ImmutableArray<AnalysisGroup> groups)
    {
        ArgumentNullException.ThrowIfNull(policy);
        if (groups.IsDefault || groups.Any(group => group.Records.IsDefault || group.Values.IsDefault || group.Records.Length != dataSets
            || group.Records.Any(count => count < 0)) || groups.DistinctBy(group => group.Name).Count() != groups.Length)
        {
            return (null, new Rejection(OwnershipErrors.OutputMalformed, "Groups have distinct names and one number of records, not negative, for each data set."));
        }

        var open = groups
            .Where(group => group.Records.Any(count => count > 0)
                && group.Records.All(count => count == 0 || count >= policy.GroupRecordsMinimum))
            .OrderBy(group => group.Name, StringComparer.Ordinal)
            .ToImmutableArray();
        var output = new AnalysisOutput(open, groups.Length - open.Length);
        return CanonicalJson.Serialize(output).Length <= policy.OutputBytesMaximum
            ? (output, null)
            : (null, new Rejection(OwnershipErrors.OutputTooLarge, $"The output exceeds {policy.OutputBytesMaximum} bytes."));
    }

    /// <summary>Whether these can be the data sets of one analysis: 2 to <see cref="DataSetsMaximum"/>, ascending, none twice.</summary>
    public static bool AreInOrder(ImmutableArray<ContentHash> dataSets) =>
        !dataSets.IsDefault && dataSets.Length is >= 2 and <= DataSetsMaximum
        && dataSets.Zip(dataSets.Skip(1), (left, right) => left.Value < right.Value).All(ordered => ordered);

    private static Bytes32 RootOf(ImmutableArray<ContentHash> dataSets) =>
        StructHashTree.Root([.. dataSets.Select(dataSet => dataSet.Value)]);
}
