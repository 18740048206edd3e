using LazAI.Engines.Traces;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Engines.Tests;

public sealed class TraceProgramTests(ITestOutputHelper output)
{
    [Fact]
    public void Tiles_OfAnyProgram_LieOneBehindTheOther()
    {
        foreach (var program in TracedModels.Create(TestSeed.Create(output)).Select(model => model.Program))
        {
            var end = 0;
            for (var tile = 0; tile < program.TileCount; tile++)
            {
                Assert.Equal(end, program.Tile(tile).Offset);
                Assert.NotEqual(0, program.Tile(tile).Length);
                end = program.Tile(tile).End;
            }

            Assert.Equal(end, program.MemoryBytes);
            Assert.Throws<ArgumentOutOfRangeException>(() => program.Tile(program.TileCount));
            Assert.Throws<ArgumentOutOfRangeException>(() => program.Tile(-1));
            Assert.Throws<ArgumentOutOfRangeException>(() => program.Step(program.StepCount));
        }
    }

    [Fact]
    public void Steps_OfAnyProgram_ReadWhatIsWrittenAndWriteTheNextTile()
    {
        foreach (var program in TracedModels.Create(TestSeed.Create(output)).Select(model => model.Program))
        {
            var operations = new HashSet<TraceOperation>();
            for (var index = 0; index < program.StepCount; index++)
            {
                var step = program.Step(index);
                Assert.Equal(program.InputTileCount + index, step.Writes);
                Assert.InRange(step.Reads.First, 0, step.Reads.End - 1);
                Assert.InRange(step.Reads.End, 1, step.Writes);
                Assert.InRange(step.Weights.End, step.Weights.Offset, program.WeightBytes);
                Assert.True(operations.Add(step.Operation), $"{step.Operation} twice");
                Assert.Equal(step.Operation.ComputeHash(), program.OperationHashes()[index]);
            }
        }
    }

    [Fact]
    public void PerceptronSteps_OfAnyModel_ReadEachRowOnceAndAsManyAsFit()
    {
        foreach (var program in TracedModels.Create(TestSeed.Create(output)).Select(model => model.Program).OfType<Int8MlpTraceProgram>())
        {
            var steps = Enumerable.Range(0, program.StepCount).Select(program.Step).ToArray();
            Assert.Equal(program.WeightBytes, steps[^1].Weights.End);
            for (var i = 1; i < steps.Length; i++)
            {
                Assert.Equal(steps[i - 1].Weights.End, steps[i].Weights.Offset);
            }

            foreach (var layer in steps.GroupBy(step => step.Operation.Layer))
            {
                var rowBytes = 4 + program.Tiles(layer.First().Reads).Length;
                Assert.All(layer, step => Assert.True(step.Weights.Length <= TraceProgram.WeightBytesOfTile || step.Weights.Length == rowBytes));
                Assert.All(layer.SkipLast(1), step => Assert.True(step.Weights.Length + rowBytes > TraceProgram.WeightBytesOfTile));
            }
        }
    }

    [Fact]
    public void TryExecute_SpansOfOtherLengths_AreArgumentErrors()
    {
        foreach (var program in TracedModels.Create(TestSeed.Create(output)).Select(model => model.Program))
        {
            var step = program.Step(0);
            var (reads, weights, tile) = (program.Tiles(step.Reads).Length, step.Weights.Length, program.Tile(step.Writes).Length);
            Assert.ThrowsAny<ArgumentException>(() => program.TryExecute(0, new byte[reads + 1], new byte[weights], new byte[tile]));
            Assert.ThrowsAny<ArgumentException>(() => program.TryExecute(0, new byte[reads], new byte[weights + 1], new byte[tile]));
            Assert.ThrowsAny<ArgumentException>(() => program.TryExecute(0, new byte[reads], new byte[weights], new byte[tile + 1]));
            Assert.ThrowsAny<ArgumentException>(
                () => program.TryExecute(program.StepCount, new byte[reads], new byte[weights], new byte[tile]));
        }
    }

    [Fact]
    public void TryExecute_RowThatNoModelMayHave_HasNoResult()
    {
        var model = TracedModel.Perceptron(RandomInt8Mlp.Model(new Random(1), 2, 1));
        byte[] overflowing = [0xFF, 0xFF, 0xFF, 0x7F, 1, 1];

        Assert.False(model.Program.TryExecute(0, [0, 0], overflowing, new byte[4]));
        Assert.True(model.Program.TryExecute(0, [0, 0], [1, 0, 0, 0, 1, 1], new byte[4]));
    }

    [Fact]
    public void EncodeResult_TilesOfAResult_GiveItsBytesAndBack()
    {
        foreach (var model in TracedModels.Create(TestSeed.Create(output)))
        {
            var run = model.Run(model.RandomInput(new Random(1)));
            var tiles = run.Tiles(model.Program.ResultTiles).ToArray();

            Assert.True(model.Program.TryDecodeResult(run.Result, out var decoded));
            Assert.Equal(tiles, decoded);
            Assert.False(model.Program.TryDecodeResult(run.Result.AsSpan(1), out _));
            Assert.False(model.Program.TryDecodeResult("{}"u8, out _));
        }
    }
}
