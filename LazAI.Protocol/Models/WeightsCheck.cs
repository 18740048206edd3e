using LazAI.Cryptography.Groth16.Proving;
using LazAI.Engines;
using LazAI.Engines.Circuits;

namespace LazAI.Protocol.Models;

/// <summary>Whether stored weights are those that a description commits to, and run (PROTOCOL §6).</summary>
public static class WeightsCheck
{
    /// <summary>Why a model cannot be registered with these weights, or null. Never throws on the bytes.</summary>
    public static Rejection? Refuse(ModelDescription description, ReadOnlySpan<byte> weights)
    {
        ArgumentNullException.ThrowIfNull(description);
        if (weights.Length != description.WeightsBytes || ModelCommitment.Compute(weights) != description.Commitment)
        {
            return new(ModelErrors.WeightsMismatch, "weightsBytes or commitment is not that of the stored weights.");
        }

        // What is built in must run, and on what tasks may bring: results that can be disputed are judged by running the model.
        var (engine, version) = (description.Determinism.Engine, description.Determinism.EngineVersion);
        if (!EngineCatalog.IsBuiltIn(engine, version))
        {
            return null;
        }

        if (!EngineCatalog.TryCreate(engine, version, weights, out _, out var refusal)
            || !EngineCatalog.TryCreateProgram(engine, version, weights, weights.Length, out var program, out refusal))
        {
            return new(ModelErrors.WeightsMismatch, refusal);
        }

        return program.InputBytes == description.InputBytes
            ? null
            : new(ModelErrors.WeightsMismatch, $"inputBytes of these weights is {program.InputBytes}, not {description.InputBytes}.");
    }

    /// <summary>Why inferences of a model with these weights cannot be proven with this key, or null. Never throws on the bytes. Points of the
    /// key are not checked, as only its users could be harmed, who verify their proofs.</summary>
    public static Rejection? RefuseProvingKey(ModelDescription description, ReadOnlySpan<byte> weights, ReadOnlySpan<byte> provingKey)
    {
        ArgumentNullException.ThrowIfNull(description);
        var (determinism, proofs) = (description.Determinism, description.ZeroKnowledge!);
        if (!InferenceCircuit.TryCreate(determinism.Engine, determinism.EngineVersion, weights, out var circuit, out var noCircuit))
        {
            return new(ModelErrors.ProvingKeyMismatch, noCircuit);
        }

        if (circuit.WeightsCommitment.ToBytes32() != proofs.WeightsCommitment)
        {
            return new(ModelErrors.ProvingKeyMismatch, $"zeroKnowledge.weightsCommitment of these weights is {circuit.WeightsCommitment.ToBytes32()}.");
        }

        if (provingKey.Length != proofs.ProvingKeyBytes
            || !ProvingKey.TryReadTrusted(provingKey, proofs.ProvingKeyHash, out var key, out _))
        {
            return new(ModelErrors.ProvingKeyMismatch, "provingKeyBytes or provingKeyHash is not that of the stored key, or this is no proving key.");
        }

        return proofs.TryReadKey(out var verificationKey, out _) && verificationKey.Hash == key.VerificationKey.Hash
            ? null
            : new(ModelErrors.ProvingKeyMismatch, "zeroKnowledge.verificationKey is not that of the stored proving key.");
    }
}
