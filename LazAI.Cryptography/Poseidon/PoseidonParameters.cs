using LazAI.Cryptography.Fields;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.ScalarModulus>;

namespace LazAI.Cryptography.Poseidon;

/// <summary>circomlib's instances of Poseidon for states of 2 to 17 words: 8 full rounds, x^5, constants by <see cref="GrainGenerator"/>.</summary>
internal sealed class PoseidonParameters
{
    public const int WidthMinimum = 2;
    public const int WidthMaximum = 17;
    public const int FullRounds = 8;

    // R_P of t = 2 to 17: what the paper's script computes for 128 bits of security, as circomlib has them.
    private static readonly int[] _partialRounds = [56, 57, 56, 60, 60, 63, 64, 63, 60, 66, 60, 65, 70, 60, 64, 68];

    public PoseidonParameters(int width)
    {
        Width = width;
        PartialRounds = _partialRounds[width - WidthMinimum];
        var generator = new GrainGenerator(width, FullRounds, PartialRounds);
        RoundConstants = new Fr[width * (FullRounds + PartialRounds)];
        for (var i = 0; i < RoundConstants.Length; i++)
        {
            RoundConstants[i] = generator.NextElement();
        }

        Matrix = CauchyMatrix(ref generator, width);
    }

    /// <summary>t.</summary>
    public int Width { get; }

    /// <summary>R_P.</summary>
    public int PartialRounds { get; }

    /// <summary>Of round after round, one for each word.</summary>
    public Fr[] RoundConstants { get; }

    /// <summary>M, row by row.</summary>
    public Fr[] Matrix { get; }

    // M[i][j] = 1/(x_i + y_j), with 2t different numbers x and y; drawn anew until no sum is zero, as the paper's script does.
    private static Fr[] CauchyMatrix(ref GrainGenerator generator, int width)
    {
        var numbers = new Fr[2 * width];
        var matrix = new Fr[width * width];
        do
        {
            do
            {
                for (var i = 0; i < numbers.Length; i++)
                {
                    numbers[i] = generator.NextElementReduced();
                }
            }
            while (numbers.Distinct().Count() < numbers.Length);

            for (var i = 0; i < matrix.Length; i++)
            {
                matrix[i] = numbers[i / width] + numbers[width + i % width];
            }
        }
        while (matrix.Any(sum => sum.IsZero));

        BatchInversion.Invert<Fr>(matrix, new Fr[matrix.Length]);
        return matrix;
    }
}
