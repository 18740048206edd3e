namespace LazAI.Engines;

/// <summary>Runs one loaded model. The output is a function of the input's bytes alone. Safe for any number of threads.</summary>
public interface IModelEngine
{
    /// <summary>The result of this input under these parameters (a JSON object, as the submitter spelt it), in the engine's one encoding; false where the engine does not take parameters or input.</summary>
    bool TryRun(string parameters, ReadOnlySpan<byte> input, out byte[] output, out string refusal);
}
