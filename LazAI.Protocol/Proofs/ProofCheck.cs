using LazAI.Cryptography;
using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.Groth16;
using LazAI.Engines;
using LazAI.Engines.Circuits;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Models;

namespace LazAI.Protocol.Proofs;

/// <summary>Whether a proof is one of a task's result (PROTOCOL §7.2). Pure: anyone with the record repeats it.</summary>
public static class ProofCheck
{
    /// <summary>What is wrong with a proof, or null. Never throws on its bytes.</summary>
    /// <param name="signedHash">The <c>zkPublicHash</c> of the signed result.</param>
    /// <param name="proof">What came with it.</param>
    /// <param name="model">The model, which is served in mode TEE_ZK.</param>
    /// <param name="input">The input where the verifier may read it, or null: then only class and weights are compared, and that the
    /// commitments are of the task's input and result rests on the session's signature.</param>
    /// <param name="output">The result.</param>
    /// <returns><see cref="ComputeTaskErrors.ProofMissing"/> for what the session has not signed, which therefore proves nothing against it;
    /// <see cref="ComputeTaskErrors.ProofInvalid"/> for what it has.</returns>
    public static Rejection? FindFault(
        Bytes32 signedHash, ResultProof? proof, RegisteredModel model, ReadOnlyMemory<byte>? input, ReadOnlySpan<byte> output)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (proof is null || signedHash == Bytes32.Zero)
        {
            return new(ComputeTaskErrors.ProofMissing, "A result of mode TEE_ZK comes with its proof.");
        }

        if (IsTooLarge(proof))
        {
            return new(
                ComputeTaskErrors.ProofMissing,
                $"A proof has at most {Proof.JsonLengthMaximum} bytes, its public signals {ResultProof.PublicSignalsLengthMaximum}.");
        }

        return proof.ComputeHash() == signedHash
            ? FindFaultOfSigned(proof, model, input, output)
            : new(ComputeTaskErrors.ProofMissing, "zkPublicHash is not that of this proof, its public signals and its salt.");
    }

    /// <summary>Whether it is longer than any proof is: kept nowhere.</summary>
    public static bool IsTooLarge(ResultProof proof)
    {
        ArgumentNullException.ThrowIfNull(proof);
        return proof.Proof.Length > Proof.JsonLengthMaximum || proof.PublicSignals.Length > ResultProof.PublicSignalsLengthMaximum;
    }

    private static Rejection? FindFaultOfSigned(ResultProof proof, RegisteredModel model, ReadOnlyMemory<byte>? input, ReadOnlySpan<byte> output)
    {
        var key = model.VerificationKey;
        Invariant.Require(key is not null, "a model that is served in mode TEE_ZK has a verification key");
        if (!PublicSignals.TryParse(proof.PublicSignals.Span, out var numbers, out var notSignals))
        {
            return Invalid($"The public signals cannot be read: {notSignals}.");
        }

        if (!Proof.TryParse(proof.Proof.Span, out var points, out var notProof))
        {
            return Invalid($"The proof cannot be read: {notProof}.");
        }

        if (numbers.Length != InferenceSignals.Count)
        {
            return Invalid($"An inference has {InferenceSignals.Count} public signals, these are {numbers.Length}.");
        }

        if (FindWrongSignal(InferenceSignals.From(numbers), proof.InputSalt, model.Description, input, output) is { } wrong)
        {
            return Invalid(wrong);
        }

        return key.Verify(in points, numbers, out var refusal) ? null : Invalid($"The proof does not hold: {refusal}.");
    }

    private static string? FindWrongSignal(
        InferenceSignals signals, Bytes32 salt, ModelDescription model, ReadOnlyMemory<byte>? input, ReadOnlySpan<byte> output)
    {
        if (signals.Weights.ToBytes32() != model.ZeroKnowledge!.WeightsCommitment)
        {
            return "The proof is of other weights.";
        }

        if (!ClassificationResult.TryParse(output, out var result) || signals.Class != new Bn254Scalar((ulong)result.Class))
        {
            return "The proof is of another class than the result's.";
        }

        if (input is not { } bytes)
        {
            return null;
        }

        if (!Bn254Scalar.TryRead(salt.AsSpan(), out var scalar))
        {
            return "The salt is no number of the field.";
        }

        var expected = InferenceSignals.Of(signals.Weights, bytes.Span, result, scalar);
        return signals.Input != expected.Input ? "The proof is of another input."
            : signals.Output != expected.Output ? "The proof is of other logits than the result's."
            : null;
    }

    private static Rejection Invalid(string detail) => new(ComputeTaskErrors.ProofInvalid, detail);
}
