using System.Collections.Immutable;
using LazAI.Protocol;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Models;
using LazAI.Protocol.Ownership;

namespace LazAI.Enclave.DataSets;

/// <summary>One owner's part in a joint analysis.</summary>
/// <param name="Replayed">Its history, which the enclave has replayed for itself.</param>
public sealed record AnalysisInput(OpenedDataSet Data, ReplayedDataSet Replayed);

/// <summary>Runs an analysis over several owners' data sets: only where all of them have consented, and only its policy's output leaves.</summary>
public static class JointAnalysisRun
{
    /// <summary>Why the analysis may not run, or null. Asked before keys are, and again when it runs.</summary>
    /// <param name="dataSets">In ascending order of their content hashes.</param>
    /// <param name="now">The slot that the enclave is in.</param>
    public static Rejection? Refuse(
        ModelDescription model, ReadOnlySpan<byte> parameters, OutputPolicy policy, ImmutableArray<ReplayedDataSet> dataSets, Slot now)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(policy);
        if (model.Determinism is not { Engine: GroupSumEngine.Id, EngineVersion: GroupSumEngine.Version })
        {
            return new Rejection(OwnershipErrors.ProgramMismatch, "The model names no engine for analyses that is built in here.");
        }

        ImmutableArray<ContentHash> contents = [.. dataSets.Select(dataSet => dataSet.Content)];
        return JointAnalysis.AreInOrder(contents)
            ? JointAnalysis.Refuse(
                JointAnalysis.Describe(model.ComputeModelId(), parameters, policy, contents), policy, contents, [.. dataSets.Select(it => it.State)], now)
            : new Rejection(OwnershipErrors.ProgramMismatch, "The data sets are out of order, repeated, too few or too many.");
    }

    /// <summary>The output, or why there is none. The plaintexts stay the caller's to clear.</summary>
    /// <param name="inputs">In ascending order of their content hashes.</param>
    public static (AnalysisOutput? Output, Rejection? Refusal) Run(
        ModelDescription model, ReadOnlySpan<byte> parameters, OutputPolicy policy, ImmutableArray<AnalysisInput> inputs, Slot now)
    {
        if (Refuse(model, parameters, policy, [.. inputs.Select(input => input.Replayed)], now) is { } refusal)
        {
            return (null, refusal);
        }

        if (inputs.Any(input => input.Data.Content != input.Replayed.Content))
        {
            return (null, new Rejection(OwnershipErrors.ProgramMismatch, "A plaintext is not that of its data set."));
        }

        var (groups, fault) = GroupSumEngine.Run(parameters, [.. inputs.Select(input => input.Data.Plaintext)]);
        return fault is null
            ? JointAnalysis.Release(policy, inputs.Length, groups)
            : (null, new Rejection(OwnershipErrors.OutputMalformed, fault));
    }
}
