using System.Runtime.CompilerServices;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.ScalarModulus>;

namespace LazAI.Cryptography.Poseidon;

/// <summary>
/// The permutation Poseidon^π (section 2.3 of the paper), with its partial rounds brought into a form that costs less.
/// </summary>
/// <remarks>
/// Between two S-boxes of partial rounds everything is linear. With the matrix cut as M = (d c; b A) along its first row and
/// column, the first words u and their S-boxes' outputs s are the output and the input of a linear system of n = t - 1 states y:
/// u' = d s + c y, y' = b s + A y. Such a system is also a recurrence on the last n outputs and inputs (Cayley and Hamilton):
/// u_(k+1) = β_0 s_k + Σ β_j s_(k-j) - Σ a_j u_(k+1-j) with j = 1..n and a_j the coefficients of A's characteristic polynomial. That
/// is one sum of products, with one reduction, where the paper's sparse matrices (appendix B) need t. Scaling round k by γ_k,
/// γ_(k+1) = γ_k^5/β_0, makes the factor of s_k one, so that the sum no longer waits for the S-box.
/// </remarks>
internal sealed class PoseidonPermutation
{
    /// <summary>Full rounds before the partial ones; as many come after.</summary>
    public const int FullRoundsBefore = PoseidonParameters.FullRounds / 2;

    private static readonly PoseidonPermutation?[] _cache = new PoseidonPermutation?[PoseidonParameters.WidthMaximum + 1];

    private readonly Fr[] _matrix;
    private readonly Fr[][] _constantsAfter;

    private PoseidonPermutation(PoseidonParameters parameters)
    {
        Width = parameters.Width;
        _matrix = parameters.Matrix;
        Partial = new PartialRounds(parameters);

        Fr[] Constants(int round) => parameters.RoundConstants.AsSpan(round * Width, Width).ToArray();
        IEnumerable<Fr[]> ConstantsAfterAllButTheLast(int firstRound) => Enumerable.Range(firstRound + 1, FullRoundsBefore - 1).Select(Constants);
        InitialConstants = Constants(0);
        _constantsAfter =
        [
            .. ConstantsAfterAllButTheLast(0), Partial.ConstantsBefore,
            .. ConstantsAfterAllButTheLast(FullRoundsBefore + parameters.PartialRounds), new Fr[Width],
        ];
    }

    /// <summary>t.</summary>
    public int Width { get; }

    /// <summary>What is added before the first S-boxes.</summary>
    public Fr[] InitialConstants { get; }

    /// <summary>What is between the full rounds of the first and the second half.</summary>
    public PartialRounds Partial { get; }

    /// <summary>Made when first asked for, since most programs use one or two widths.</summary>
    public static PoseidonPermutation OfWidth(int width) =>
        Volatile.Read(ref _cache[width])
        ?? Interlocked.CompareExchange(ref _cache[width], new PoseidonPermutation(new PoseidonParameters(width)), null)
        ?? _cache[width]!;

    /// <summary>By what a full round multiplies after its S-boxes.</summary>
    public Fr[] MatrixOf(int fullRound) => fullRound == FullRoundsBefore - 1 ? Partial.MatrixBefore : _matrix;

    /// <summary>What is added then: the next round's constants, and nothing after the last round.</summary>
    public Fr[] ConstantsAfter(int fullRound) => _constantsAfter[fullRound];

    /// <summary>Permutes a state, of which only the first words are wanted.</summary>
    [SkipLocalsInit]
    public void Permute(Span<Fr> state, int wanted)
    {
        for (var i = 0; i < state.Length; i++)
        {
            state[i] += InitialConstants[i];
        }

        for (var round = 0; round < PoseidonParameters.FullRounds; round++)
        {
            if (round == FullRoundsBefore)
            {
                Partial.Apply(state);
            }

            FullRound(state, MatrixOf(round), ConstantsAfter(round), round == PoseidonParameters.FullRounds - 1 ? wanted : state.Length);
        }
    }

    internal static Fr FifthPower(in Fr a) => Fr.Square(Fr.Square(in a)) * a;

    [SkipLocalsInit]
    private static void FullRound(Span<Fr> state, Fr[] matrix, Fr[] constants, int wanted)
    {
        Span<Fr> powers = stackalloc Fr[PoseidonParameters.WidthMaximum];
        powers = powers[..state.Length];
        for (var i = 0; i < state.Length; i++)
        {
            powers[i] = FifthPower(in state[i]);
        }

        for (var i = 0; i < wanted; i++)
        {
            state[i] = Fr.InnerProduct(powers, matrix.AsSpan(i * state.Length, state.Length), in constants[i]);
        }
    }
}
