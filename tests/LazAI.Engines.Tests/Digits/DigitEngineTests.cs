using System.Security.Cryptography;
using System.Text.Json;
using LazAI.Engines.Digits;
using LazAI.Engines.FraudProofs;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Engines.Tests;

/// <summary>The committed models of the other engines, on the digit model's sample, found through the catalogue as the service finds them.</summary>
public sealed class DigitEngineTests(ITestOutputHelper output)
{
    /// <summary>Name and file of the model, and share of the sample that it recognises at least.</summary>
    public static TheoryData<string, string, int> Models => new()
    {
        { "digits-conv", "digits-conv.int8conv", 99 },
        { "digits-trees", "digits-trees.trees", 96 },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void DigitEngine_HeldOutDigits_AreRecognisedAsOftenAsStated(string name, string file, int least)
    {
        var (card, engine) = (Card(name), Load(name, file));
        Assert.True(HeldOutDigits.TryParse(Read("digits", "heldout-500.bin"), out var digits, out _));
        var correct = 0;
        for (var i = 0; i < digits.Count; i++)
        {
            Assert.True(engine.TryRun("{}", digits.Pixels(i), out var result, out var refusal), refusal);
            Assert.True(ClassificationResult.TryParse(result, out var parsed));
            Assert.Equal(HeldOutDigits.LabelMaximum + 1, parsed.Logits.Length);
            correct += parsed.Class == digits.Label(i) ? 1 : 0;
        }

        output.WriteLine($"{correct} of {digits.Count}");
        Assert.True(correct >= digits.Count * least / 100, $"{correct} of {digits.Count}");
        Assert.Equal(card.GetProperty("sample").GetProperty("correct").GetInt32(), correct);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void DigitEngine_EveryStepOfADigit_IsConvictedWhenFalse(string name, string file, int _)
    {
        var card = Card(name);
        var model = new TracedModel(EngineId(card), "1", Read(name, file));
        Assert.True(HeldOutDigits.TryParse(Read("digits", "heldout-500.bin"), out var digits, out var _));
        var input = digits.Pixels(7);
        var honest = model.Run(input);
        for (var step = 0; step < model.Program.StepCount; step++)
        {
            var liar = model.RunWithFault(honest, step, faultyByte: step, carriedOn: false);
            var proof = FraudProofEncoding.Encode(model.Prover.Find(honest, liar.Trace, liar.Result)!);

            Assert.True(FraudJudge.Convicts(model.Claim(input, liar.Trace, liar.Result), proof, out var refusal), refusal.ToString());
            Assert.False(FraudJudge.Convicts(model.Claim(input, honest.Trace, honest.Result), proof, out var _));
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void ModelCard_CommittedFiles_HaveItsHashesAndCommitment(string name, string file, int _)
    {
        var (card, bytes) = (Card(name), Read(name, file));
        var (weights, sample) = (card.GetProperty("weights"), card.GetProperty("sample"));

        Assert.Equal(file, weights.GetProperty("file").GetString());
        Assert.Equal(weights.GetProperty("bytes").GetInt32(), bytes.Length);
        Assert.Equal(weights.GetProperty("sha256").GetString(), Convert.ToHexStringLower(SHA256.HashData(bytes)));
        Assert.Equal(weights.GetProperty("commitment").GetString(), ModelCommitment.Compute(bytes).ToString());
        Assert.Equal(
            sample.GetProperty("sha256").GetString(), Convert.ToHexStringLower(SHA256.HashData(Read(name, sample.GetProperty("file").GetString()!))));
    }

    [Fact]
    public void ModelCards_Shapes_AreThoseOfTheModels()
    {
        Assert.True(Int8ConvModel.TryParse(Read("digits-conv", "digits-conv.int8conv"), out var network, out var networkRefusal), networkRefusal.ToString());
        Assert.True(TreeEnsembleModel.TryParse(Read("digits-trees", "digits-trees.trees"), out var trees, out var treesRefusal), treesRefusal.ToString());
        var (quantisation, ensemble) = (Card("digits-conv").GetProperty("quantisation"), Card("digits-trees").GetProperty("quantisation"));

        Assert.Equal(Int8ConvEngine.Quantisation, quantisation.GetProperty("scheme").GetString());
        Assert.Equal(
            network.Layers.Select(layer => layer.Rows).OfType<Int8MlpLayer>().Select(rows => (rows.Inputs, rows.Outputs, rows.Shift)),
            quantisation.GetProperty("layers").EnumerateArray().Select(layer =>
                (layer.GetProperty("inputs").GetInt32(), layer.GetProperty("outputs").GetInt32(), layer.GetProperty("shift").GetInt32())));
        Assert.Equal(TreeEnsembleEngine.Quantisation, ensemble.GetProperty("scheme").GetString());
        Assert.Equal(trees.Trees, ensemble.GetProperty("trees").GetInt32());
        Assert.Equal(trees.Header.TreeStarts[^1], ensemble.GetProperty("nodes").GetInt32());
    }

    private static string EngineId(JsonElement card) => card.GetProperty("engine").GetProperty("id").GetString()!;

    private static IModelEngine Load(string name, string file)
    {
        var engineCard = Card(name).GetProperty("engine");
        Assert.True(
            EngineCatalog.TryCreate(
                engineCard.GetProperty("id").GetString()!, engineCard.GetProperty("version").GetString()!, Read(name, file), out var engine, out var refusal),
            refusal);
        return engine;
    }

    private static byte[] Read(string name, string file) => File.ReadAllBytes(Path.Combine(RepositoryRoot.Path, "models", name, file));

    private static JsonElement Card(string name) => JsonElement.Parse(Read(name, "model.json"));
}
