using System.Collections.Immutable;
using System.Security.Cryptography;

namespace LazAI.Cryptography.SecretSharing;

/// <summary>
/// Secrets in n shares of which any t give the secret back and fewer say nothing about it (A. Shamir, "How to share a secret", 1979):
/// values of a random polynomial of degree t - 1 at 1..n, the secret being its value at 0.
/// </summary>
/// <remarks>
/// Constant-time in the secret and the values of shares; not in indices, thresholds and reasons of refusal. Shares are not signed: with
/// exactly t of them a wrong one goes unnoticed and gives another secret, with more than t it is noticed.
/// </remarks>
public abstract class ShamirSecretSharing
{
    /// <summary>Shares of a secret at most.</summary>
    public const int SharesMaximum = 255;

    /// <summary>Bytes of a secret.</summary>
    public const int SecretSize = 32;

    private protected ShamirSecretSharing()
    {
    }

    /// <summary>Over the scalar field of BN254: secrets below its r, about 2^253.6.</summary>
    public static ShamirSecretSharing Bn254 { get; } = new ShamirPolynomials<Fields.MontgomeryField256<Cryptography.Bn254.ScalarModulus>>();

    /// <summary>Over the scalar field of BLS12-381: secrets below its r, about 2^254.9; so any BLS secret key.</summary>
    public static ShamirSecretSharing Bls12381 { get; } = new ShamirPolynomials<Fields.MontgomeryField256<Cryptography.Bls12381.ScalarModulus>>();

    /// <summary>Makes shares with the indices 1 to <paramref name="count"/>.</summary>
    /// <param name="secret">32 big-endian bytes, below the order of the field.</param>
    /// <param name="threshold">How many shares give the secret back.</param>
    /// <param name="count">How many shares there are, 255 at most.</param>
    /// <param name="randomNumberGenerator">Source of the polynomial.</param>
    /// <param name="shares">The shares, or nothing on a refusal.</param>
    public abstract ShamirRefusal Share(
        ReadOnlySpan<byte> secret, int threshold, int count, RandomNumberGenerator randomNumberGenerator, out ImmutableArray<ShamirShare> shares);

    /// <summary>
    /// The secret by Lagrange's interpolation at 0 from the first <paramref name="threshold"/> shares; all others must lie on the same
    /// polynomial.
    /// </summary>
    /// <param name="shares">At least as many as the threshold, in any order.</param>
    /// <param name="threshold">As when the shares were made.</param>
    /// <param name="secret">Room for 32 bytes, cleared on a refusal; whoever called clears it after use.</param>
    /// <exception cref="ArgumentException">There is no room for the secret.</exception>
    public abstract ShamirRefusal Reconstruct(ReadOnlySpan<ShamirShare> shares, int threshold, Span<byte> secret);
}
