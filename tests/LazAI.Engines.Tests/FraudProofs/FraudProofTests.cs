using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Engines.FraudProofs;
using LazAI.Engines.Traces;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Engines.Tests;

/// <summary>Every dishonest trace is convicted by the proof that a challenger makes of it.</summary>
public sealed class FraudProofTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Find_ErrorPlantedInAnyTile_ProvesThatStepWrong(bool carriedOn)
    {
        var random = TestSeed.Create(output);
        foreach (var model in TracedModels.Create(random))
        {
            var input = model.RandomInput(random);
            var honest = model.Run(input);
            for (var step = 0; step < model.Program.StepCount; step++)
            {
                var dishonest = model.RunWithFault(honest, step, random.Next(), carriedOn);

                var proof = model.Prover.Find(honest, dishonest.Trace, dishonest.Result);

                Assert.Equal(step, (int)Assert.IsType<FraudProof.WrongStep>(proof).Step.Step.Index);
                AssertConvicts(model.Claim(input, dishonest.Trace, dishonest.Result), proof);
            }
        }
    }

    [Fact]
    public void Find_ArbitraryRoots_ProvesAStepWrong()
    {
        var random = TestSeed.Create(output);
        foreach (var model in TracedModels.Create(random))
        {
            var input = model.RandomInput(random);
            var honest = model.Run(input);
            for (var round = 0; round < 5; round++)
            {
                var roots = honest.Trace.Roots.ToArray();
                for (var i = 1; i < roots.Length; i++)
                {
                    roots[i] = random.Next(2) == 0 && i < roots.Length - 1 ? roots[i] : RandomHash(random);
                }

                var claimed = new ExecutionTrace([.. roots]);
                foreach (var everyRoot in (bool[])[false, true])
                {
                    var proof = model.Prover.Find(honest, claimed, honest.Result, everyRoot);
                    AssertConvicts(model.Claim(input, claimed, honest.Result), Assert.IsType<FraudProof.WrongStep>(proof));
                }
            }
        }
    }

    [Fact]
    public void Find_FalseRootBetweenTrueOnes_IsProvenIfEveryRootIsAskedFor()
    {
        var model = TracedModel.Perceptron(RandomInt8Mlp.Model(new Random(7), 784, 128, 64, 10));
        var input = model.RandomInput(new Random(7));
        var honest = model.Run(input);
        for (var i = 1; i < honest.Trace.StepCount; i++)
        {
            var claimed = new ExecutionTrace(honest.Trace.Roots.SetItem(i, Bytes32.Zero));
            Assert.Null(model.Prover.Find(honest, claimed, honest.Result));
            var proof = Assert.IsType<FraudProof.WrongStep>(model.Prover.Find(honest, claimed, honest.Result, everyRoot: true));
            Assert.Equal(i - 1, (int)proof.Step.Step.Index);
            AssertConvicts(model.Claim(input, claimed, honest.Result), proof);
        }
    }

    [Fact]
    public void Find_TraceOfAnotherInput_ProvesTheInitialStateWrong()
    {
        var random = TestSeed.Create(output);
        foreach (var model in TracedModels.Create(random))
        {
            var (input, other) = (new byte[model.Program.InputBytes], new byte[model.Program.InputBytes]);
            other[random.Next(other.Length)] = 1;
            var dishonest = model.Run(other);

            var proof = model.Prover.Find(model.Run(input), dishonest.Trace, dishonest.Result, everyRoot: true);

            AssertConvicts(
                model.Claim(input, dishonest.Trace, dishonest.Result), Assert.IsType<FraudProof.WrongInitialState>(proof));
        }
    }

    [Fact]
    public void Find_OtherResultThanTheTraces_ProvesTheResultWrong()
    {
        var random = TestSeed.Create(output);
        foreach (var model in TracedModels.Create(random))
        {
            var input = model.RandomInput(random);
            var honest = model.Run(input);
            foreach (var result in (byte[][])[[], [.. honest.Result, (byte)' '], [.. honest.Result.AsSpan(1)]])
            {
                var proof = model.Prover.Find(honest, honest.Trace, result);
                AssertConvicts(model.Claim(input, honest.Trace, result), Assert.IsType<FraudProof.WrongResult>(proof));
            }
        }
    }

    [Fact]
    public void Find_HonestTraceAndResult_FindsNothing()
    {
        var random = TestSeed.Create(output);
        foreach (var model in TracedModels.Create(random))
        {
            var honest = model.Run(model.RandomInput(random));
            Assert.Null(model.Prover.Find(honest, honest.Trace, honest.Result));
            Assert.Null(model.Prover.Find(honest, honest.Trace, honest.Result, everyRoot: true));
        }
    }

    [Fact]
    public void Convicts_StepThatNamesAnotherOperation_IsProven()
    {
        var model = TracedModel.Perceptron(RandomInt8Mlp.Model(new Random(8), 784, 128, 64, 10));
        var input = model.RandomInput(new Random(8));
        var honest = model.Run(input);
        var (program, trace) = (model.Program, honest.Trace);
        for (var index = 0; index < program.StepCount; index++)
        {
            // Roots are right; one step alone says of itself that it is another.
            var steps = Enumerable.Range(0, program.StepCount).Select(i => trace.Step(program, i)).ToArray();
            steps[index] = steps[index] with { Operation = program.OperationHashes()[(index + 1) % program.StepCount] };
            var tree = new MerkleProver([.. steps.Select(step => step.ComputeLeafHash())]);
            var claim = model.Claim(input, trace, honest.Result) with { TraceRoot = tree.Root };
            var proof = model.Prover.ProveStep(honest, trace, index) with
            {
                Step = new ProvenStep(steps[index], tree.InclusionProof(index)),
            };

            AssertConvicts(claim, proof);
        }
    }

    [Fact]
    public void Convicts_TraceWithWeightsThatNoEngineLoads_IsProven()
    {
        var model = TracedModel.Perceptron(RandomInt8Mlp.Model(new Random(9), 784, 128, 64, 10));
        var honest = model.Run(model.RandomInput(new Random(9)));
        var step = model.Program.Step(3);

        // A file of the same shape with one row that could overflow: its commitment is as good as any.
        byte[] weights = [.. model.Weights];
        BitConverter.TryWriteBytes(weights.AsSpan(step.Weights.Offset), int.MaxValue);
        Assert.False(EngineCatalog.TryCreate(model.EngineId, model.EngineVersion, weights, out _, out _));
        var claim = model.Claim(honest.Tiles(new LeafRange(0, 1)), honest.Trace, honest.Result) with { ModelCommitment = ModelCommitment.Compute(weights) };

        AssertConvicts(claim, new FraudProver(model.Program, weights).ProveStep(honest, honest.Trace, 3));
    }

    [Fact]
    public void Prover_TracesOfAnotherLength_AreArgumentErrors()
    {
        var model = TracedModel.Perceptron(RandomInt8Mlp.Model(new Random(10), 50, 20, 3));
        var honest = model.Run(new byte[50]);
        var shorter = new ExecutionTrace(honest.Trace.Roots[1..]);

        Assert.Throws<ArgumentException>(() => model.Prover.Find(honest, shorter, honest.Result));
        Assert.Throws<ArgumentException>(() => new FraudProver(model.Program, model.Weights.AsMemory(1)));
    }

    /// <summary>As the judge gets it: over the wire.</summary>
    private static void AssertConvicts(TraceClaim claim, FraudProof proof)
    {
        var encoded = FraudProofEncoding.Encode(proof);
        Assert.True(FraudJudge.Convicts(claim, encoded, out var refusal), $"{proof.GetType().Name}: {refusal}");
        Assert.Equal(FraudProofRefusal.None, refusal);
        Assert.True(FraudProofEncoding.TryParse(encoded, out var parsed));
        Assert.Equal(encoded, FraudProofEncoding.Encode(parsed));
        foreach (var changed in OtherClaims(claim))
        {
            // None of these is what the proof was made for.
            Assert.False(FraudJudge.Convicts(changed, encoded, out _), changed.ToString());
        }
    }

    private static ImmutableArray<TraceClaim> OtherClaims(TraceClaim claim) =>
    [
        claim with { TraceRoot = Bytes32.Zero },
        claim with { ModelCommitment = Bytes32.Zero },
        claim with { WeightBytes = claim.WeightBytes + 1 },
        claim with { WeightBytes = long.MaxValue },
        claim with { WeightBytes = 0 },
        claim with { EngineVersion = "0" },
    ];

    private static Bytes32 RandomHash(Random random)
    {
        var bytes = new byte[32];
        random.NextBytes(bytes);
        return new Bytes32(bytes);
    }
}
