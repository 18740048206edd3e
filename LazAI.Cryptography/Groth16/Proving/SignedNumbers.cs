using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.ScalarModulus>;

namespace LazAI.Cryptography.Groth16.Proving;

/// <summary>
/// The numbers of a sum of points that are not 0, each as its size and its sign, so that -1 is as short as 1. Circuits are full of bits
/// and small numbers; all that is left out here costs no addition of points.
/// </summary>
internal sealed class SignedNumbers : IDisposable
{
    /// <summary>Words of a number, lowest first.</summary>
    public const int WordsPerNumber = 4;

    private static readonly ulong[] _half = Words((Fr.Modulus - 1) / 2);

    private readonly int[] _places;
    private readonly ulong[] _words;

    public SignedNumbers(ReadOnlySpan<Fr> values)
    {
        _places = new int[values.Length];
        _words = GC.AllocateUninitializedArray<ulong>(WordsPerNumber * values.Length);
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i].IsZero)
            {
                continue;
            }

            var words = _words.AsSpan(WordsPerNumber * Count, WordsPerNumber);
            values[i].ToWords(words);
            var isNegative = IsAboveHalf(words);
            if (isNegative)
            {
                (-values[i]).ToWords(words);
            }

            _places[Count++] = 2 * i + (isNegative ? 1 : 0);
        }
    }

    /// <summary>How many numbers are not 0.</summary>
    public int Count { get; private set; }

    /// <summary>Twice the place of each number among all, plus one where it is negative.</summary>
    public ReadOnlySpan<int> Places => _places.AsSpan(0, Count);

    /// <summary>The sizes.</summary>
    public ReadOnlySpan<ulong> Sizes => _words.AsSpan(0, WordsPerNumber * Count);

    /// <summary>Overwrites them.</summary>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(_words.AsSpan()));
        Array.Clear(_places);
    }

    private static bool IsAboveHalf(ReadOnlySpan<ulong> words)
    {
        for (var i = WordsPerNumber - 1; i > 0; i--)
        {
            if (words[i] != _half[i])
            {
                return words[i] > _half[i];
            }
        }

        return words[0] > _half[0];
    }

    private static ulong[] Words(System.Numerics.BigInteger number) =>
        [.. Enumerable.Range(0, WordsPerNumber).Select(i => (ulong)((number >> (64 * i)) & ulong.MaxValue))];
}
