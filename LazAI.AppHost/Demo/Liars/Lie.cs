using System.Text;
using LazAI.Client.Proving;
using LazAI.Cryptography;
using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.Groth16;
using LazAI.Engines;
using LazAI.Engines.Circuits;
using LazAI.Engines.Traces;
using LazAI.Protocol.Proofs;
using LazAI.Protocol.Workers;

namespace LazAI.AppHost.Demo.Liars;

/// <summary>A false result with all that makes it look right.</summary>
/// <param name="What">In words.</param>
internal sealed record Lie(string What, ReadOnlyMemory<byte> Output, Bytes32 TraceRoot = default, SubmittedTrace? Trace = null, ResultProof? Proof = null)
{
    /// <summary>Another digit than the model reads.</summary>
    public static Lie OfClass(ClassificationResult truth)
    {
        var output = OtherClass(truth);
        return new($"says {Class(output)} where the model reads {truth.Class}", output);
    }

    /// <summary>A proof of the true result, whose public signals claim another class.</summary>
    public static Lie OfProof(ClassificationResult truth, InferenceProver prover, ReadOnlySpan<byte> input, CancellationToken cancellationToken)
    {
        if (!prover.TryProve(input, discloseSalt: false, cancellationToken, out var proof, out var refusal)
            || !PublicSignals.TryParse(proof.PublicSignals.Span, out var signals, out _))
        {
            throw new InvalidOperationException("Even a liar needs a proof to falsify: " + refusal);
        }

        var output = OtherClass(truth);
        var claimed = InferenceSignals.From(signals) with { Class = new Bn254Scalar((ulong)Class(output)) };
        return new(
            $"says {Class(output)} where the model reads {truth.Class}, and so do the signals of its proof",
            output,
            Proof: proof with { PublicSignals = PublicSignals.ToJson([claimed.Weights, claimed.Input, claimed.Output, claimed.Class]) });
    }

    /// <summary>One bit of one step is false, and everything behind it follows from that, so that another result comes of it.</summary>
    public static Lie OfStep(TraceProgram program, ReadOnlySpan<byte> weights, ReadOnlySpan<byte> input, int step)
    {
        // The lowest bits may be lost where later layers round; one that changes nothing in the end would be no lie about the result.
        var truth = Execute(program, weights, input, step, null).Result;
        for (var bit = 0; bit < 8 * program.Tile(program.Step(step).Writes).Length; bit++)
        {
            var run = Execute(program, weights, input, step, bit);
            if (!run.Result.AsSpan().SequenceEqual(truth))
            {
                return new(
                    $"computes step {step + 1} of {program.StepCount} with one false bit, and all steps behind it from that",
                    run.Result,
                    run.Trace.ComputeRoot(program),
                    new SubmittedTrace(run.Trace.Encode(), run.ResultOpening));
            }
        }

        throw new InvalidOperationException($"No bit of step {step} changes the result.");
    }

    private static TracedRun Execute(TraceProgram program, ReadOnlySpan<byte> weights, ReadOnlySpan<byte> input, int wrong, int? bit)
    {
        var memory = new byte[program.MemoryBytes];
        input.CopyTo(memory);
        for (var index = 0; index < program.StepCount; index++)
        {
            var (reads, written, used) = (program.Tiles(program.Step(index).Reads), program.Tile(program.Step(index).Writes), program.Step(index).Weights);
            if (!program.TryExecute(
                index, memory.AsSpan(reads.Offset, reads.Length), weights.Slice(used.Offset, used.Length), memory.AsSpan(written.Offset, written.Length)))
            {
                throw new InvalidOperationException($"Step {index} of an honest run can be executed.");
            }

            if (index == wrong && bit is { } flipped)
            {
                memory[written.Offset + (flipped / 8)] ^= (byte)(1 << (flipped % 8));
            }
        }

        return new TracedRun(program, memory);
    }

    /// <summary>The digit behind the true one gets the highest logit.</summary>
    private static byte[] OtherClass(ClassificationResult truth)
    {
        var logits = truth.Logits.ToArray();
        logits[(truth.Class + 1) % logits.Length] = logits[truth.Class] + 1;
        var encoded = new byte[ClassificationResult.EncodedLengthBound(logits.Length)];
        return encoded[..ClassificationResult.Encode(logits, encoded)];
    }

    private static int Class(ReadOnlySpan<byte> output) => ClassificationResult.TryParse(output, out var result)
        ? result.Class
        : throw new InvalidOperationException(Encoding.UTF8.GetString(output));
}
