using System.Collections.Immutable;
using LazAI.Cryptography.Bn254;

namespace LazAI.Cryptography.R1cs.Gadgets;

/// <summary>
/// A list of small numbers as few field elements: the numbers and then a 1, the first one lowest, as many as fit into 31 bytes each. Free.
/// </summary>
/// <remarks>
/// The 1 marks the end, so that lists of different lengths have different elements. <b>Every number is known to have so many bits at
/// most</b>; only then do the elements stand for one list.
/// </remarks>
public static class PackingGadget
{
    /// <summary>Bits of an element that are used: 31 bytes.</summary>
    public const int ElementBits = 248;

    /// <summary>How many numbers go into an element.</summary>
    public static int PerElement(int bits) => bits is >= 1 and <= ElementBits ? ElementBits / bits : throw new ArgumentOutOfRangeException(nameof(bits));

    /// <summary>Packs numbers of a circuit.</summary>
    public static ImmutableArray<LinearCombination> Pack(IEnumerable<LinearCombination> numbers, int bits)
    {
        var shift = BitsGadget.PowerOfTwo(bits);
        return [.. numbers.Append(1).Chunk(PerElement(bits)).Select(chunk =>
        {
            var (sum, factor) = (new TermSum(), Bn254Scalar.One);
            foreach (var number in chunk)
            {
                sum.Add(number, in factor.Element);
                factor *= shift;
            }

            return sum.ToLinearCombination();
        })];
    }

    /// <summary>Packs numbers, as the circuit does.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number has more bits.</exception>
    public static ImmutableArray<Bn254Scalar> Pack(IEnumerable<ulong> numbers, int bits)
    {
        var shift = BitsGadget.PowerOfTwo(bits);
        return [.. numbers.Append(1UL).Chunk(PerElement(bits)).Select(chunk =>
        {
            var (sum, factor) = (Bn254Scalar.Zero, Bn254Scalar.One);
            foreach (var number in chunk)
            {
                if (bits < 64)
                {
                    ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, 1UL << bits, nameof(numbers));
                }

                sum += factor * new Bn254Scalar(number);
                factor *= shift;
            }

            return sum;
        })];
    }
}
