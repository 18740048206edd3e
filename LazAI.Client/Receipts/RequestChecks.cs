using System.Collections.Immutable;
using System.Text;
using LazAI.Cryptography;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Models;
using LazAI.Protocol.Receipts;

namespace LazAI.Client.Receipts;

/// <summary>That the receipt is about exactly what the submitter has asked for.</summary>
internal static class RequestChecks
{
    public static Finding TaskId(Receipt receipt)
    {
        var computed = receipt.Request.ComputeTaskId();
        return Finding.From(
            computed == receipt.TaskId ? null : $"The request gives task id {computed}, the receipt names {receipt.TaskId}.",
            "It is the hash of the request (EIP-712).");
    }

    public static Finding Parameters(Receipt receipt) => Finding.From(
        Keccak256.Hash(Encoding.UTF8.GetBytes(receipt.Parameters)) == receipt.Request.ParametersHash
            ? null
            : "The parameters are not those whose hash the request carries.",
        "Their Keccak-256 is the one in the request.");

    public static Finding Input(Receipt receipt, ReceiptFiles files)
    {
        var inline = receipt.Request.DataLocation == TaskRequest.Inline;
        return (inline, receipt.Input, files.Input) switch
        {
            (true, { } input, _) => Compare(receipt, input.Span),
            (true, null, _) => Finding.Fail("The input is inline and missing."),
            (false, { }, _) => Finding.Fail("The receipt carries an input that the request says lies elsewhere."),
            (false, null, { } input) => Compare(receipt, input.Span),
            (false, null, null) => Finding.NotChecked(
                $"It lies at {receipt.Request.DataLocation}; what is there must have Keccak-256 {receipt.Request.DataHash}."),
        };
    }

    private static Finding Compare(Receipt receipt, ReadOnlySpan<byte> input) => Finding.From(
        Keccak256.Hash(input) == receipt.Request.DataHash ? null : "The input is not the one whose hash the request carries.",
        $"{input.Length} bytes; their Keccak-256 is the one in the request.");

    public static Finding Submission(Receipt receipt)
    {
        var proof = receipt.Submission;
        if (!SignedRoot.TryCompute(receipt.Request.StructHash(), proof.Index, proof.Count, proof.Path, out var root))
        {
            return Finding.Fail("The request's Merkle path does not fit its place in the submission.");
        }

        var submission = new TaskSubmission(receipt.Request.Submitter, root, proof.Count, proof.Nonce, proof.DeadlineSlot);
        var digest = new Eip712Domain(receipt.ChainId).Digest(submission.StructHash());
        return Finding.From(
            proof.Signature.TryRecoverAddress(digest, out var signer) && signer == receipt.Request.Submitter
                ? null
                : $"The submission that holds this request is not signed by {receipt.Request.Submitter}.",
            $"{receipt.Request.Submitter} signed it as number {proof.Index + 1} of {proof.Count}.");
    }

    public static Finding Model(Receipt receipt, RegisteredModel model)
    {
        if (model.Id != receipt.Request.ModelId)
        {
            return Finding.Fail($"The description is of model {model.Id}, the request names {receipt.Request.ModelId}.");
        }

        return Finding.From(
            receipt.Model.VerifyModes.Contains(receipt.Request.VerifyMode)
                ? null
                : $"The model is not served in the requested mode {receipt.Request.VerifyMode}.",
            $"{receipt.Model.Name} {receipt.Model.Version} by {receipt.Model.Publisher}, as requested.");
    }

    /// <summary>The request names publisher, name and version by the model id; all else that is said of the model is the publisher's word.</summary>
    public static Finding Registration(Receipt receipt, RegisteredModel model)
    {
        var publisher = receipt.Model.Publisher;
        var registration = new ModelRegistration(
            publisher, model.Id, receipt.Model.ComputeHash(), receipt.Registration.Nonce, receipt.Registration.DeadlineSlot);
        var digest = new Eip712Domain(receipt.ChainId).Digest(registration.StructHash());
        return Finding.From(
            receipt.Registration.Signature.TryRecoverAddress(digest, out var signer) && signer == publisher
                ? null
                : $"The description is not signed by the model's publisher {publisher}.",
            $"{publisher} signed the description, with price and evidence policy.");
    }

    public static Finding Description(Receipt receipt, ImmutableArray<Bytes32> accepted)
    {
        var hash = receipt.Model.ComputeHash();
        if (accepted.IsDefaultOrEmpty)
        {
            return Finding.NotChecked(
                $"No description was given to compare with: price and evidence policy are what the publisher wants. If you accept {hash}, name it.");
        }

        return Finding.From(
            accepted.Contains(hash) ? null : $"The description has hash {hash}, which is none that you accept.",
            $"Its hash {hash} is one that you accept.");
    }
}
