using System.Runtime.CompilerServices;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.ScalarModulus>;

namespace LazAI.Cryptography.Poseidon;

/// <summary>The permutation Poseidon^π as the paper defines it (section 2.3): constants, S-box, matrix, round by round.</summary>
internal static class PoseidonPermutation
{
    [SkipLocalsInit]
    public static void Permute(Span<Fr> state, PoseidonParameters parameters)
    {
        Span<Fr> next = stackalloc Fr[PoseidonParameters.WidthMaximum];
        next = next[..state.Length];
        var constants = parameters.RoundConstants.AsSpan();
        const int FullRoundsBefore = PoseidonParameters.FullRounds / 2;
        for (var round = 0; round < PoseidonParameters.FullRounds + parameters.PartialRounds; round++)
        {
            for (var i = 0; i < state.Length; i++)
            {
                state[i] += constants[i];
            }

            var isFull = round < FullRoundsBefore || round >= FullRoundsBefore + parameters.PartialRounds;
            for (var i = 0; i < (isFull ? state.Length : 1); i++)
            {
                state[i] = FifthPower(in state[i]);
            }

            for (var i = 0; i < state.Length; i++)
            {
                var row = parameters.Matrix.AsSpan(i * state.Length, state.Length);
                next[i] = row[0] * state[0];
                for (var j = 1; j < state.Length; j++)
                {
                    next[i] += row[j] * state[j];
                }
            }

            next.CopyTo(state);
            constants = constants[state.Length..];
        }
    }

    private static Fr FifthPower(in Fr a) => Fr.Square(Fr.Square(in a)) * a;
}
