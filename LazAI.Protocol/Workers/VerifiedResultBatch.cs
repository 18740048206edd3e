using System.Collections.Immutable;
using System.Text.Json.Serialization;
using LazAI.Cryptography;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Proofs;

namespace LazAI.Protocol.Workers;

/// <summary>A result as a worker hands it in.</summary>
/// <param name="Trace">The execution trace that the result's trace root commits to; in mode OP.</param>
/// <param name="Proof">The proof that the result's <c>zkPublicHash</c> binds; in mode TEE_ZK. Without it the result waits for it.</param>
public sealed record SubmittedResult(
    TaskResult Result, ReadOnlyMemory<byte> Output, SubmittedTrace? Trace = null, ResultProof? Proof = null);

/// <summary>An execution trace as a worker publishes it (PROTOCOL §7.3).</summary>
/// <param name="Roots">The roots of the memory before the first step and after every one, 32 bytes each.</param>
/// <param name="ResultOpening">Siblings that show the result's tiles below the last of them.</param>
public sealed record SubmittedTrace(ReadOnlyMemory<byte> Roots, ImmutableArray<Bytes32> ResultOpening);

/// <summary>One result of a batch whose session signature holds, with the output whose hash it signs, and with the proof whose hash it signs if there
/// is one. Whether the trace is the signed one, the task sees, which knows the model's program. Only <see cref="VerifiedResultBatch"/> makes it.</summary>
public sealed record VerifiedTaskResult
{
    [JsonConstructor]
    internal VerifiedTaskResult(
        Address worker, SessionId session, TaskResult result, ReadOnlyMemory<byte> output, SubmittedTrace? trace, ResultProof? proof)
    {
        Worker = worker;
        Session = session;
        Result = result;
        Output = output;
        Trace = trace;
        Proof = proof;
    }

    public Address Worker { get; }

    public SessionId Session { get; }

    public TaskResult Result { get; }

    public ReadOnlyMemory<byte> Output { get; }

    public SubmittedTrace? Trace { get; }

    public ResultProof? Proof { get; }
}

/// <summary>A batch of results under a session's signature that has been checked.</summary>
public sealed class VerifiedResultBatch
{
    private VerifiedResultBatch(
        TaskResultBatch batch,
        Address signingKey,
        RecoverableSignature signature,
        ImmutableArray<Bytes32> structHashes,
        ImmutableArray<VerifiedTaskResult> results)
    {
        Batch = batch;
        SigningKey = signingKey;
        Signature = signature;
        StructHashes = structHashes;
        Results = results;
    }

    public TaskResultBatch Batch { get; }

    /// <summary>Address of the key that has signed.</summary>
    public Address SigningKey { get; }

    public RecoverableSignature Signature { get; }

    /// <summary>The leaf data of the batch's Merkle tree.</summary>
    public ImmutableArray<Bytes32> StructHashes { get; }

    public ImmutableArray<VerifiedTaskResult> Results { get; }

    /// <summary>Checks number, sequences and signature of a batch and what comes beside it; true if the session's key has signed exactly these results,
    /// outputs and proofs. A result that announces a proof may come without it (§7.2).</summary>
    /// <param name="refusal">Why not, in the order: size, sequence, signature, output, proof.</param>
    public static bool TryVerify(
        Eip712Domain domain,
        Address worker,
        SessionId session,
        Address signingKey,
        ImmutableArray<SubmittedResult> results,
        RecoverableSignature signature,
        ProtocolRules rules,
        out VerifiedResultBatch? verified,
        out Rejection? refusal)
    {
        ArgumentNullException.ThrowIfNull(domain);
        ArgumentNullException.ThrowIfNull(rules);
        verified = null;
        if (results.IsDefaultOrEmpty || results.Length > rules.ResultBatchMaximum)
        {
            refusal = new(WorkerErrors.BatchSize, $"A batch has 1 to {rules.ResultBatchMaximum} results.");
            return false;
        }

        var first = results[0].Result.Sequence;
        var structHashes = ImmutableArray.CreateBuilder<Bytes32>(results.Length);
        for (var i = 0; i < results.Length; i++)
        {
            if (results[i].Result.Sequence != unchecked(first + (ulong)i) || first > ulong.MaxValue - (ulong)results.Length)
            {
                refusal = new(WorkerErrors.SequenceGap, $"Result {i} of the batch has sequence {results[i].Result.Sequence}.");
                return false;
            }

            structHashes.Add(results[i].Result.StructHash());
        }

        var hashes = structHashes.DrainToImmutable();
        var batch = new TaskResultBatch(session, StructHashTree.Root(hashes.AsSpan()), (uint)hashes.Length, first);
        if (!signature.TryRecoverAddress(domain.Digest(batch.StructHash()), out var signer) || signer != signingKey)
        {
            refusal = new(WorkerErrors.SignatureInvalid, "The batch is not signed by the session's key.");
            return false;
        }

        if (results.Select(FindUnsigned).FirstOrDefault(unsigned => unsigned is not null) is { } notSigned)
        {
            refusal = notSigned;
            return false;
        }

        verified = new VerifiedResultBatch(
            batch,
            signingKey,
            signature,
            hashes,
            [.. results.Select(result => new VerifiedTaskResult(worker, session, result.Result, result.Output, result.Trace, result.Proof))]);
        refusal = null;
        return true;
    }

    /// <summary>What beside a result is not what its session has signed: anyone who has seen the signature may have put it there.</summary>
    private static Rejection? FindUnsigned(SubmittedResult submitted) =>
        Keccak256.Hash(submitted.Output.Span) != submitted.Result.ResultHash
            ? new(ComputeTaskErrors.OutputMismatch, $"resultHash of task {submitted.Result.TaskId} is not the Keccak-256 of the result.")
        : submitted.Proof is { } proof && proof.ComputeHash() != submitted.Result.ZkPublicHash
            ? new(ComputeTaskErrors.ProofMissing, $"zkPublicHash of task {submitted.Result.TaskId} is not that of this proof, its public signals and its salt.")
        : null;
}
