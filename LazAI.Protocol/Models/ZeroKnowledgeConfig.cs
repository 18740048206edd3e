using System.Diagnostics.CodeAnalysis;
using LazAI.Cryptography;
using LazAI.Cryptography.Groth16;
using LazAI.Cryptography.Groth16.Proving;
using LazAI.Engines.Circuits;

namespace LazAI.Protocol.Models;

/// <summary>How inferences of a model are proven in zero knowledge (PROTOCOL §6, §7.2).</summary>
/// <param name="VerificationKey">snarkjs' verification_key.json of the model's circuit.</param>
/// <param name="ProvingKeyHash">Keccak-256 of the proving key, under which it is stored beside the weights.</param>
/// <param name="ProvingKeyBytes">Its size.</param>
/// <param name="WeightsCommitment">Poseidon commitment of the weights: the first public signal of each proof.</param>
public sealed record ZeroKnowledgeConfig(
    ReadOnlyMemory<byte> VerificationKey, Bytes32 ProvingKeyHash, long ProvingKeyBytes, Bytes32 WeightsCommitment)
{
    /// <summary>Bytes of verification_key.json: a few times what snarkjs writes for four signals.</summary>
    public const int VerificationKeyLengthMaximum = 16 * 1024;

    /// <summary>What a publisher says of a model whose inferences are proven with this key.</summary>
    /// <param name="circuit">The model's circuit, which the key is of.</param>
    /// <param name="key">The key.</param>
    /// <param name="keyBytes">Its canonical form, to be stored under its Keccak-256.</param>
    /// <exception cref="ArgumentException">The key is of another circuit.</exception>
    public static ZeroKnowledgeConfig Of(InferenceCircuit circuit, ProvingKey key, ReadOnlySpan<byte> keyBytes)
    {
        ArgumentNullException.ThrowIfNull(circuit);
        ArgumentNullException.ThrowIfNull(key);
        return key.IsOf(circuit.System)
            ? new(key.VerificationKey.ToJson(), Keccak256.Hash(keyBytes), keyBytes.Length, circuit.WeightsCommitment.ToBytes32())
            : throw new ArgumentException("The proving key is of another circuit.", nameof(key));
    }

    /// <summary>Reads the key, or says what is wrong with this block.</summary>
    public bool TryReadKey([NotNullWhen(true)] out VerificationKey? key, out string fault)
    {
        key = null;
        if (VerificationKey.Length > VerificationKeyLengthMaximum)
        {
            fault = $"verificationKey has at most {VerificationKeyLengthMaximum} bytes";
            return false;
        }

        if (!Cryptography.Groth16.VerificationKey.TryParse(VerificationKey.Span, out var read, out var refusal))
        {
            fault = $"verificationKey is none that can be used: {refusal}";
            return false;
        }

        if (read.SignalCount != InferenceSignals.Count)
        {
            fault = $"verificationKey is of a circuit with {read.SignalCount} public signals, those of inferences have {InferenceSignals.Count}";
            return false;
        }

        (key, fault) = (read, "");
        return true;
    }
}
