using LazAI.Cryptography;
using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.Groth16;
using LazAI.Engines;
using LazAI.Engines.Circuits;
using LazAI.Engines.Traces;
using LazAI.Protocol;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Proofs;
using LazAI.Protocol.Workers;

namespace LazAI.Simulation.Parties;

/// <summary>Makes the results that workers hand in: right ones, ones that anybody sees to be wrong, and lies that only who runs the model finds.</summary>
internal sealed class ResultComposer(World world)
{
    /// <summary>What the model computes.</summary>
    public SubmittedResult Right(TaskRequest request, ReadOnlyMemory<byte> input, ulong sequence) =>
        Compose(request, input, sequence, world.Model.Run(input.Span));

    /// <summary>A result that fits its request and is false.</summary>
    public SubmittedResult Falsehood(TaskRequest request, ReadOnlyMemory<byte> input, ulong sequence)
    {
        var honest = world.Model.Run(input.Span);
        return Confess(request.VerifyMode == VerifyMode.TeeZk ? Lie.Contradiction : Lie.Falsehood, request.VerifyMode switch
        {
            VerifyMode.Tee => Compose(request, input, sequence, honest, output: AnotherOutput(honest)),
            VerifyMode.Optimistic when world.Random.Next(4) == 0 => Compose(request, input, sequence, honest, trace: WithFalseRoot(honest.Trace)),
            VerifyMode.Optimistic => Compose(request, input, sequence, world.Model.RunWithFault(world.Random, honest)),

            // Nothing false fits a proof.
            VerifyMode.TeeZk => WithFalseProof(request, input, sequence, honest),
            _ => throw new ArgumentOutOfRangeException(nameof(request), request.VerifyMode, "No lie is known for this mode."),
        });
    }

    /// <summary>What contradicts the request beyond doubt: the signed trace of another input, or a result that no program gives; a signed proof that is not the
    /// result's; of a task with neither, an output other than its hash says.</summary>
    public SubmittedResult Contradiction(TaskRequest request, ReadOnlyMemory<byte> input, ulong sequence)
    {
        if (request.VerifyMode == VerifyMode.Tee)
        {
            return Misfit(2, request, input, sequence);
        }

        var honest = world.Model.Run(input.Span);
        if (request.VerifyMode == VerifyMode.TeeZk)
        {
            return Confess(Lie.Contradiction, WithFalseProof(request, input, sequence, honest));
        }

        return Confess(Lie.Contradiction, world.Random.Next(2) == 0
            ? Compose(request, input, sequence, world.Model.Run(SimulatedModel.DrawInput(world.Random)))
            : Compose(request, input, sequence, honest, output: [.. honest.Result, (byte)' ']));
    }

    /// <summary>A right result beside a trace or an opening that its session has not signed, as anyone on the way could make of it.</summary>
    public SubmittedResult Unsigned(TaskRequest request, ReadOnlyMemory<byte> input, ulong sequence)
    {
        var right = Right(request, input, sequence);
        var trace = right.Trace!;
        return Confess(Lie.Misfit, world.Random.Next(3) switch
        {
            0 => right with { Result = right.Result with { TraceRoot = new Bytes32(world.Random.NextBytes(32)) } },
            1 => right with { Trace = trace with { Roots = trace.Roots[32..] } },
            _ => right with { Trace = trace with { ResultOpening = trace.ResultOpening.Add(Bytes32.Zero) } },
        });
    }

    /// <summary>The signed result as it is, beside another output, proof or trace, or without them.</summary>
    public SubmittedResult Altered(SubmittedResult signed) => world.Random.Next(3) switch
    {
        0 => signed with { Output = world.Random.NextBytes(32) },
        1 => signed with { Proof = null, Trace = null },
        _ when signed.Trace is { } trace => signed with { Trace = trace with { Roots = world.Random.NextBytes(trace.Roots.Length) } },
        _ => signed with { Proof = new ResultProof(world.Random.NextBytes(100), "[]"u8.ToArray(), Bytes32.Zero) },
    };

    /// <summary>A result that does not fit: another output under the right hash, another hash, another objective, another task, a proof of another mode;
    /// in mode TEE_ZK also no proof, or one that the session has not signed.</summary>
    public SubmittedResult Misfit(int kind, TaskRequest request, ReadOnlyMemory<byte> input, ulong sequence)
    {
        var right = Right(request, input, sequence);
        return Confess(Lie.Misfit, kind switch
        {
            2 => right with { Output = world.Random.NextBytes(32) },
            3 => right with { Result = right.Result with { ResultHash = new Bytes32(world.Random.NextBytes(32)) } },
            4 => right with { Result = right.Result with { Objective = new Bytes32(world.Random.NextBytes(32)) } },
            5 => right with { Result = right.Result with { TaskId = world.Promises.AnyTask(world.Random) ?? right.Result.TaskId } },
            _ when request.VerifyMode == VerifyMode.TeeZk => world.Random.Next(4) switch
            {
                0 => right with { Result = right.Result with { ZkPublicHash = default }, Proof = null },
                1 => right with { Result = right.Result with { TraceRoot = new Bytes32(world.Random.NextBytes(32)) } },
                2 => Sign(right, right.Proof! with { Proof = new byte[Proof.JsonLengthMaximum + 1] }),
                _ => right with { Result = right.Result with { ZkPublicHash = new Bytes32(world.Random.NextBytes(32)) } },
            },
            _ => right with { Result = right.Result with { ZkPublicHash = new Bytes32(world.Random.NextBytes(32)) } },
        });
    }

    private SubmittedResult Compose(
        TaskRequest request, ReadOnlyMemory<byte> input, ulong sequence, TracedRun run, byte[]? output = null, ExecutionTrace? trace = null)
    {
        output ??= run.Result;
        var resultHash = Keccak256.Hash(output);
        var objective = ResultCheck.ExpectedObjective(request, world.Model.Registered, resultHash, (ulong)output.Length, input);
        var result = new TaskResult(
            request.ComputeTaskId(), resultHash, objective, default, default,
            (ulong)world.Cluster.Schedule.StartOf(world.Now).ToUnixTimeSeconds(), sequence);
        if (request.VerifyMode == VerifyMode.TeeZk)
        {
            return Sign(new SubmittedResult(result, output), world.Random.Pick(SimulatedModel.Proofs.Of(input.Span)));
        }

        if (request.VerifyMode == VerifyMode.Tee)
        {
            return new SubmittedResult(result, output);
        }

        trace ??= run.Trace;
        return new SubmittedResult(
            result with { TraceRoot = trace.ComputeRoot(world.Model.Program) }, output, new SubmittedTrace(trace.Encode(), run.ResultOpening));
    }

    /// <summary>A result whose session has signed a proof that is none of it, in each way that the verifier tells apart.</summary>
    private SubmittedResult WithFalseProof(TaskRequest request, ReadOnlyMemory<byte> input, ulong sequence, TracedRun honest)
    {
        var right = Compose(request, input, sequence, honest);
        var other = world.Random.Pick([.. SimulatedModel.Proofs.Inputs.Where(another => !another.AsSpan().SequenceEqual(input.Span))]);
        var (own, foreign) = (right.Proof!, world.Random.Pick(SimulatedModel.Proofs.Of(other)));
        return world.Random.Next(8) switch
        {
            // Another class, and so say the signals of the proof.
            0 => Lie(OutputOfAnotherClass(honest), output => own with { PublicSignals = ClaimClass(own, output) }),

            // Another class under a proof of the true one.
            1 => Lie(OutputOfAnotherClass(honest), _ => own),

            // Genuine in every respect, but of another input.
            2 => Lie(world.Model.Run(other).Result, _ => foreign),

            // The true result with another's proof, with its points only, or under another salt.
            3 => Sign(right, foreign),
            4 => Sign(right, own with { Proof = foreign.Proof }),
            5 => Sign(right, own with { InputSalt = foreign.InputSalt }),

            // Bytes that are no proof, or none of so many signals.
            6 => Sign(right, own with { Proof = world.Random.NextBytes(100) }),
            _ => Sign(right, own with { PublicSignals = "[]"u8.ToArray() }),
        };

        SubmittedResult Lie(byte[] output, Func<byte[], ResultProof> proofOf) =>
            Sign(Compose(request, input, sequence, honest, output), proofOf(output));
    }

    private static SubmittedResult Sign(SubmittedResult result, ResultProof proof) =>
        result with { Result = result.Result with { ZkPublicHash = proof.ComputeHash() }, Proof = proof };

    private static byte[] OutputOfAnotherClass(TracedRun honest)
    {
        var truth = Read(honest.Result);
        var logits = truth.Logits.ToArray();
        logits[(truth.Class + 1) % logits.Length] = logits[truth.Class] + 1;
        var encoded = new byte[ClassificationResult.EncodedLengthBound(logits.Length)];
        return encoded[..ClassificationResult.Encode(logits, encoded)];
    }

    private static byte[] ClaimClass(ResultProof proof, byte[] output)
    {
        var isGenuine = PublicSignals.TryParse(proof.PublicSignals.Span, out var signals, out _);
        Invariant.Require(isGenuine, "a genuine proof has signals");
        var claimed = InferenceSignals.From(signals) with { Class = new Bn254Scalar((ulong)Read(output).Class) };
        return PublicSignals.ToJson([claimed.Weights, claimed.Input, claimed.Output, claimed.Class]);
    }

    private static ClassificationResult Read(ReadOnlySpan<byte> output) => ClassificationResult.TryParse(output, out var result)
        ? result
        : throw new InvariantViolatedException("the model gives a class");

    /// <summary>Another input's result, or the same one spoilt if that is no other.</summary>
    private byte[] AnotherOutput(TracedRun honest)
    {
        var other = world.Model.Run(SimulatedModel.DrawInput(world.Random)).Result;
        return other.AsSpan().SequenceEqual(honest.Result) ? [.. other[..^2], (byte)'0', .. other[^2..]] : other;
    }

    /// <summary>Right at both ends, and so no harm to the result, but not what was computed.</summary>
    private ExecutionTrace WithFalseRoot(ExecutionTrace trace) =>
        trace with { Roots = trace.Roots.SetItem(world.Random.Between(1, trace.StepCount - 1), new Bytes32(world.Random.NextBytes(32))) };

    private SubmittedResult Confess(Lie lie, SubmittedResult result)
    {
        world.Confessions.Lied(result.Result, lie);
        return result;
    }
}
