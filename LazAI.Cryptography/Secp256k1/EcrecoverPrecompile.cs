using LazAI.Cryptography.Secp256k1;

namespace LazAI.Cryptography;

/// <summary>
/// The EVM's precompiled contract 0x01 (Ethereum yellow paper, appendix E): recovery as contracts see it. It accepts high s, so
/// its input must never serve as an identifier; everywhere else use <see cref="RecoverableSignature"/>.
/// </summary>
public static class EcrecoverPrecompile
{
    private const int InputSize = 128;

    /// <summary>
    /// Runs it on digest ‖ v ‖ r ‖ s, 32 bytes each; short input counts as padded with zeros, what follows is ignored. False stands for
    /// the precompile's empty output.
    /// </summary>
    public static bool TryRecover(ReadOnlySpan<byte> input, out Address signer)
    {
        Span<byte> words = stackalloc byte[InputSize];
        words.Clear();
        input[..Math.Min(input.Length, InputSize)].CopyTo(words);

        signer = default;
        var v = words[63];
        if (words[32..63].ContainsAnyExcept((byte)0) || v is not (27 or 28)
            || !EcdsaSignature.TryParseCompact(words[64..], out var signature)
            || !signature.TryGetScalars(out var r, out var s)
            || !Ecdsa.TryRecover(new Bytes32(words[..32]), in r, in s, v - 27, out var point))
        {
            return false;
        }

        signer = Secp256k1PublicKey.ToAddress(in point);
        return true;
    }
}
