using LazAI.Cryptography.Bn254;

namespace LazAI.Cryptography.Groth16;

/// <summary>A proof with what it is said to prove.</summary>
/// <param name="Key">The circuit's key.</param>
/// <param name="Proof">The proof.</param>
/// <param name="Signals">The public signals.</param>
public readonly record struct Statement(VerificationKey Key, Proof Proof, ReadOnlyMemory<Bn254Scalar> Signals);
