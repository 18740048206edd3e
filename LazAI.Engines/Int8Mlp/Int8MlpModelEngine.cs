using System.Buffers;

namespace LazAI.Engines;

/// <summary>An int8 perceptron that classifies: see <see cref="Int8MlpEngine"/> and <see cref="ClassificationResult"/>.</summary>
internal sealed class Int8MlpModelEngine(Int8MlpEngine engine) : IModelEngine
{
    /// <summary>An empty JSON object in its one spelling: this engine has nothing to set.</summary>
    private const string NoParameters = "{}";

    public bool TryRun(string parameters, ReadOnlySpan<byte> input, out byte[] output, out string refusal)
    {
        output = [];
        if (parameters != NoParameters)
        {
            refusal = "The engine has no parameters.";
            return false;
        }

        if (input.Length != engine.InputWidth)
        {
            refusal = $"The model takes {engine.InputWidth} bytes, the input has {input.Length}.";
            return false;
        }

        var logits = ArrayPool<int>.Shared.Rent(engine.OutputWidth);
        var encoded = ArrayPool<byte>.Shared.Rent(ClassificationResult.EncodedLengthBound(engine.OutputWidth));
        try
        {
            var result = logits.AsSpan(0, engine.OutputWidth);
            engine.Infer(input, result);
            output = encoded[..ClassificationResult.Encode(result, encoded)];
            refusal = "";
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(encoded);
            ArrayPool<int>.Shared.Return(logits);
        }
    }
}
