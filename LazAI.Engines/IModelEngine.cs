using System.Diagnostics.CodeAnalysis;
using LazAI.Engines.Traces;

namespace LazAI.Engines;

/// <summary>Runs one loaded model. The output is a function of the input's bytes alone. Safe for any number of threads.</summary>
public interface IModelEngine
{
    /// <summary>The result of this input under these parameters (a JSON object, as the submitter spelt it), in the engine's one encoding; false where the engine does not take parameters or input.</summary>
    bool TryRun(string parameters, ReadOnlySpan<byte> input, out byte[] output, out string refusal);

    /// <summary>As <see cref="TryRun"/>, with every tile of the computation kept: for a worker that commits to its trace, and for who checks one.</summary>
    bool TryTrace(string parameters, ReadOnlySpan<byte> input, [NotNullWhen(true)] out TracedRun? run, out string refusal);
}
