using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using LazAI.Engines.Traces;

namespace LazAI.Engines;

/// <summary>A loaded model that gives a score to each of its classes. Safe for any number of threads.</summary>
internal interface IClassifier
{
    /// <summary>Bytes of one input.</summary>
    int InputWidth { get; }

    /// <summary>Number of classes.</summary>
    int OutputWidth { get; }

    /// <summary>Writes each class's score and returns the class of the greatest.</summary>
    int Infer(ReadOnlySpan<byte> input, Span<int> logits);

    /// <summary>As <see cref="Infer"/>, with every tile kept.</summary>
    TracedRun Trace(ReadOnlySpan<byte> input);
}

/// <summary>A classifier as the service runs it: no parameters, inputs of one size, results as <see cref="ClassificationResult"/> encodes them.</summary>
internal sealed class ClassifierEngine(IClassifier classifier) : IModelEngine
{
    /// <summary>An empty JSON object in its one spelling: classifiers have nothing to set.</summary>
    private const string NoParameters = "{}";

    public bool TryRun(string parameters, ReadOnlySpan<byte> input, out byte[] output, out string refusal)
    {
        output = [];
        if (!Takes(parameters, input, out refusal))
        {
            return false;
        }

        var logits = ArrayPool<int>.Shared.Rent(classifier.OutputWidth);
        var encoded = ArrayPool<byte>.Shared.Rent(ClassificationResult.EncodedLengthBound(classifier.OutputWidth));
        try
        {
            var result = logits.AsSpan(0, classifier.OutputWidth);
            classifier.Infer(input, result);
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
        run = Takes(parameters, input, out refusal) ? classifier.Trace(input) : null;
        return run is not null;
    }

    /// <summary>Why no classifier takes these parameters, or null.</summary>
    public static string? RefuseParameters(string parameters) => parameters == NoParameters ? null : "The engine has no parameters.";

    private bool Takes(string parameters, ReadOnlySpan<byte> input, out string refusal)
    {
        refusal = RefuseParameters(parameters) is { } refused ? refused
            : input.Length != classifier.InputWidth ? $"The model takes {classifier.InputWidth} bytes, the input has {input.Length}."
            : "";
        return refusal.Length == 0;
    }
}
