using LazAI.Cryptography;
using LazAI.Engines.Traces;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Engines.Tests;

public sealed class TracedRunTests(ITestOutputHelper output)
{
    [Fact]
    public void Trace_ByTheEngine_IsTheProgramStepByStep()
    {
        var random = TestSeed.Create(output);
        foreach (var model in TracedModels.Create(random))
        {
            var input = model.RandomInput(random);

            var run = model.Run(input);

            var byStep = TracedRun.Execute(model.Program, input, model.Weights);
            var all = new LeafRange(0, model.Program.TileCount);
            Assert.True(run.Tiles(all).SequenceEqual(byStep.Tiles(all)));
            Assert.True(model.Engine.TryRun("{}", input, out var result, out _));
            Assert.Equal(result, run.Result);
        }
    }

    [Fact]
    public void Trace_OnEveryKernel_IsTheSame()
    {
        var random = TestSeed.Create(output);
        for (var round = 0; round < 40; round++)
        {
            var model = RandomInt8Mlp.Model(random);
            var input = RandomInt8Mlp.Input(random, model.InputWidth);
            var roots = Int8MlpKernels.Supported.Select(kernel => new Int8MlpEngine(model, kernel).Trace(input).FinalRoot);
            Assert.Single(roots.ToHashSet());
        }
    }

    [Fact]
    public void Roots_OfARun_AreThoseOfItsMemoryAfterEachStep()
    {
        foreach (var model in TracedModels.Create(TestSeed.Create(output)))
        {
            var (program, input) = (model.Program, model.RandomInput(new Random(2)));
            var run = model.Run(input);

            // The definition: a leaf a tile, without data until it is written.
            var leaves = Enumerable.Repeat(MerkleTree.HashLeaf([]), program.TileCount).ToArray();
            for (var written = 0; written < program.TileCount; written++)
            {
                leaves[written] = MerkleTree.HashLeaf(run.Tiles(new LeafRange(written, 1)));
                var step = written - program.InputTileCount + 1;
                if (step >= 0)
                {
                    Assert.Equal(MerkleTree.Root(leaves), run.Trace.Roots[step]);
                }
            }

            Assert.Equal(program.StepCount, run.Trace.StepCount);
            Assert.Equal(run.FinalRoot, run.Trace.Roots[^1]);
            Assert.True(program.TryComputeInitialState(input, out var initial));
            Assert.Equal(initial, run.Trace.Roots[0]);
            Assert.False(program.TryComputeInitialState([.. input, 0], out _));
            Assert.Equal(
                new MerkleProver(leaves).RangeProof(program.ResultTiles.First, program.ResultTiles.Count).ToArray(), run.ResultOpening.ToArray());
        }
    }

    [Fact]
    public void TraceRoot_OfARun_IsTheTreeOfItsStepsAsTypedData()
    {
        foreach (var model in TracedModels.Create(TestSeed.Create(output)))
        {
            var (program, run) = (model.Program, model.Run(model.RandomInput(new Random(3))));
            var trace = run.Trace;
            var leaves = new Bytes32[trace.StepCount];
            for (var i = 0; i < leaves.Length; i++)
            {
                leaves[i] = MerkleTree.HashLeaf(HashByHand(i, program.Step(i).Operation, trace.Roots[i], trace.Roots[i + 1]).AsSpan());
            }

            Assert.Equal(MerkleTree.Root(leaves), trace.ComputeRoot(program));
            var last = trace.StepCount - 1;
            Assert.True(MerkleTree.VerifyInclusion(
                trace.Step(program, last).ComputeLeafHash(), last, trace.StepCount, trace.StepProof(program, last).AsSpan(),
                trace.ComputeRoot(program)));
        }
    }

    [Fact]
    public void TryParse_EncodedTrace_GivesItBackAndOnlyForItsLength()
    {
        var model = TracedModel.Perceptron(RandomInt8Mlp.Model(new Random(4), 784, 128, 64, 10));
        var trace = model.Run(model.RandomInput(new Random(4))).Trace;
        var encoded = trace.Encode();

        Assert.Equal(32 * (model.Program.StepCount + 1), encoded.Length);
        Assert.True(ExecutionTrace.TryParse(encoded, trace.StepCount, out var parsed));
        Assert.Equal(trace.Roots.ToArray(), parsed.Roots.ToArray());
        Assert.False(ExecutionTrace.TryParse(encoded, trace.StepCount + 1, out _));
        Assert.False(ExecutionTrace.TryParse(encoded.AsSpan(1), trace.StepCount, out _));
        Assert.False(ExecutionTrace.TryParse([], 0, out _));
        Assert.False(ExecutionTrace.TryParse(new byte[32], 0, out _));
        Assert.False(ExecutionTrace.TryParse([], -1, out _));
        Assert.Throws<ArgumentException>(() => new ExecutionTrace(trace.Roots[1..]).ComputeRoot(model.Program));
    }

    /// <summary>EIP-712 word by word, without the types under test.</summary>
    private static Bytes32 HashByHand(int index, TraceOperation operation, Bytes32 before, Bytes32 after)
    {
        static byte[] Number(long number) => [.. new byte[24], .. BitConverter.GetBytes(number).Reverse()];
        static byte[] Text(string text) => Keccak256.Hash(System.Text.Encoding.UTF8.GetBytes(text)).ToArray();
        var operationHash = Keccak256.Hash(
            [.. Text("TraceOperation(string kind,uint32 layer,uint32 tile)"), .. Text(operation.Kind), .. Number(operation.Layer), .. Number(operation.Tile)]);
        return Keccak256.Hash(
        [
            .. Text("TraceStep(uint64 index,bytes32 operation,bytes32 stateBefore,bytes32 stateAfter)"),
            .. Number(index), .. operationHash.ToArray(), .. before.ToArray(), .. after.ToArray(),
        ]);
    }
}
