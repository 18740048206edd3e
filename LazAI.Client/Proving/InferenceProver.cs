using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using LazAI.Cryptography;
using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.Groth16;
using LazAI.Cryptography.Groth16.Proving;
using LazAI.Engines.Circuits;
using LazAI.Protocol.Models;
using LazAI.Protocol.Proofs;

namespace LazAI.Client.Proving;

/// <summary>Proves inferences of one model (PROTOCOL §7.2). Safe for several threads, each of which proves by itself.</summary>
public sealed class InferenceProver
{
    private const int SaltBytes = 48;

    private readonly InferenceCircuit _circuit;
    private readonly ProvingKey _key;
    private readonly ProvingOptions _options;

    private InferenceProver(InferenceCircuit circuit, ProvingKey key, ProvingOptions options) =>
        (_circuit, _key, _options) = (circuit, key, options);

    /// <summary>What one proof takes at most, known before the first is begun.</summary>
    public ProvingEstimate Estimate => Prover.Estimate(_key);

    /// <summary>A prover for a model, or the lasting reason why it is not proven here.</summary>
    /// <param name="model">What its publisher says of it; <see cref="ModelDescription.ZeroKnowledge"/> is given.</param>
    /// <param name="weights">Its weight file.</param>
    /// <param name="provingKey">The bytes that the description names by their hash.</param>
    /// <param name="memoryBytesMaximum">Work memory of one proof above which the model is refused.</param>
    public static bool TryCreate(
        ModelDescription model,
        ReadOnlySpan<byte> weights,
        ReadOnlySpan<byte> provingKey,
        long memoryBytesMaximum,
        [NotNullWhen(true)] out InferenceProver? prover,
        out string refusal)
    {
        prover = null;
        if (WeightsCheck.RefuseProvingKey(model, weights, provingKey) is { } unfit)
        {
            refusal = unfit.Detail;
            return false;
        }

        if (!InferenceCircuit.TryCreate(model.Determinism.Engine, model.Determinism.EngineVersion, weights, out var circuit, out refusal))
        {
            return false;
        }

        // Points of the key are not checked: every proof is, before it leaves.
        if (!ProvingKey.TryReadTrusted(provingKey, model.ZeroKnowledge!.ProvingKeyHash, out var key, out var unreadable))
        {
            refusal = $"The proving key cannot be read: {unreadable}.";
            return false;
        }

        if (!key.IsOf(circuit.System))
        {
            refusal = "The proving key is of another circuit.";
            return false;
        }

        var options = new ProvingOptions { MaximumDegreeOfParallelism = 1, MemoryBytesMaximum = memoryBytesMaximum };
        prover = new InferenceProver(circuit, key, options);
        if (prover.Estimate.PeakMemoryBytes > memoryBytesMaximum)
        {
            refusal = $"A proof of this model takes up to {prover.Estimate.PeakMemoryBytes >> 20} MiB, there are {memoryBytesMaximum >> 20}.";
            return false;
        }

        return true;
    }

    /// <summary>Proves that the model gives this input its result.</summary>
    /// <param name="input">As the engine takes it.</param>
    /// <param name="discloseSalt">Whether others may see what is committed to; never for an input that is encrypted to the session.</param>
    /// <param name="cancellation">Stops the work.</param>
    public bool TryProve(
        ReadOnlySpan<byte> input, bool discloseSalt, CancellationToken cancellation, [NotNullWhen(true)] out ResultProof? proof, out string refusal)
    {
        proof = null;
        using var random = RandomNumberGenerator.Create();
        Span<byte> bytes = stackalloc byte[SaltBytes];
        random.GetBytes(bytes);
        var salt = Bn254Scalar.Reduce(bytes);
        CryptographicOperations.ZeroMemory(bytes);
        if (!_circuit.TryAssign(input, salt, out var witness))
        {
            refusal = "The input does not fit the model's circuit.";
            return false;
        }

        var outcome = Prover.Prove(_key, _circuit.System, witness, random, _options, cancellation);
        if (outcome is not Proved proved)
        {
            refusal = $"There is no proof: {((NotProved)outcome).Refusal}.";
            return false;
        }

        refusal = "";
        proof = new ResultProof(
            proved.Proof.ToJson(), PublicSignals.ToJson(witness.PublicSignals), discloseSalt ? salt.ToBytes32() : Bytes32.Zero);
        return true;
    }
}
