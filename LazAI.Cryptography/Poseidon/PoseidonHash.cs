using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.Poseidon.Lanes;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.ScalarModulus>;

namespace LazAI.Cryptography.Poseidon;

/// <summary>
/// The hash Poseidon over BN254's scalar field with circomlib's parameters: what circuits hash with, since it costs them a hundredth of
/// Keccak-256 or SHA-256.
/// </summary>
/// <remarks>
/// n inputs fill a state of n + 1 words, whose first is 0; the hash is the first word after the permutation. So every number of inputs
/// has a function of its own, and the number is not part of what is hashed: where it varies, hash it along, or use a
/// <see cref="PoseidonMerkleTree"/>. Constant-time. The constants of a width are computed at its first use:
/// some milliseconds for a few inputs, some tens for sixteen.
/// </remarks>
public static class PoseidonHash
{
    /// <summary>Inputs at most.</summary>
    public const int InputsMaximum = PoseidonParameters.WidthMaximum - 1;

    /// <summary>The hash of 1 to 16 numbers: circomlib's template <c>Poseidon</c>.</summary>
    /// <exception cref="ArgumentException">There are no inputs, or more than <see cref="InputsMaximum"/>.</exception>
    public static Bn254Scalar Hash(params ReadOnlySpan<Bn254Scalar> inputs)
    {
        Bn254Scalar output = default;
        Hash(inputs, default, new Span<Bn254Scalar>(ref output));
        return output;
    }

    /// <summary>
    /// Many hashes of equally many inputs, each the same as <see cref="Hash(ReadOnlySpan{Bn254Scalar})"/> gives, in a fraction of the
    /// time: eight at once with AVX-512, four with AVX2.
    /// </summary>
    /// <param name="inputs">Those of the first hash, those of the second, and so on.</param>
    /// <param name="inputsPerHash">1 to 16.</param>
    /// <param name="hashes">Room for the hashes, outside of the inputs.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="inputsPerHash"/> is not 1 to <see cref="InputsMaximum"/>.</exception>
    /// <exception cref="ArgumentException">There are not so many inputs for each hash, or the spans overlap.</exception>
    public static void HashBatch(ReadOnlySpan<Bn254Scalar> inputs, int inputsPerHash, Span<Bn254Scalar> hashes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputsPerHash, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(inputsPerHash, InputsMaximum);
        if (inputs.Length != (long)inputsPerHash * hashes.Length)
        {
            throw new ArgumentException("There must be as many inputs as all hashes take together.", nameof(inputs));
        }

        if (inputs.Overlaps(hashes))
        {
            throw new ArgumentException("Hashes would overwrite inputs.", nameof(hashes));
        }

        for (var i = LaneHash.Hash(inputs, inputsPerHash, hashes); i < hashes.Length; i++)
        {
            hashes[i] = Hash(inputs.Slice(i * inputsPerHash, inputsPerHash));
        }
    }

    /// <summary>The first words of the state after the permutation: circomlib's template <c>PoseidonEx</c>.</summary>
    /// <param name="inputs">1 to 16 numbers.</param>
    /// <param name="initialState">The first word before the permutation.</param>
    /// <param name="outputs">Room for up to one word more than there are inputs.</param>
    /// <exception cref="ArgumentException">The number of inputs or outputs is out of bounds.</exception>
    public static void Hash(ReadOnlySpan<Bn254Scalar> inputs, Bn254Scalar initialState, Span<Bn254Scalar> outputs)
    {
        if (inputs.Length is < 1 or > InputsMaximum)
        {
            throw new ArgumentException("Poseidon takes 1 to 16 inputs.", nameof(inputs));
        }

        if (outputs.Length > inputs.Length + 1)
        {
            throw new ArgumentException("There is one output more than inputs at most.", nameof(outputs));
        }

        Span<Fr> state = stackalloc Fr[PoseidonParameters.WidthMaximum];
        state = state[..(inputs.Length + 1)];
        state[0] = initialState.Element;
        for (var i = 0; i < inputs.Length; i++)
        {
            state[i + 1] = inputs[i].Element;
        }

        PoseidonPermutation.OfWidth(state.Length).Permute(state, outputs.Length);
        for (var i = 0; i < outputs.Length; i++)
        {
            outputs[i] = new Bn254Scalar(in state[i]);
        }
    }
}
