using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Models;
using LazAI.Protocol.Receipts;

namespace LazAI.Client.Receipts;

/// <summary>That the result is of this request, this model and this configuration, and that the session has signed it.</summary>
internal static class ResultChecks
{
    public static Finding Output(Receipt receipt) => Finding.From(
        Keccak256.Hash(receipt.Output.Span) == receipt.Result.ResultHash ? null : "The output is not the one whose hash was signed.",
        $"{receipt.Output.Length} bytes; their Keccak-256 is the one that was signed.");

    public static Finding Objective(Receipt receipt, RegisteredModel model)
    {
        var result = receipt.Result;
        if (result.TaskId != receipt.TaskId)
        {
            return Finding.Fail($"The result is of task {result.TaskId}.");
        }

        if ((receipt.Request.VerifyMode != VerifyMode.TeeZk && result.ZkPublicHash != Bytes32.Zero)
            || (receipt.Request.VerifyMode != VerifyMode.Optimistic && result.TraceRoot != Bytes32.Zero))
        {
            return Finding.Fail("The result names a trace or a proof that its mode does not have.");
        }

        // O = H(modelCommitment ‖ detConfigHash ‖ H(q) ‖ H(r) ‖ metadata), H(q) being the task id; elements are bytes.
        var determinism = receipt.Model.Determinism;
        var metadata = ObjectiveCommitment.Metadata(
            result.TaskId, (ulong)(receipt.Input?.Length ?? 0), (ulong)receipt.Output.Length, determinism.Engine, determinism.EngineVersion);
        var objective = ObjectiveCommitment.Compute(
            receipt.Model.Commitment, model.DeterminismHash, result.TaskId.Value, result.ResultHash, metadata);
        return Finding.From(
            objective == result.Objective ? null : "The objective commits to another model, configuration, request or result.",
            $"It binds the weights {receipt.Model.Commitment}, engine {determinism.Engine} {determinism.EngineVersion}, request and result.");
    }

    public static Finding Signature(Receipt receipt)
    {
        var proof = receipt.Batch;
        if (!SignedRoot.TryCompute(receipt.Result.StructHash(), proof.Index, proof.Count, proof.Path, out var root))
        {
            return Finding.Fail("The result's Merkle path does not fit its place in the batch.");
        }

        if (receipt.Result.Sequence != unchecked(proof.FirstSequence + (ulong)proof.Index))
        {
            return Finding.Fail($"Result {receipt.Result.Sequence} cannot be number {proof.Index + 1} of a batch from {proof.FirstSequence} on.");
        }

        if (receipt.Request.RecipientSession != default && receipt.Request.RecipientSession != receipt.Session.Id)
        {
            return Finding.Fail($"The input was for session {receipt.Request.RecipientSession}.");
        }

        var batch = new TaskResultBatch(receipt.Session.Id, root, proof.Count, proof.FirstSequence);
        var digest = new Eip712Domain(receipt.ChainId).Digest(batch.StructHash());
        return Finding.From(
            proof.Signature.TryRecoverAddress(digest, out var signer) && signer == receipt.Session.SigningKey
                ? null
                : "The batch that holds this result is not signed by the session's key.",
            $"The session's key {receipt.Session.SigningKey} signed it as number {proof.Index + 1} of {proof.Count}.");
    }
}
