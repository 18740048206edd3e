using LazAI.Cryptography;
using LazAI.Engines;
using LazAI.Protocol;
using LazAI.Protocol.Models;
using LazAI.Protocol.Receipts;

namespace LazAI.Client.Receipts;

/// <summary>What shows that the computation itself is right: the mode's own proof, and a second execution here.</summary>
internal static class ProofChecks
{
    /// <summary>The proof that the mode asks for beside the evidence (PROTOCOL §7), and no other.</summary>
    public static Finding ModeProof(Receipt receipt)
    {
        if (receipt.Request.VerifyMode != VerifyMode.Optimistic)
        {
            return Finding.From(
                receipt.Trace is null ? null : $"The receipt has a trace, which mode {ModeName(receipt)} does not.",
                "Mode TEE has none beside the evidence.");
        }

        if (receipt.Trace is not { } trace)
        {
            return Finding.Fail("A receipt of mode OP has a trace, this one does not.");
        }

        if (receipt.Input is not { } input)
        {
            return Finding.Fail("Mode OP takes inline inputs only.");
        }

        var fault = trace.FindFault(receipt.Model, receipt.Result, input.Span, receipt.Output.Span, out var steps);
        return Finding.From(
            fault, $"The signed trace {receipt.Result.TraceRoot} of {steps} steps begins with this input and ends with this output.");
    }

    /// <summary>The strongest that a stranger can do: run the model on the input. Engines give the same bits everywhere.</summary>
    public static Finding Recomputation(Receipt receipt, ReceiptFiles files)
    {
        var (engineId, engineVersion) = (receipt.Model.Determinism.Engine, receipt.Model.Determinism.EngineVersion);
        if (files.Weights is not { } weights)
        {
            return Finding.NotChecked("No weights were given: the model has not been run again here.");
        }

        if (WeightsCheck.Refuse(receipt.Model, weights.Span) is { } refusal)
        {
            return Finding.Fail($"The weights that were given are not those that the receipt commits to: {refusal.Detail}");
        }

        if (!EngineCatalog.IsBuiltIn(engineId, engineVersion))
        {
            return Finding.NotChecked($"The weights are the model's, but this verifier has no engine {engineId} {engineVersion}.");
        }

        if (receipt.Request.RecipientSession != default)
        {
            return Finding.NotChecked("The input is encrypted to the session: nobody else can repeat the task.");
        }

        return (receipt.Input ?? files.Input) is { } input
            ? Run(receipt, weights.Span, input.Span)
            : Finding.NotChecked($"The input was not given. It must have Keccak-256 {receipt.Request.DataHash}.");
    }

    private static Finding Run(Receipt receipt, ReadOnlySpan<byte> weights, ReadOnlySpan<byte> input)
    {
        if (Keccak256.Hash(input) != receipt.Request.DataHash)
        {
            return Finding.Fail("The input is not the one whose hash the request carries.");
        }

        var determinism = receipt.Model.Determinism;
        if (!EngineCatalog.TryCreate(determinism.Engine, determinism.EngineVersion, weights, out var engine, out var refusal))
        {
            return Finding.Fail($"The model does not run: {refusal}");
        }

        return receipt.Request.VerifyMode == VerifyMode.Optimistic ? RunTraced(receipt, engine, input) : RunPlain(receipt, engine, input);
    }

    private static Finding RunPlain(Receipt receipt, IModelEngine engine, ReadOnlySpan<byte> input) =>
        !engine.TryRun(receipt.Parameters, input, out var output, out var refusal) ? Finding.Fail($"The model refuses this input: {refusal}")
        : Compare(receipt, output, "");

    private static Finding RunTraced(Receipt receipt, IModelEngine engine, ReadOnlySpan<byte> input)
    {
        if (!engine.TryTrace(receipt.Parameters, input, out var run, out var refusal))
        {
            return Finding.Fail($"The model refuses this input: {refusal}");
        }

        // A trace that ends right and is false in between did not harm the result; who proved it in time would have been paid for it.
        return Compare(receipt, run.Result, run.Trace.ComputeRoot(run.Program) == receipt.Result.TraceRoot
            ? ", and its trace is the signed one"
            : "; but its trace is not the signed one, so the worker has signed a false step");
    }

    private static Finding Compare(Receipt receipt, ReadOnlySpan<byte> output, string trace) => Finding.From(
        output.SequenceEqual(receipt.Output.Span)
            ? null
            : $"The model gives another result, with Keccak-256 {Keccak256.Hash(output)}: the receipt's is false.",
        $"The model was run again on this input and gives the same {output.Length} bytes{trace}.");

    private static string ModeName(Receipt receipt) => receipt.Request.VerifyMode == VerifyMode.TeeZk ? "TEE_ZK" : "TEE";
}
