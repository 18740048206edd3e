using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.R1cs.Circuits;

namespace LazAI.Engines.Circuits;

/// <summary>The public signals of an inference's proof, in the verifier's order.</summary>
/// <param name="Weights">Poseidon commitment of the weights; the same for all proofs of a model.</param>
/// <param name="Input">Salted Poseidon commitment of the input.</param>
/// <param name="Output">Poseidon commitment of the logits, under the same salt.</param>
/// <param name="Class">Index of the greatest logit.</param>
public readonly record struct InferenceSignals(Bn254Scalar Weights, Bn254Scalar Input, Bn254Scalar Output, Bn254Scalar Class)
{
    public const int Count = 4;

    /// <summary>What the signals of an inference with this input and result are.</summary>
    public static InferenceSignals Of(Bn254Scalar weights, ReadOnlySpan<byte> input, ClassificationResult result, Bn254Scalar salt)
    {
        ArgumentNullException.ThrowIfNull(result);
        return new(
            weights,
            Int8MlpCommitments.CommitToInput(input, salt),
            Int8MlpCommitments.CommitToOutput(result.Logits.AsSpan(), salt),
            new Bn254Scalar((ulong)result.Class));
    }

    /// <summary>The signals of a list, which has <see cref="Count"/> of them.</summary>
    public static InferenceSignals From(ReadOnlySpan<Bn254Scalar> signals) => new(signals[0], signals[1], signals[2], signals[3]);
}
