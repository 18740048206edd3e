namespace LazAI.Cryptography.Curves;

/// <summary>Which points go into which bucket of N. Pippenger's method, by the digits of their numbers.</summary>
internal static class BucketSort
{
    /// <summary>One set of buckets for each digit: a digit's set is summed up for itself and then weighted.</summary>
    /// <param name="digits">The digits of the first number, lowest first, then those of the second and so on.</param>
    /// <param name="digitsPerNumber">Digits of a number.</param>
    /// <param name="buckets">Buckets in a set: the largest digit.</param>
    /// <param name="starts">Where each bucket starts; one more than there are buckets in all sets.</param>
    /// <param name="entries">As many as there are digits that are not 0.</param>
    public static void ByDigit(ReadOnlySpan<short> digits, int digitsPerNumber, int buckets, Span<int> starts, Span<int> entries) =>
        Sort(digits, digitsPerNumber, buckets, starts, entries, Math.Max(1, digits.Length), isTable: false);

    /// <summary>
    /// One set of buckets for each sum: point w * n + i of the table is what digit w of number i counts, so all digits go into the same set.
    /// </summary>
    public static void BySum(
        ReadOnlySpan<short> digits, int digitsPerNumber, int buckets, int numbersPerSum, Span<int> starts, Span<int> entries) =>
        Sort(digits, digitsPerNumber, buckets, starts, entries, numbersPerSum, isTable: true);

    private static void Sort(
        ReadOnlySpan<short> digits, int digitsPerNumber, int buckets, Span<int> starts, Span<int> entries, int numbersPerSum, bool isTable)
    {
        var numbers = digits.Length / digitsPerNumber;
        var (bucketsPerDigit, entriesPerDigit) = isTable ? (0, 2 * numbers) : (buckets, 0);
        starts.Clear();
        for (var (i, position) = (0, 0); i < numbers; i++)
        {
            var set = i / numbersPerSum * buckets - 1;
            for (var w = 0; w < digitsPerNumber; w++, position++)
            {
                var digit = (int)digits[position];
                if (digit != 0)
                {
                    starts[set + w * bucketsPerDigit + Math.Abs(digit)]++;
                }
            }
        }

        var total = 0;
        for (var bucket = 0; bucket < starts.Length; bucket++)
        {
            total += starts[bucket];
            starts[bucket] = total;
        }

        // Filled from the ends, so that the starts are right afterwards.
        for (var i = numbers - 1; i >= 0; i--)
        {
            var set = i / numbersPerSum * buckets - 1;
            for (var w = 0; w < digitsPerNumber; w++)
            {
                var digit = (int)digits[i * digitsPerNumber + w];
                if (digit != 0)
                {
                    entries[--starts[set + w * bucketsPerDigit + Math.Abs(digit)]] = w * entriesPerDigit + 2 * i + (digit < 0 ? 1 : 0);
                }
            }
        }
    }
}
