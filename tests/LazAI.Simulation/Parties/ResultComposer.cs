using LazAI.Cryptography;
using LazAI.Engines.Traces;
using LazAI.Protocol;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Encoding;
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
        return Confess(Lie.Falsehood, request.VerifyMode switch
        {
            VerifyMode.Tee => Compose(request, input, sequence, honest, output: AnotherOutput(honest)),
            VerifyMode.Optimistic when world.Random.Next(4) == 0 => Compose(request, input, sequence, honest, trace: WithFalseRoot(honest.Trace)),
            VerifyMode.Optimistic => Compose(request, input, sequence, world.Model.RunWithFault(world.Random, honest)),
            _ => throw new ArgumentOutOfRangeException(nameof(request), request.VerifyMode, "No lie is known for this mode."),
        });
    }

    /// <summary>What contradicts the request beyond doubt: the signed trace of another input, or a result that no program gives; of a task without a trace, one that
    /// has another output than its hash says.</summary>
    public SubmittedResult Contradiction(TaskRequest request, ReadOnlyMemory<byte> input, ulong sequence)
    {
        if (request.VerifyMode != VerifyMode.Optimistic)
        {
            return Misfit(2, request, input, sequence);
        }

        var honest = world.Model.Run(input.Span);
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

    /// <summary>A result that does not fit: another output under the right hash, another hash, another objective, another task, a proof of another mode.</summary>
    public SubmittedResult Misfit(int kind, TaskRequest request, ReadOnlyMemory<byte> input, ulong sequence)
    {
        var right = Right(request, input, sequence);
        return Confess(Lie.Misfit, kind switch
        {
            2 => right with { Output = world.Random.NextBytes(32) },
            3 => right with { Result = right.Result with { ResultHash = new Bytes32(world.Random.NextBytes(32)) } },
            4 => right with { Result = right.Result with { Objective = new Bytes32(world.Random.NextBytes(32)) } },
            5 => right with { Result = right.Result with { TaskId = world.Promises.AnyTask(world.Random) ?? right.Result.TaskId } },
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
        if (request.VerifyMode != VerifyMode.Optimistic)
        {
            return new SubmittedResult(result, output);
        }

        trace ??= run.Trace;
        return new SubmittedResult(
            result with { TraceRoot = trace.ComputeRoot(world.Model.Program) }, output, new SubmittedTrace(trace.Encode(), run.ResultOpening));
    }

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
