using System.Diagnostics.CodeAnalysis;
using LazAI.Engines.Traces;

namespace LazAI.Engines;

/// <summary>The engines that are built in, by the id and version that models name.</summary>
public static class EngineCatalog
{
    /// <summary>Whether <see cref="TryCreate"/> knows the engine, so that anyone can repeat its work.</summary>
    public static bool IsBuiltIn(string engineId, string engineVersion) =>
        (engineId, engineVersion) is (Int8MlpEngine.Id, Int8MlpEngine.Version)
            or (Int8ConvEngine.Id, Int8ConvEngine.Version)
            or (TreeEnsembleEngine.Id, TreeEnsembleEngine.Version);

    /// <summary>Why this built-in engine takes these parameters with no input whatever, or null. Of other engines nobody knows here.</summary>
    /// <param name="parameters">A JSON object, as the submitter spelt it.</param>
    public static string? RefuseParameters(string engineId, string engineVersion, string parameters) =>
        IsBuiltIn(engineId, engineVersion) ? ClassifierEngine.RefuseParameters(parameters) : null;

    /// <summary>An engine for these weights, or why there is none. Never throws on the bytes.</summary>
    /// <param name="engineId">As in a model's deterministic configuration, for instance <see cref="Int8MlpEngine.Id"/>.</param>
    /// <param name="engineVersion">Compared byte by byte: another version gives other results.</param>
    /// <param name="weights">The whole weight file.</param>
    public static bool TryCreate(
        string engineId, string engineVersion, ReadOnlySpan<byte> weights, [NotNullWhen(true)] out IModelEngine? engine, out string refusal)
    {
        engine = null;
        switch (engineId, engineVersion)
        {
            case (Int8MlpEngine.Id, Int8MlpEngine.Version):
                if (!Int8MlpModel.TryParse(weights, out var model, out var fault))
                {
                    refusal = $"The weights are no int8 perceptron: {fault}.";
                    return false;
                }

                refusal = "";
                engine = new ClassifierEngine(new Int8MlpEngine(model));
                return true;
            case (Int8ConvEngine.Id, Int8ConvEngine.Version):
                if (!Int8ConvModel.TryParse(weights, out var network, out var networkFault))
                {
                    refusal = $"The weights are no int8 convolutional network: {networkFault}.";
                    return false;
                }

                refusal = "";
                engine = new ClassifierEngine(new Int8ConvEngine(network));
                return true;
            case (TreeEnsembleEngine.Id, TreeEnsembleEngine.Version):
                if (!TreeEnsembleModel.TryParse(weights, out var trees, out var treeFault))
                {
                    refusal = $"The weights are no tree ensemble: {treeFault}.";
                    return false;
                }

                refusal = "";
                engine = new ClassifierEngine(new TreeEnsembleEngine(trees));
                return true;
            default:
                refusal = $"There is no engine {engineId} {engineVersion}.";
                return false;
        }
    }

    /// <summary>
    /// The program of a model whose weight file has <paramref name="weightBytes"/> bytes and begins with <paramref name="header"/>, or why there is
    /// none. Never throws on the bytes.
    /// </summary>
    /// <param name="header">The first bytes of the file: <see cref="ModelCommitment.ChunkBytes"/> of them are always enough.</param>
    public static bool TryCreateProgram(
        string engineId,
        string engineVersion,
        ReadOnlySpan<byte> header,
        long weightBytes,
        [NotNullWhen(true)] out TraceProgram? program,
        out string refusal)
    {
        program = null;
        switch (engineId, engineVersion)
        {
            case (Int8MlpEngine.Id, Int8MlpEngine.Version):
                var created = Int8MlpTraceProgram.TryCreate(header, weightBytes, out var perceptron, out var fault);
                program = perceptron;
                refusal = created ? "" : $"The weights are no int8 perceptron: {fault}.";
                return created;
            case (Int8ConvEngine.Id, Int8ConvEngine.Version):
                created = Int8ConvTraceProgram.TryCreate(header, weightBytes, out var network, out var networkFault);
                program = network;
                refusal = created ? "" : $"The weights are no int8 convolutional network: {networkFault}.";
                return created;
            case (TreeEnsembleEngine.Id, TreeEnsembleEngine.Version):
                created = TreeEnsembleTraceProgram.TryCreate(header, weightBytes, out var trees, out var treeFault);
                program = trees;
                refusal = created ? "" : $"The weights are no tree ensemble: {treeFault}.";
                return created;
            default:
                refusal = $"There is no engine {engineId} {engineVersion}.";
                return false;
        }
    }
}
