using System.Collections.Immutable;
using LazAI.Protocol;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ownership;

namespace LazAI.Client.DataSets;

/// <summary>Input of a joint analysis (<see cref="DataSetEngines.GroupSum"/>): with model and parameters it is the program that the owners consent to.</summary>
/// <param name="DataSets">2 to 64, in ascending order.</param>
public sealed record AnalysisTask(ImmutableArray<ContentHash> DataSets, OutputPolicy OutputPolicy)
{
    /// <summary>The program of a task on this input.</summary>
    /// <param name="parameters">The task's, byte for byte.</param>
    /// <exception cref="ArgumentException">The data sets are none of an analysis.</exception>
    public AnalysisProgram ToProgram(ModelId model, ReadOnlySpan<byte> parameters) =>
        JointAnalysis.Describe(model, parameters, OutputPolicy, DataSets);
}
