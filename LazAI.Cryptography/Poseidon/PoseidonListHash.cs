using System.Text;
using LazAI.Cryptography.Bn254;

namespace LazAI.Cryptography.Poseidon;

/// <summary>
/// The hash of a list of any length under a tag: Poseidon over up to fifteen numbers at a time and the hash so far, which begins as
/// tag · 2^32 + number of numbers (Merkle and Damgård's way). So lists of different lengths or tags have nothing in common.
/// </summary>
public static class PoseidonListHash
{
    /// <summary>Bytes of a tag at most.</summary>
    public const int TagLengthMaximum = 24;

    /// <summary>Numbers that one permutation takes besides the hash so far.</summary>
    public const int NumbersPerPermutation = PoseidonHash.InputsMaximum - 1;

    /// <summary>Hashes a list.</summary>
    /// <param name="tag">What the list is, in ASCII: one to 24 characters.</param>
    /// <param name="numbers">The list, of one number at least.</param>
    /// <exception cref="ArgumentException">The tag or the list is empty or too long.</exception>
    public static Bn254Scalar Hash(string tag, params ReadOnlySpan<Bn254Scalar> numbers)
    {
        var hash = Start(tag, numbers.Length);
        for (var rest = numbers; !rest.IsEmpty;)
        {
            var taken = Math.Min(rest.Length, NumbersPerPermutation);
            hash = PoseidonHash.Hash([hash, .. rest[..taken]]);
            rest = rest[taken..];
        }

        return hash;
    }

    internal static Bn254Scalar Start(string tag, int count)
    {
        ArgumentNullException.ThrowIfNull(tag);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (tag.Length is 0 or > TagLengthMaximum || !Ascii.IsValid(tag))
        {
            throw new ArgumentException("A tag is 1 to 24 characters of ASCII.", nameof(tag));
        }

        return Bn254Scalar.Reduce(Encoding.ASCII.GetBytes(tag)) * new Bn254Scalar(1UL << 32) + new Bn254Scalar((ulong)count);
    }
}
