using System.Security.Cryptography;
using System.Text.Json;
using LazAI.Engines.Digits;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Engines.Tests;

/// <summary>The committed model and digits, as the demo serves them.</summary>
public sealed class DigitModelTests(ITestOutputHelper output)
{
    public static TheoryData<Int8MlpKernel> Kernels => [.. Int8MlpKernels.Supported];

    [Theory]
    [MemberData(nameof(Kernels))]
    public void DigitModel_HeldOutDigits_AreRecognisedAsOftenAsStated(Int8MlpKernel kernel)
    {
        var (model, digits) = (ReadModel(), ReadDigits());
        var engine = new Int8MlpEngine(model, kernel);
        var expected = new int[engine.OutputWidth];
        var logits = new int[engine.OutputWidth];
        var correct = 0;
        for (var i = 0; i < digits.Count; i++)
        {
            var @class = Int8MlpEngine.InferScalarReference(model, digits.Pixels(i), expected);

            Assert.Equal(@class, engine.Infer(digits.Pixels(i), logits));
            Assert.Equal(expected, logits);
            correct += @class == digits.Label(i) ? 1 : 0;
        }

        output.WriteLine($"{correct} of {digits.Count}");
        Assert.Equal(500, digits.Count);
        Assert.True(correct >= digits.Count * 95 / 100, $"{correct} of {digits.Count}");
        Assert.Equal(Card().GetProperty("sample").GetProperty("correct").GetInt32(), correct);
    }

    [Fact]
    public void DigitModel_InputAndOutput_AreDigits()
    {
        var model = ReadModel();

        Assert.Equal((HeldOutDigits.PixelCount, HeldOutDigits.LabelMaximum + 1), (model.InputWidth, model.OutputWidth));
        Assert.Equal(Read("digits.int8mlp"), model.Encode());
    }

    [Fact]
    public void HeldOutDigits_EachLabel_IsWellRepresented()
    {
        var digits = ReadDigits();
        var labels = Enumerable.Range(0, digits.Count).CountBy(digits.Label).ToDictionary();

        Assert.Equal(HeldOutDigits.LabelMaximum + 1, labels.Count);
        Assert.All(labels.Values, count => Assert.InRange(count, 25, 75));
    }

    [Fact]
    public void HeldOutDigits_AnyTwo_AreDifferentImages()
    {
        var digits = ReadDigits();
        var images = Enumerable.Range(0, digits.Count).Select(i => Convert.ToHexString(digits.Pixels(i))).ToHashSet();

        Assert.Equal(digits.Count, images.Count);
    }

    [Fact]
    public void ModelCard_CommittedFiles_HaveItsHashesAndCommitment()
    {
        var (card, file) = (Card(), Read("digits.int8mlp"));
        var weights = card.GetProperty("weights");

        Assert.Equal(weights.GetProperty("bytes").GetInt32(), file.Length);
        Assert.Equal(weights.GetProperty("sha256").GetString(), Sha256(file));
        Assert.Equal(ModelCommitment.ChunkBytes, weights.GetProperty("commitmentChunkBytes").GetInt32());
        Assert.Equal(weights.GetProperty("commitment").GetString(), ModelCommitment.Compute(file).ToString());
        Assert.Equal(card.GetProperty("sample").GetProperty("sha256").GetString(), Sha256(Read("heldout-500.bin")));
    }

    [Fact]
    public void ModelCard_EngineAndShape_AreThoseOfTheModel()
    {
        var (card, model) = (Card(), ReadModel());
        var layers = card.GetProperty("quantisation").GetProperty("layers").EnumerateArray()
            .Select(layer => (layer.GetProperty("inputs").GetInt32(), layer.GetProperty("outputs").GetInt32(), layer.GetProperty("shift").GetInt32()));

        Assert.Equal(Int8MlpEngine.Id, card.GetProperty("engine").GetProperty("id").GetString());
        Assert.Equal(Int8MlpEngine.Version, card.GetProperty("engine").GetProperty("version").GetString());
        Assert.Equal(Int8MlpEngine.Quantisation, card.GetProperty("quantisation").GetProperty("scheme").GetString());
        Assert.Equal(model.Layers.Select(layer => (layer.Inputs, layer.Outputs, layer.Shift)), layers);
    }

    private static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static byte[] Read(string file) => File.ReadAllBytes(Path.Combine(RepositoryRoot.Path, "models", "digits", file));

    private static JsonElement Card() => JsonElement.Parse(Read("model.json"));

    private static Int8MlpModel ReadModel()
    {
        Assert.True(Int8MlpModel.TryParse(Read("digits.int8mlp"), out var model, out var refusal), refusal.ToString());
        return model;
    }

    private static HeldOutDigits ReadDigits()
    {
        Assert.True(HeldOutDigits.TryParse(Read("heldout-500.bin"), out var digits, out var refusal), refusal.ToString());
        return digits;
    }
}
