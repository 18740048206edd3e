using System.Diagnostics;
using LazAI.Cryptography;
using LazAI.Engines.FraudProofs;
using LazAI.Engines.Traces;

namespace LazAI.Engines.Benchmarks;

/// <summary>
/// What traces cost beside plain inference, from the input to the encoded result: the worker's, the challenger's who agrees, and the verdict on a fraud proof. Everything is done in turns
/// with the others in one process, and fails if a proof does not convict or an honest trace is not found right.
/// </summary>
internal static class TraceBenchmark
{
    public static bool Run(bool quick)
    {
        var digit = DigitModel.ReadSample().Pixels(0).ToArray();
        var (small, large) = quick ? ((5, 50), (3, 3)) : ((21, 2_000), (21, 60));
        return Run("digits", Int8MlpEngine.Id, DigitModel.ReadModel().Encode(), digit, small)
            && Run("8 MiB", Int8MlpEngine.Id, RandomModels.Perceptron(1_024, 2_048, 2_048, 1_000).Encode(), Pattern(1_024), large)
            && Run("digits-conv", Int8ConvEngine.Id, DigitModel.ReadConvolution().Encode(), digit, quick ? large : (21, 500))
            && Run("64 x 64 conv", Int8ConvEngine.Id, RandomModels.Convolution().Encode(), Pattern(64 * 64 * 3), quick ? large : (21, 20))
            && Run("digits-trees", TreeEnsembleEngine.Id, DigitModel.ReadTrees().Encode(), digit, small)
            && Run("1,024 trees", TreeEnsembleEngine.Id, RandomModels.Trees().Encode(), Pattern(128), large);
    }

    private static byte[] Pattern(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)(i * 37))];

    private static bool Run(string name, string engineId, byte[] weights, byte[] input, (int Rounds, int Times) repetitions)
    {
        const string EngineVersion = "1";
        if (!EngineCatalog.TryCreate(engineId, EngineVersion, weights, out var engine, out var refusal))
        {
            throw new InvalidDataException(refusal);
        }

        TracedRun Trace() => engine.TryTrace("{}", input, out var run, out var refused) ? run : throw new InvalidDataException(refused);
        var honest = Trace();
        var (program, prover) = (honest.Program, new FraudProver(honest.Program, weights));
        var (trace, result) = (honest.Trace, honest.Result);

        // The lie is the last tile of the widest layer: the one of most reads and weights to prove.
        var step = Enumerable.Range(0, program.StepCount).MaxBy(i => program.Step(i).Weights.Length + program.Tiles(program.Step(i).Reads).Length);
        var lie = new ExecutionTrace([.. trace.Roots.Select((root, i) => i <= step ? root : MerkleTree.HashLeaf(root.AsSpan()))]);
        var claim = new TraceClaim(
            engineId, EngineVersion, ModelCommitment.Compute(weights), weights.Length, Keccak256.Hash(input), Keccak256.Hash(result),
            lie.ComputeRoot(program));
        var proof = FraudProofEncoding.Encode(prover.Find(honest, lie, result)!);
        var convicted = true;

        // A challenger repeats each result of the batch by itself, and hashes what that has left side by side.
        var (traceRoot, together) = (trace.ComputeRoot(program), TraceRoots.RunsTogether(program));
        var runs = new TracedRun[together];
        bool IsRight(TracedRun run, Bytes32 root) => root == traceRoot && run.Result.AsSpan().SequenceEqual(result);
        void CheckTogether()
        {
            for (var i = 0; i < together; i++)
            {
                runs[i] = Trace();
            }

            foreach (var (run, root) in runs.Zip(TraceRoots.Compute(runs)))
            {
                convicted &= IsRight(run, root);
            }
        }

        // Longer rounds, since the draw makes short ones differ.
        var batches = Math.Max(1, 10 * repetitions.Times / SampledChallenger.Batch);
        using var sampled = new SampledChallenger(engine, program, input, result, traceRoot);
        void CheckSampled()
        {
            for (var i = 0; i < batches; i++)
            {
                sampled.CheckBatch();
            }
        }

        (string Name, int Results, Action Run, List<double> Microseconds)[] contenders =
        [
            ("plain inference", 1, () => engine.TryRun("{}", input, out _, out _), []),
            ("inference, tiles kept", 1, () => Trace(), []),
            ("challenger, results", 1, () => convicted &= engine.TryRun("{}", input, out var output, out _) && output.AsSpan().SequenceEqual(result), []),
            ("challenger, sampling", batches * SampledChallenger.Batch, CheckSampled, []),
            ("challenger, alone", 1, () =>
            {
                var run = Trace();
                convicted &= IsRight(run, run.Trace.ComputeRoot(program));
            }, []),
            ($"challenger, {together} together", together, CheckTogether, []),
            ("worker's trace", 1, () =>
            {
                var run = Trace();
                _ = (run.Trace.ComputeRoot(program), run.ResultOpening);
            }, []),
            ("fraud proof, made", 1, () => FraudProofEncoding.Encode(prover.Find(Trace(), lie, result)!), []),
            ("fraud proof, judged", 1, () => convicted &= FraudJudge.Convicts(claim, proof, out _), []),
            ("block of Keccak", KeccakBlocks.Together, KeccakBlocks.Hash, []),
        ];
        for (var round = -1; round < repetitions.Rounds; round++)
        {
            foreach (var contender in contenders)
            {
                var started = Stopwatch.GetTimestamp();
                var times = Math.Max(1, repetitions.Times / contender.Results);
                for (var i = 0; i < times; i++)
                {
                    contender.Run();
                }

                if (round >= 0)
                {
                    contender.Microseconds.Add(Stopwatch.GetElapsedTime(started).TotalMicroseconds / (times * contender.Results));
                }
            }
        }

        Console.WriteLine(
            $"{name}: {weights.Length} bytes of weights, {program.StepCount} steps, trace of {trace.Encode().Length} bytes, fraud proof of {proof.Length}; "
            + $"{repetitions.Rounds} rounds of {repetitions.Times}, median of rounds; trace root {trace.ComputeRoot(program).ToString()[..18]}");
        var (plain, blocks, block) = (Median(contenders[0].Microseconds), KeccakBlocks.OfTrace(program), Median(contenders[^1].Microseconds));
        foreach (var contender in contenders)
        {
            Console.WriteLine($"{contender.Name,-22} {Median(contender.Microseconds),9:F3} µs  {Median(contender.Microseconds) / plain,6:F2} x plain");
        }

        Console.WriteLine(
            $"A trace root is {blocks} blocks of Keccak, each {block * 1_000:F1} ns in full lanes: with them alone a challenger is at {1 + (blocks * block / plain):F2} x plain.");

        Console.WriteLine($"With the traces of a sample: {sampled.Describe()}");
        convicted &= sampled.Agrees;
        if (!convicted)
        {
            Console.Error.WriteLine("A proof did not convict, or an honest trace was suspected.");
        }

        return convicted;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
