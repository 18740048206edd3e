using System.Collections.Immutable;
using LazAI.Protocol;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Models;
using LazAI.Protocol.Ownership;

namespace LazAI.Enclave.DataSets;

/// <summary>One owner's part in a joint analysis.</summary>
/// <param name="History">All events of the data set, which the enclave replays for itself.</param>
public sealed record AnalysisInput(OpenedDataSet Data, ImmutableArray<OwnershipEvent> History);

/// <summary>Runs an analysis over several owners' data sets: only where all of them have consented, and only its policy's output leaves.</summary>
public sealed class JointAnalysisRun(Eip712Domain domain, ProtocolRules rules)
{
    /// <summary>The output, or why there is none. The plaintexts stay the caller's to clear.</summary>
    /// <param name="inputs">In ascending order of their content hashes.</param>
    /// <param name="now">The slot that the enclave is in.</param>
    public (AnalysisOutput? Output, Rejection? Refusal) Run(
        ModelDescription model, ReadOnlyMemory<byte> parameters, OutputPolicy policy, ImmutableArray<AnalysisInput> inputs, Slot now)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(policy);
        if (model.Determinism is not { Engine: GroupSumEngine.Id, EngineVersion: GroupSumEngine.Version })
        {
            return Refuse(OwnershipErrors.ProgramMismatch, "The model names no engine for analyses that is built in here.");
        }

        var states = ImmutableArray.CreateBuilder<OwnershipState>(inputs.Length);
        foreach (var input in inputs)
        {
            var (state, unsound) = OwnershipHistory.Replay(domain, input.Data.Content, input.History, rules);
            if (state is null)
            {
                return (null, unsound);
            }

            states.Add(state);
        }

        ImmutableArray<ContentHash> dataSets = [.. inputs.Select(input => input.Data.Content)];
        if (!JointAnalysis.AreInOrder(dataSets))
        {
            return Refuse(OwnershipErrors.ProgramMismatch, "The data sets are out of order, repeated, too few or too many.");
        }

        var program = JointAnalysis.Describe(model.ComputeModelId(), parameters.Span, policy, dataSets);
        if (JointAnalysis.Refuse(program, policy, dataSets, states.MoveToImmutable(), now) is { } refusal)
        {
            return (null, refusal);
        }

        var (groups, fault) = GroupSumEngine.Run(parameters.Span, [.. inputs.Select(input => input.Data.Plaintext)]);
        return fault is null ? JointAnalysis.Release(policy, dataSets.Length, groups) : Refuse(OwnershipErrors.OutputMalformed, fault);
    }

    private static (AnalysisOutput?, Rejection?) Refuse(ErrorCode code, string detail) => (null, new Rejection(code, detail));
}
