using LazAI.Cryptography;

namespace LazAI.Protocol.Proofs;

/// <summary>A zero-knowledge proof of a result as its worker publishes it (PROTOCOL §7.2), in the files of snarkjs.</summary>
/// <param name="Proof">proof.json.</param>
/// <param name="PublicSignals">public.json.</param>
/// <param name="InputSalt">The salt of the commitments to input and output where the input is public anyway; zero where it stays in the enclave.</param>
public sealed record ResultProof(ReadOnlyMemory<byte> Proof, ReadOnlyMemory<byte> PublicSignals, Bytes32 InputSalt)
{
    /// <summary>Bytes of public.json: four numbers of up to 77 digits, with room for spaces.</summary>
    public const int PublicSignalsLengthMaximum = 1_024;

    /// <summary><c>zkPublicHash = H(H(publicSignals) ‖ H(proof) ‖ salt)</c>: with it the session signs all of the proof.</summary>
    public Bytes32 ComputeHash()
    {
        Span<byte> words = stackalloc byte[3 * Bytes32.Size];
        Keccak256.Hash(PublicSignals.Span).CopyTo(words);
        Keccak256.Hash(Proof.Span).CopyTo(words[Bytes32.Size..]);
        InputSalt.CopyTo(words[(2 * Bytes32.Size)..]);
        return Keccak256.Hash(words);
    }
}
