using System.Collections.Immutable;
using LazAI.Cryptography.Poseidon;

namespace LazAI.Cryptography.R1cs.Gadgets;

/// <summary><see cref="PoseidonListHash"/> in a circuit: 609 constraints for fifteen numbers.</summary>
public static class PoseidonListGadget
{
    /// <summary>The hash of a list under a tag.</summary>
    public static LinearCombination Hash(CircuitBuilder builder, string tag, ImmutableArray<LinearCombination> numbers)
    {
        LinearCombination hash = PoseidonListHash.Start(tag, numbers.Length);
        foreach (var chunk in numbers.Chunk(PoseidonListHash.NumbersPerPermutation))
        {
            hash = PoseidonGadget.Hash(builder, [hash, .. chunk]);
        }

        return hash;
    }
}
