using System.Collections.Immutable;
using LazAI.Cryptography.Bn254;

namespace LazAI.Cryptography.R1cs.Circuits;

/// <summary>What the prover of an inference keeps to itself.</summary>
/// <param name="Layers">The model.</param>
/// <param name="Input">One byte for each input.</param>
/// <param name="Salt">
/// A random scalar, new for each inference: without it, who guesses an input could compare its commitment.
/// </param>
public sealed record Int8MlpAssignment(ImmutableArray<Int8MlpLayerWeights> Layers, ImmutableArray<byte> Input, Bn254Scalar Salt);

/// <summary>The numbers of a layer.</summary>
/// <param name="Weights">Output after output, one for each input.</param>
/// <param name="Biases">One for each output.</param>
public sealed record Int8MlpLayerWeights(ImmutableArray<sbyte> Weights, ImmutableArray<int> Biases);
