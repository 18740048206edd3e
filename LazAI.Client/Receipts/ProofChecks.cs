using LazAI.Cryptography;
using LazAI.Cryptography.Groth16;
using LazAI.Engines;
using LazAI.Engines.Circuits;
using LazAI.Protocol;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Models;
using LazAI.Protocol.Proofs;
using LazAI.Protocol.Receipts;

namespace LazAI.Client.Receipts;

/// <summary>What shows that the computation itself is right: the mode's own proof, and a second execution here.</summary>
internal static class ProofChecks
{
    /// <summary>The proof that the mode asks for beside the evidence (PROTOCOL §7), and no other.</summary>
    public static Finding ModeProof(Receipt receipt, RegisteredModel model, ReceiptFiles files)
    {
        var mode = receipt.Request.VerifyMode;
        if (receipt.Trace is null == (mode == VerifyMode.Optimistic) || receipt.Proof is null == (mode == VerifyMode.TeeZk))
        {
            return Finding.Fail("A trace belongs to mode OP, a proof to mode TEE_ZK, and either is needed there.");
        }

        return mode switch
        {
            VerifyMode.Optimistic => Trace(receipt),
            VerifyMode.TeeZk => ZeroKnowledge(receipt, model, files),
            _ => Finding.Pass("Mode TEE has none beside the evidence."),
        };
    }

    /// <summary>That the verifier believes in the key with which a proof is verified: its points cannot tell who knows its secrets.</summary>
    public static Finding Setup(Receipt receipt, RegisteredModel model, ReceiptTrust trust)
    {
        if (receipt.Request.VerifyMode != VerifyMode.TeeZk)
        {
            return Finding.Pass("The mode has no proof that would need one.");
        }

        if (model.VerificationKey is not { } key)
        {
            return Finding.Fail("The model's description has no verification key.");
        }

        return trust.Judge(key) switch
        {
            SetupVerdict.Trusted when key.IsOfInsecureDevelopmentSetup =>
                Finding.Pass($"{ReceiptVerification.DevelopmentSetupWarning} The key {key.Hash} is one that you accept."),
            SetupVerdict.Trusted => Finding.Pass($"The key {key.Hash} is of a ceremony that you trust."),
            SetupVerdict.DevelopmentKey => Finding.Fail(
                $"{ReceiptVerification.DevelopmentSetupWarning} If you accept that, name the key's hash {key.Hash} as of a development set-up."),
            _ => Finding.Fail($"You do not trust the set-up of the key with hash {key.Hash}."),
        };
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

        if (receipt.Model.ZeroKnowledge is { } proofs
            && (!InferenceCircuit.TryCreate(engineId, engineVersion, weights.Span, out var circuit, out _)
                || circuit.WeightsCommitment.ToBytes32() != proofs.WeightsCommitment))
        {
            return Finding.Fail("The commitment that proofs are compared with is of other weights than the model's.");
        }

        if (receipt.Request.RecipientSession != default)
        {
            return Finding.NotChecked("The input is encrypted to the session: nobody else can repeat the task.");
        }

        return (receipt.Input ?? files.Input) is { } input
            ? Run(receipt, weights.Span, input.Span)
            : Finding.NotChecked($"The input was not given. It must have Keccak-256 {receipt.Request.DataHash}.");
    }

    private static Finding Trace(Receipt receipt)
    {
        if (receipt.Input is not { } input)
        {
            return Finding.Fail("Mode OP takes inline inputs only.");
        }

        var fault = receipt.Trace!.FindFault(receipt.Model, receipt.Result, input.Span, receipt.Output.Span, out var steps);
        return Finding.From(
            fault, $"The signed trace {receipt.Result.TraceRoot} of {steps} steps begins with this input and ends with this output.");
    }

    private static Finding ZeroKnowledge(Receipt receipt, RegisteredModel model, ReceiptFiles files)
    {
        if (model.VerificationKey is null)
        {
            return Finding.Fail("The model's description has no verification key.");
        }

        var isReadable = receipt.Request.RecipientSession == default;
        var input = isReadable ? receipt.Input ?? files.Input : null;
        var fault = ProofCheck.FindFault(receipt.Result.ZkPublicHash, receipt.Proof, model, input, receipt.Output.Span);
        var statement = "The proof holds: a model with these weights gives an input of the proof's commitment this class";
        return Finding.From(
            fault?.Detail,
            input is not null ? $"{statement}; the commitments are of this input and of these logits."
            : isReadable ? $"{statement}. Whether that is the request's input was not checked: it is not here."
            : $"{statement}. That it is the request's input rests on the session's signature: the input is encrypted to it.");
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
        !engine.TryRun(receipt.Parameters, input, out var output, out var refusal) ? Refused(receipt, refusal)
        : Compare(receipt, output, "", isFalse: !output.AsSpan().SequenceEqual(receipt.Output.Span));

    private static Finding Refused(Receipt receipt, string refusal) =>
        Finding.From(receipt.Status == ComputeTaskStatus.Invalid ? null : $"The model refuses this input: {refusal}", $"The model refuses this input: {refusal}");

    private static Finding RunTraced(Receipt receipt, IModelEngine engine, ReadOnlySpan<byte> input)
    {
        if (!engine.TryTrace(receipt.Parameters, input, out var run, out var refusal))
        {
            return Refused(receipt, refusal);
        }

        // A trace that ends right and is false in between did not harm the result; who proved it in time would have been paid for it.
        var isSigned = run.Trace.ComputeRoot(run.Program) == receipt.Result.TraceRoot;
        return Compare(
            receipt,
            run.Result,
            isSigned ? ", and its trace is the signed one" : "; but its trace is not the signed one, so the worker has signed a false step",
            isFalse: !isSigned);
    }

    /// <param name="isFalse">Whether this run shows that what the session has signed is false.</param>
    private static Finding Compare(Receipt receipt, ReadOnlySpan<byte> output, string trace, bool isFalse)
    {
        var (same, hash) = (output.SequenceEqual(receipt.Output.Span), Keccak256.Hash(output));
        var told = same
            ? $"The model was run again on this input and gives the same {output.Length} bytes{trace}."
            : $"The model gives another result, with Keccak-256 {hash}: the receipt's is false.";
        return receipt.Status == ComputeTaskStatus.Invalid
            ? Finding.From(isFalse ? null : "The model gives exactly what was signed: the worker was convicted without a fault.", told)
            : Finding.From(same ? null : told, told);
    }
}
