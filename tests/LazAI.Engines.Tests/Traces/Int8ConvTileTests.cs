using LazAI.Engines.FraudProofs;
using LazAI.Engines.Traces;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Engines.Tests;

/// <summary>How layers of a convolutional network are cut into tiles, and that what a judge needs for one of them is bounded.</summary>
public sealed class Int8ConvTileTests(ITestOutputHelper output)
{
    [Fact]
    public void Tiles_OfAnyNetwork_HaveEachElementOnceAndReadEveryWindow()
    {
        var random = TestSeed.Create(output);
        for (var round = 0; round < 100; round++)
        {
            var stages = RandomInt8Conv.Model(random).Header.Stages;
            foreach (var stage in stages)
            {
                var elements = new HashSet<int>();
                for (var tile = stage.Writes.First; tile < stage.Writes.End; tile++)
                {
                    var (positions, channels, inputs) = (stage.PositionsOf(tile), stage.ChannelsOf(tile), stage.InputsOf(tile));
                    Assert.InRange(inputs.End, inputs.First + 1, stage.Input.Positions);
                    for (var position = positions.First; position < positions.End; position++)
                    {
                        AssertReads(stage, position, inputs);
                        for (var channel = channels.First; channel < channels.End; channel++)
                        {
                            Assert.True(elements.Add((position * stage.Output.Channels) + channel));
                        }
                    }
                }

                Assert.Equal(stage.Output.Size, elements.Count);
            }
        }
    }

    [Fact]
    public void Proofs_OfTheLargestSteps_FitIntoTheirEncoding()
    {
        // As many activations as there may be, rows as long as they may be, and both.
        Int8ConvLine[][] networks =
        [
            [Int8ConvLine.Convolution(8, (3, 3), (1, 1), (1, 1), 9), Int8ConvLine.AveragePool((64, 64), (64, 64)), Int8ConvLine.Dense(3, 0)],
            [Int8ConvLine.MaxPool((2, 2), (2, 2)), Int8ConvLine.Convolution(2, (32, 32), (32, 32), (0, 0), 12), Int8ConvLine.Dense(3, 0)],
        ];
        foreach (var (lines, input) in networks.Zip([new ImageShape(64, 64, 16), new ImageShape(64, 64, 16)]))
        {
            var model = TracedModel.Convolution(RandomInt8Conv.Model(new Random(1), input, lines));
            var honest = model.Run(model.RandomInput(new Random(1)));
            for (var index = 0; index < model.Program.StepCount; index++)
            {
                var step = model.Program.Step(index);
                Assert.InRange(step.Weights.Length, 0, TraceProgram.WeightBytesOfTile + 4);
                Assert.InRange(FraudProofEncoding.Encode(model.Prover.ProveStep(honest, honest.Trace, index)).Length, 1, FraudProofEncoding.EncodedLengthMaximum);
            }
        }
    }

    [Fact]
    public void Trace_OnEveryKernel_IsTheSame()
    {
        var random = TestSeed.Create(output);
        for (var round = 0; round < 40; round++)
        {
            var model = RandomInt8Conv.Model(random);
            var input = RandomInt8Mlp.Input(random, model.InputWidth);
            Assert.Single(Int8MlpKernels.Supported.Select(kernel => new Int8ConvEngine(model, kernel).Trace(input).FinalRoot).ToHashSet());
        }
    }

    private static void AssertReads(Int8ConvStage stage, int position, LeafRange inputs)
    {
        var (top, left) = stage.WindowAt(position);
        for (var y = Math.Max(top, 0); y < Math.Min(top + stage.WindowHeight, stage.Input.Height); y++)
        {
            for (var x = Math.Max(left, 0); x < Math.Min(left + stage.WindowWidth, stage.Input.Width); x++)
            {
                Assert.InRange((y * stage.Input.Width) + x, inputs.First, inputs.End - 1);
            }
        }
    }
}
