using System.Security.Cryptography;
using System.Text.Json;
using LazAI.Engines.Digits;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Engines.Tests;

/// <summary>The committed models and digits: the one that the demo serves, and the small one that circuits are made for.</summary>
public sealed class DigitModelTests(ITestOutputHelper output)
{
    /// <summary>Name of the model, share of the sample that it recognises at least, and kernel.</summary>
    public static TheoryData<string, int, Int8MlpKernel> Cases
    {
        get
        {
            var cases = new TheoryData<string, int, Int8MlpKernel>();
            foreach (var kernel in Int8MlpKernels.Supported)
            {
                cases.Add("digits", 95, kernel);
                cases.Add("digits-8x8", 93, kernel);
            }

            return cases;
        }
    }

    public static TheoryData<string> Models => ["digits", "digits-8x8"];

    [Theory]
    [MemberData(nameof(Cases))]
    public void DigitModel_HeldOutDigits_AreRecognisedAsOftenAsStated(string name, int least, Int8MlpKernel kernel)
    {
        var (model, digits) = (ReadModel(name), ReadDigits(name));
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
        Assert.True(correct >= digits.Count * least / 100, $"{correct} of {digits.Count}");
        Assert.Equal(Card(name).GetProperty("sample").GetProperty("correct").GetInt32(), correct);
    }

    [Theory]
    [InlineData("digits", 28)]
    [InlineData("digits-8x8", 8)]
    public void DigitModel_InputAndOutput_AreDigits(string name, int side)
    {
        var model = ReadModel(name);

        Assert.Equal((side * side, HeldOutDigits.LabelMaximum + 1), (model.InputWidth, model.OutputWidth));
        Assert.Equal(side, ReadDigits(name).Side);
        Assert.Equal(Read(name, name + ".int8mlp"), model.Encode());
    }

    /// <summary>Whoever has a whole digit can bring it into the small model's form: this is how its sample came about.</summary>
    [Fact]
    public void HeldOutDigits_OfTheSmallModel_AreTheWholeOnesReduced()
    {
        var (whole, small, reduction) = (ReadDigits("digits"), ReadDigits("digits-8x8"), new BlockAverage(8, 3));

        Assert.Equal(whole.Count, small.Count);
        for (var i = 0; i < whole.Count; i++)
        {
            Assert.Equal(whole.Label(i), small.Label(i));
            Assert.Equal(reduction.Reduce(whole.Pixels(i)), small.Pixels(i).ToArray());
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void HeldOutDigits_EachLabel_IsWellRepresented(string name)
    {
        var digits = ReadDigits(name);
        var labels = Enumerable.Range(0, digits.Count).CountBy(digits.Label).ToDictionary();

        Assert.Equal(HeldOutDigits.LabelMaximum + 1, labels.Count);
        Assert.All(labels.Values, count => Assert.InRange(count, 25, 75));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void HeldOutDigits_AnyTwo_AreDifferentImages(string name)
    {
        var digits = ReadDigits(name);
        var images = Enumerable.Range(0, digits.Count).Select(i => Convert.ToHexString(digits.Pixels(i))).ToHashSet();

        Assert.Equal(digits.Count, images.Count);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void ModelCard_CommittedFiles_HaveItsHashesAndCommitment(string name)
    {
        var (card, file) = (Card(name), Read(name, name + ".int8mlp"));
        var weights = card.GetProperty("weights");

        Assert.Equal(weights.GetProperty("bytes").GetInt32(), file.Length);
        Assert.Equal(weights.GetProperty("sha256").GetString(), Sha256(file));
        Assert.Equal(ModelCommitment.ChunkBytes, weights.GetProperty("commitmentChunkBytes").GetInt32());
        Assert.Equal(weights.GetProperty("commitment").GetString(), ModelCommitment.Compute(file).ToString());
        Assert.Equal(card.GetProperty("sample").GetProperty("sha256").GetString(), Sha256(Read(name, "heldout-500.bin")));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void ModelCard_EngineAndShape_AreThoseOfTheModel(string name)
    {
        var (card, model) = (Card(name), ReadModel(name));
        var layers = card.GetProperty("quantisation").GetProperty("layers").EnumerateArray()
            .Select(layer => (layer.GetProperty("inputs").GetInt32(), layer.GetProperty("outputs").GetInt32(), layer.GetProperty("shift").GetInt32()));

        Assert.Equal(Int8MlpEngine.Id, card.GetProperty("engine").GetProperty("id").GetString());
        Assert.Equal(Int8MlpEngine.Version, card.GetProperty("engine").GetProperty("version").GetString());
        Assert.Equal(Int8MlpEngine.Quantisation, card.GetProperty("quantisation").GetProperty("scheme").GetString());
        Assert.Equal(model.Layers.Select(layer => (layer.Inputs, layer.Outputs, layer.Shift)), layers);
    }

    private static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static byte[] Read(string name, string file) => File.ReadAllBytes(Path.Combine(RepositoryRoot.Path, "models", name, file));

    private static JsonElement Card(string name) => JsonElement.Parse(Read(name, "model.json"));

    private static Int8MlpModel ReadModel(string name)
    {
        Assert.True(Int8MlpModel.TryParse(Read(name, name + ".int8mlp"), out var model, out var refusal), refusal.ToString());
        return model;
    }

    private static HeldOutDigits ReadDigits(string name)
    {
        Assert.True(HeldOutDigits.TryParse(Read(name, "heldout-500.bin"), out var digits, out var refusal), refusal.ToString());
        return digits;
    }
}
