using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using LazAI.Engines.Traces;

namespace LazAI.Engines;

/// <summary>An int8 perceptron that classifies: see <see cref="Int8MlpEngine"/> and <see cref="ClassificationResult"/>.</summary>
internal sealed class Int8MlpModelEngine(Int8MlpModel model) : IModelEngine
{
    /// <summary>An empty JSON object in its one spelling: this engine has nothing to set.</summary>
    private const string NoParameters = "{}";

    private readonly Int8MlpEngine _engine = new(model);

    public bool TryRun(string parameters, ReadOnlySpan<byte> input, out byte[] output, out string refusal)
    {
        output = [];
        if (!Takes(parameters, input, out refusal))
        {
            return false;
        }

        var logits = ArrayPool<int>.Shared.Rent(_engine.OutputWidth);
        var encoded = ArrayPool<byte>.Shared.Rent(ClassificationResult.EncodedLengthBound(_engine.OutputWidth));
        try
        {
            var result = logits.AsSpan(0, _engine.OutputWidth);
            _engine.Infer(input, result);
            output = encoded[..ClassificationResult.Encode(result, encoded)];
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(encoded);
            ArrayPool<int>.Shared.Return(logits);
        }
    }

    public bool TryTrace(string parameters, ReadOnlySpan<byte> input, [NotNullWhen(true)] out TracedRun? run, out string refusal)
    {
        run = Takes(parameters, input, out refusal) ? _engine.Trace(input) : null;
        return run is not null;
    }

    private bool Takes(string parameters, ReadOnlySpan<byte> input, out string refusal)
    {
        refusal = parameters != NoParameters ? "The engine has no parameters."
            : input.Length != _engine.InputWidth ? $"The model takes {_engine.InputWidth} bytes, the input has {input.Length}."
            : "";
        return refusal.Length == 0;
    }
}
