using System.Diagnostics;
using LazAI.Cryptography;
using LazAI.Engines.FraudProofs;
using LazAI.Engines.Traces;

namespace LazAI.Engines.Benchmarks;

/// <summary>
/// What traces cost beside plain inference, from the input to the encoded result: the worker's, the challenger's who agrees, and the verdict on a fraud proof. Everything is done in turns
/// with the others in one process, and fails if a proof does not convict.
/// </summary>
internal static class TraceBenchmark
{
    public static bool Run(bool quick)
    {
        var digits = DigitModel.ReadSample();
        return Run("digits", DigitModel.ReadModel(), digits.Pixels(0).ToArray(), quick ? (5, 50) : (21, 2_000))
            && Run("8 MiB", RandomModel(1_024, 2_048, 2_048, 1_000), [.. Enumerable.Range(0, 1_024).Select(i => (byte)i)], quick ? (3, 3) : (21, 60));
    }

    private static bool Run(string name, Int8MlpModel model, byte[] input, (int Rounds, int Times) repetitions)
    {
        var weights = model.Encode();
        if (!EngineCatalog.TryCreate(Int8MlpEngine.Id, Int8MlpEngine.Version, weights, out var engine, out var refusal))
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
            Int8MlpEngine.Id, Int8MlpEngine.Version, ModelCommitment.Compute(weights), weights.Length, Keccak256.Hash(input), Keccak256.Hash(result),
            lie.ComputeRoot(program));
        var proof = FraudProofEncoding.Encode(prover.Find(honest, lie, result)!);
        var convicted = true;

        (string Name, Action Run, List<double> Microseconds)[] contenders =
        [
            ("plain inference", () => engine.TryRun("{}", input, out _, out _), []),
            ("inference, tiles kept", () => Trace(), []),
            ("challenger who agrees", () => convicted &= prover.Find(Trace(), trace, result) is null, []),
            ("worker's trace", () =>
            {
                var run = Trace();
                _ = (run.Trace.ComputeRoot(program), run.ResultOpening);
            }, []),
            ("fraud proof, made", () => FraudProofEncoding.Encode(prover.Find(Trace(), lie, result)!), []),
            ("fraud proof, judged", () => convicted &= FraudJudge.Convicts(claim, proof, out _), []),
        ];
        for (var round = -1; round < repetitions.Rounds; round++)
        {
            foreach (var contender in contenders)
            {
                var started = Stopwatch.GetTimestamp();
                for (var i = 0; i < repetitions.Times; i++)
                {
                    contender.Run();
                }

                if (round >= 0)
                {
                    contender.Microseconds.Add(Stopwatch.GetElapsedTime(started).TotalMicroseconds / repetitions.Times);
                }
            }
        }

        Console.WriteLine(
            $"{name}: {weights.Length} bytes of weights, {program.StepCount} steps, trace of {trace.Encode().Length} bytes, fraud proof of {proof.Length}; "
            + $"{repetitions.Rounds} rounds of {repetitions.Times}, median of rounds; trace root {trace.ComputeRoot(program).ToString()[..18]}");
        var plain = Median(contenders[0].Microseconds);
        foreach (var contender in contenders)
        {
            Console.WriteLine($"{contender.Name,-22} {Median(contender.Microseconds),9:F2} µs  {Median(contender.Microseconds) / plain,6:F2} x plain");
        }

        if (!convicted)
        {
            Console.Error.WriteLine("A proof did not convict, or an honest trace was suspected.");
        }

        return convicted;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static Int8MlpModel RandomModel(params int[] widths)
    {
        var random = new Random(1);
        var layers = widths.Zip(widths.Skip(1)).Select((layer, index) =>
        {
            var weights = new sbyte[layer.First * layer.Second];
            random.NextBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(weights.AsSpan()));
            return new Int8MlpLayer(layer.First, [.. new int[layer.Second]], [.. weights], shift: index == widths.Length - 2 ? 0 : 12);
        });
        return Int8MlpModel.TryCreate([.. layers], out var model, out var refusal) ? model : throw new InvalidOperationException($"{refusal}");
    }
}
