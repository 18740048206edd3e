using LazAI.Cryptography;
using LazAI.Engines.Traces;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Models;
using LazAI.Protocol.Proofs;
using LazAI.Protocol.Workers;

namespace LazAI.Protocol.ComputeTasks;

/// <summary>Whether a result is one of its task's request: output and commitments (PROTOCOL §4).</summary>
/// <remarks>Two questions, in this order: whether what comes beside a signed result is what its session has signed, and whether what is signed
/// is right. Only the second convicts; bytes that nobody has signed may be anyone's, and change nothing (ADR 9).</remarks>
public static class ResultCheck
{
    /// <summary>How a trace relates to its result, in mode OP; a result without a trace root has none.</summary>
    internal static TraceRefusal CheckTrace(ComputeTaskState state, VerifiedTaskResult verified, RegisteredModel model)
    {
        if (state.Request!.VerifyMode != VerifyMode.Optimistic || verified.Result.TraceRoot == Bytes32.Zero)
        {
            return TraceRefusal.None;
        }

        Invariant.Require(model.Program is not null, "a model that is served in mode OP has a program");
        return verified.Trace is { ResultOpening.IsDefault: false } trace
            ? TraceAcceptance.Check(
                model.Program, trace.Roots.Span, verified.Result.TraceRoot, state.Input!.Value.Span, verified.Output.Span, trace.ResultOpening.AsSpan())
            : TraceRefusal.WrongLength;
    }

    /// <summary>Why a trace is not the one that the session has signed with its result, or null. The session has signed trace root and result hash,
    /// not the roots and the opening that come with them. Output and proof have been compared by <see cref="VerifiedResultBatch"/>.</summary>
    internal static Rejection? FindUnsigned(TraceRefusal trace) =>
        trace is TraceRefusal.WrongLength or TraceRefusal.WrongTraceRoot or TraceRefusal.WrongResult
            ? new(ComputeTaskErrors.TraceMissing, $"The session has not signed this trace and opening with this result: {trace}.")
            : null;

    /// <summary>What is wrong with what the assigned session has signed, or null.</summary>
    internal static Rejection? FindFault(
        ComputeTaskState state, VerifiedTaskResult verified, TraceRefusal trace, RegisteredModel model, ProtocolRules rules)
    {
        var request = state.Request!;
        var result = verified.Result;
        if (verified.Output.Length > rules.ResultBytesMaximum)
        {
            return new(ComputeTaskErrors.OutputTooLarge, $"A result has at most {rules.ResultBytesMaximum} bytes.");
        }

        if ((request.VerifyMode != VerifyMode.TeeZk && result.ZkPublicHash != Bytes32.Zero)
            || (request.VerifyMode != VerifyMode.Optimistic && result.TraceRoot != Bytes32.Zero))
        {
            return new(ComputeTaskErrors.ProofUnexpected, $"Mode {request.VerifyMode} has no such proof.");
        }

        if (ExpectedObjective(request, model, result.ResultHash, (ulong)verified.Output.Length, state.Input) != result.Objective)
        {
            return new(ComputeTaskErrors.ObjectiveMismatch, "The objective commits to another model, configuration, request or result.");
        }

        return request.VerifyMode switch
        {
            VerifyMode.Optimistic => FindTraceFault(result, trace),
            VerifyMode.TeeZk when !AwaitsProof(verified) =>
                ProofCheck.FindFault(result.ZkPublicHash, verified.Proof, model, ReadableInput(state), verified.Output.Span),
            _ => null,
        };
    }

    /// <summary>S1 hands in a proof by itself: the signed result announces it.</summary>
    internal static bool AwaitsProof(VerifiedTaskResult verified) => verified.Proof is null && verified.Result.ZkPublicHash != Bytes32.Zero;

    /// <summary>The input where it is plain and here: nobody but its session can read one that is encrypted to it.</summary>
    internal static ReadOnlyMemory<byte>? ReadableInput(ComputeTaskState state) =>
        state.Request!.RecipientSession == default ? state.Input : null;

    /// <summary>§7.3: the trace begins with the input and ends with the result; what is left to doubt is a step of it.</summary>
    private static Rejection? FindTraceFault(TaskResult result, TraceRefusal trace) =>
        result.TraceRoot == Bytes32.Zero ? new(ComputeTaskErrors.TraceMissing, "A result of mode OP comes with its trace.")
        : trace == TraceRefusal.None ? null
        : new(ComputeTaskErrors.TraceInvalid, $"What the session has signed contradicts the request: {trace}.");

    /// <summary>The objective commitment that a correct result of this request carries. Elements are bytes here.</summary>
    public static Bytes32 ExpectedObjective(
        TaskRequest request, RegisteredModel model, Bytes32 resultHash, ulong outputBytes, ReadOnlyMemory<byte>? input)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(model);
        var taskId = request.ComputeTaskId();
        var determinism = model.Description.Determinism;
        var metadata = ObjectiveCommitment.Metadata(
            taskId, (ulong)(input?.Length ?? 0), outputBytes, determinism.Engine, determinism.EngineVersion);
        return ObjectiveCommitment.Compute(model.Description.Commitment, model.DeterminismHash, taskId.Value, resultHash, metadata);
    }
}
