using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Engines.Tests;

public sealed class Int8MlpEngineTests(ITestOutputHelper output)
{
    public static TheoryData<Int8MlpKernel> Kernels => [.. Int8MlpKernels.Supported];

    /// <summary>Two inputs, three hidden, two outputs, worked out by hand.</summary>
    private static Int8MlpModel ByHand
    {
        get
        {
            Assert.True(Int8MlpModel.TryCreate(
                [
                    new Int8MlpLayer(2, [1, -5, 30_000], [2, -1, 1, 1, 127, -128], shift: 2),
                    new Int8MlpLayer(3, [-7, 0], [1, 2, 3, -1, -2, -3], shift: 0),
                ],
                out var model,
                out _));
            return model;
        }
    }

    // x = (9 >> 1, 6 >> 1) = (4, 3)
    // hidden: 1 + 8 − 3 = 6 → (6 + 2) >> 2 = 2; −5 + 7 = 2 → (2 + 2) >> 2 = 1; 30,000 + 508 − 384 = 30,124 → 7,531 → 127
    // logits: −7 + 2 + 2 + 381 = 378; −2 − 2 − 381 = −385
    [InlineData(9, 6, 378, -385)]

    // x = (0, 127)
    // hidden: 1 − 127 = −126 → 0; −5 + 127 = 122 → (122 + 2) >> 2 = 31; 30,000 − 16,256 = 13,744 → 3,436 → 127
    // logits: −7 + 0 + 62 + 381 = 436; 0 − 62 − 381 = −443
    [InlineData(1, 255, 436, -443)]
    [Theory]
    public void Reference_ModelWorkedOutByHand_GivesItsLogits(byte first, byte second, int expectedFirst, int expectedSecond)
    {
        var logits = new int[2];

        var @class = Int8MlpEngine.InferScalarReference(ByHand, [first, second], logits);

        Assert.Equal([expectedFirst, expectedSecond], logits);
        Assert.Equal(0, @class);
    }

    [Theory]
    [InlineData(new[] { 5 }, 0)]
    [InlineData(new[] { 1, 3, 3, 2 }, 1)]
    [InlineData(new[] { int.MinValue, int.MinValue }, 0)]
    [InlineData(new[] { -2, -1, int.MaxValue }, 2)]
    public void IndexOfGreatest_EqualLogits_IsTheLowest(int[] logits, int expected) =>
        Assert.Equal(expected, ClassificationResult.IndexOfGreatest(logits));

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Infer_RandomModelsAndInputs_EqualsTheScalarReference(Int8MlpKernel kernel)
    {
        var random = TestSeed.Create(output);
        for (var round = 0; round < 300; round++)
        {
            var model = RandomInt8Mlp.Model(random);
            var engine = new Int8MlpEngine(model, kernel);
            var expected = new int[model.OutputWidth];
            var actual = new int[model.OutputWidth];
            for (var i = 0; i < 5; i++)
            {
                var input = RandomInt8Mlp.Input(random, model.InputWidth);
                var expectedClass = Int8MlpEngine.InferScalarReference(model, input, expected);

                Assert.Equal(expectedClass, engine.Infer(input, actual));
                Assert.Equal(expected, actual);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Infer_WidestLayerOfLowestWeights_NeitherSaturatesNorOverflows(Int8MlpKernel kernel)
    {
        var weights = Enumerable.Repeat((sbyte)-128, Int8MlpModel.WidthMaximum).ToArray();
        var bias = -(int.MaxValue - (Int8MlpModel.WidthMaximum * 127 * 128));
        Assert.True(Int8MlpModel.TryCreate([new Int8MlpLayer(weights.Length, [bias], [.. weights], shift: 0)], out var model, out _));
        var input = new byte[weights.Length];
        Array.Fill(input, (byte)255);
        var logits = new int[1];

        new Int8MlpEngine(model, kernel).Infer(input, logits);

        Assert.Equal(-int.MaxValue, logits[0]);
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void InferBatch_SeveralInputs_EqualsOneByOne(Int8MlpKernel kernel)
    {
        var random = TestSeed.Create(output);
        var model = RandomInt8Mlp.Model(random);
        var engine = new Int8MlpEngine(model, kernel);
        const int Count = 7;
        var inputs = new byte[Count * model.InputWidth];
        random.NextBytes(inputs);
        var logits = new int[Count * model.OutputWidth];
        var classes = new int[Count];

        engine.InferBatch(inputs, logits, classes);

        var one = new int[model.OutputWidth];
        for (var i = 0; i < Count; i++)
        {
            Assert.Equal(engine.Infer(inputs.AsSpan(i * model.InputWidth, model.InputWidth), one), classes[i]);
            Assert.Equal(one, logits[(i * model.OutputWidth)..((i + 1) * model.OutputWidth)]);
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Infer_AnyNumberOfTimes_AllocatesNothing(Int8MlpKernel kernel)
    {
        var engine = new Int8MlpEngine(ByHand, kernel);
        var input = new byte[2];
        var logits = new int[2];
        engine.Infer(input, logits);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            input[0] = (byte)i;
            engine.Infer(input, logits);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Infer_SpansOfOtherLengths_AreArgumentErrors()
    {
        var engine = new Int8MlpEngine(ByHand);

        Assert.Throws<ArgumentException>("input", () => engine.Infer(new byte[3], new int[2]));
        Assert.Throws<ArgumentException>("logits", () => engine.Infer(new byte[2], new int[1]));
        Assert.Throws<ArgumentException>("inputs", () => engine.InferBatch(new byte[5], new int[4], new int[2]));
        Assert.Throws<ArgumentException>("logits", () => engine.InferBatch(new byte[4], new int[5], new int[2]));
        Assert.Throws<ArgumentException>("input", () => Int8MlpEngine.InferScalarReference(ByHand, new byte[1], new int[2]));
    }

    [Fact]
    public void Supported_OnAnyMachine_BeginsWithThePortableKernel()
    {
        Assert.Equal(Int8MlpKernel.Portable, Int8MlpKernels.Supported[0]);
        Assert.Equal(Int8MlpKernels.Supported[^1], new Int8MlpEngine(ByHand).Kernel);
        output.WriteLine(string.Join(", ", Int8MlpKernels.Supported));
    }
}
