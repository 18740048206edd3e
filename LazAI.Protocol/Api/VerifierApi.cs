using System.Text.Json;
using LazAI.Cryptography;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Models;
using LazAI.Protocol.Proofs;
using LazAI.Protocol.Workers;

namespace LazAI.Protocol.Api;

/// <summary><c>POST /v1/verifier/tee-proofs</c>, S1's <c>submitTEEProof</c>: one result by itself, with what its signature and hash are of.</summary>
/// <param name="TeeSignature">The session's signature over a <see cref="TaskResultBatch"/> of this one result.</param>
/// <param name="AttestationReport">The session's quote, or the 32 bytes of the session's id, which names it (base64).</param>
/// <param name="Result">What is signed.</param>
/// <param name="Output">The result bytes, whose hash is <paramref name="ResultHash"/> (base64).</param>
/// <param name="Trace">In mode OP.</param>
public sealed record SubmitTeeProofRequest(
    TaskId TaskId,
    Bytes32 ResultHash,
    RecoverableSignature TeeSignature,
    ReadOnlyMemory<byte> AttestationReport,
    TaskResult Result,
    ReadOnlyMemory<byte> Output,
    SubmittedTrace? Trace = null)
{
    /// <summary>Why S1's arguments do not belong to what is signed, or null.</summary>
    public Rejection? RefuseArguments() =>
        Result.TaskId != TaskId ? new(VerifierErrors.ArgumentsDiffer, $"The result is of task {Result.TaskId}, taskId is {TaskId}.")
        : Result.ResultHash != ResultHash ? new(VerifierErrors.ArgumentsDiffer, $"The result has hash {Result.ResultHash}, resultHash is {ResultHash}.")
        : null;

    /// <summary>Why a task takes no result at all, or null.</summary>
    public static Rejection? RefuseTask(ComputeTaskState task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return task.Request is null ? new(ComputeTaskErrors.NotFound, "There is no such task.")
            : task.Assignment is null ? new(ComputeTaskErrors.NotAssigned, "Nobody holds the task's lease.")
            : null;
    }

    /// <summary>Why the attestation report is not that of the session which holds the task's lease, or null.</summary>
    /// <param name="id">Which session that is.</param>
    /// <param name="session">It, as long as it is open.</param>
    public Rejection? RefuseAttestation(SessionId id, WorkerSession? session)
    {
        if (session is null)
        {
            return new(WorkerErrors.SessionUnknown, $"Session {id}, which holds the task's lease, is closed.");
        }

        return AttestationReport.Span.SequenceEqual(session.Id.Value.AsSpan()) || Keccak256.Hash(AttestationReport.Span) == session.Evidence.Hash
            ? null
            : new(VerifierErrors.AttestationUnknown, $"The attestation report is not that of session {session.Id}, which holds the task's lease.");
    }

    /// <summary>The same as a batch of its session.</summary>
    public SubmitResultsRequest ToBatch(SessionId session) => new(session, TeeSignature, [new SubmittedResult(Result, Output, Trace)]);
}

/// <summary><c>POST /v1/verifier/zk-proofs</c>, S1's <c>submitZKProof</c>: the proof of a result that has been handed in without it.</summary>
/// <param name="ZkProof">snarkjs' proof.json (base64).</param>
/// <param name="PublicSignals">snarkjs' public.json (base64).</param>
/// <param name="InputSalt">As in <see cref="ResultProof"/>.</param>
public sealed record SubmitZkProofRequest(TaskId TaskId, ReadOnlyMemory<byte> ZkProof, ReadOnlyMemory<byte> PublicSignals, Bytes32 InputSalt)
{
    public ResultProof ToProof() => new(ZkProof, PublicSignals, InputSalt);
}

/// <summary>Answer to <c>GET /v1/tasks/{id}/proof</c>: all that <c>snarkjs groth16 verify</c> needs.</summary>
/// <param name="VerificationKey">verification_key.json.</param>
/// <param name="PublicSignals">public.json.</param>
/// <param name="Proof">proof.json.</param>
/// <param name="InputSalt">As in <see cref="ResultProof"/>.</param>
/// <param name="ZkPublicHash">What the session has signed: <see cref="ResultProof.ComputeHash"/> of the bytes in the execution record.</param>
/// <param name="IsOfInsecureDevelopmentSetup">Whether the key bears the mark of a development set-up, under which anything can be proven.</param>
public sealed record TaskProofView(
    TaskId TaskId,
    ComputeTaskStatus Status,
    JsonElement VerificationKey,
    JsonElement PublicSignals,
    JsonElement Proof,
    Bytes32 InputSalt,
    Bytes32 ZkPublicHash,
    bool IsOfInsecureDevelopmentSetup)
{
    /// <summary>The proof of an execution record.</summary>
    /// <returns>Null where there is none, or where what is there is no JSON.</returns>
    public static TaskProofView? Of(TaskId taskId, ComputeTaskState task, ModelDescription model)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(model);
        return task.Execution is { Proof: { } proof, Result: var result } && model.ZeroKnowledge is { } proofs && proofs.TryReadKey(out var key, out _)
            && TryRead(proof.PublicSignals, out var signals) && TryRead(proof.Proof, out var points)
            && TryRead(proofs.VerificationKey, out var keyJson)
            ? new(taskId, task.Status, keyJson, signals, points, proof.InputSalt, result.ZkPublicHash, key.IsOfInsecureDevelopmentSetup)
            : null;
    }

    private static bool TryRead(ReadOnlyMemory<byte> json, out JsonElement element)
    {
        element = default;
        try
        {
            using var document = JsonDocument.Parse(json);
            element = document.RootElement.Clone();
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
