using System.Diagnostics.CodeAnalysis;
using LazAI.Client.DataSets;
using LazAI.Engines;
using LazAI.Engines.Traces;
using LazAI.Protocol.Models;

namespace LazAI.Enclave.DataSets;

/// <summary>
/// What a model of <see cref="DataSetEngines"/> has for an engine: its work needs the session's keys and the service, so <see cref="DataSetTasks"/>
/// does it beside the threads. Nobody outside can repeat it, so such models are verified by the enclave's evidence alone.
/// </summary>
internal sealed class DataSetEngine : IModelEngine
{
    private DataSetEngine(string id) => Id = id;

    public string Id { get; }

    /// <summary>The engine, or why this worker has none.</summary>
    public static bool TryCreate(
        DeterminismConfig determinism, ReadOnlySpan<byte> weights, bool takesDataSets, [NotNullWhen(true)] out DataSetEngine? engine, out string refusal)
    {
        engine = null;
        refusal = determinism.EngineVersion != DataSetEngines.Version ? $"There is no engine {determinism.Engine} {determinism.EngineVersion}."
            : !weights.SequenceEqual(DataSetEngines.WeightsOf(determinism.Engine)) ? "The weights of an engine for data sets are its name and version."
            : !takesDataSets ? "This worker takes no data sets."
            : "";
        engine = refusal.Length == 0 ? new DataSetEngine(determinism.Engine) : null;
        return engine is not null;
    }

    public bool TryRun(string parameters, ReadOnlySpan<byte> input, out byte[] output, out string refusal)
    {
        (output, refusal) = ([], "Work on data sets needs a session.");
        return false;
    }

    public bool TryTrace(string parameters, ReadOnlySpan<byte> input, [NotNullWhen(true)] out TracedRun? run, out string refusal)
    {
        (run, refusal) = (null, "The engine leaves no traces.");
        return false;
    }
}
