using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.Poseidon;
using LazAI.Testing;
using Xunit.Abstractions;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.ScalarModulus>;

namespace LazAI.Cryptography.Tests.Poseidon;

/// <summary>The permutation with its partial rounds as a recurrence, against the paper's definition.</summary>
public class PoseidonPermutationTests(ITestOutputHelper output)
{
    public static TheoryData<int> Widths =>
        [.. Enumerable.Range(PoseidonParameters.WidthMinimum, PoseidonParameters.WidthMaximum - PoseidonParameters.WidthMinimum + 1)];

    [Theory]
    [MemberData(nameof(Widths))]
    public void Permute_AnyState_IsWhatThePaperDefines(int width)
    {
        var random = TestSeed.Create(output);
        var parameters = new PoseidonParameters(width);
        for (var i = 0; i < 10; i++)
        {
            var state = new Fr[width];
            for (var word = 0; word < width; word++)
            {
                state[word] = random.Next(4) switch
                {
                    0 => Fr.Zero,
                    1 => -Fr.One,
                    _ => RandomElement(random),
                };
            }

            var expected = Defined(state, parameters);
            foreach (var wanted in (int[])[1, width])
            {
                var permuted = state.ToArray();
                PoseidonPermutation.OfWidth(width).Permute(permuted, wanted);
                Assert.Equal(expected[..wanted], permuted[..wanted]);
            }
        }
    }

    // Section 2.3: add the constants, raise to the fifth power (all words, or the first one in partial rounds), multiply by M.
    private static Fr[] Defined(Fr[] state, PoseidonParameters parameters)
    {
        var width = state.Length;
        for (var round = 0; round < PoseidonParameters.FullRounds + parameters.PartialRounds; round++)
        {
            var added = state.Select((word, i) => word + parameters.RoundConstants[round * width + i]);
            var isPartial = round is >= PoseidonParameters.FullRounds / 2 && round < PoseidonParameters.FullRounds / 2 + parameters.PartialRounds;
            var raised = added.Select((word, i) => isPartial && i > 0 ? word : word * word * word * word * word).ToArray();
            state = [.. Enumerable.Range(0, width).Select(row =>
                raised.Select((word, column) => word * parameters.Matrix[row * width + column]).Aggregate((a, b) => a + b))];
        }

        return state;
    }

    private static Fr RandomElement(Random random)
    {
        var bytes = new byte[48];
        random.NextBytes(bytes);
        return Bn254Scalar.Reduce(bytes).Element;
    }
}
