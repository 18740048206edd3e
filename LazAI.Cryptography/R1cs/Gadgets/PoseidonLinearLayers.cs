using System.Collections.Immutable;
using LazAI.Cryptography.Poseidon;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.ScalarModulus>;

namespace LazAI.Cryptography.R1cs.Gadgets;

/// <summary>
/// Poseidon between its S-boxes: the input of each as a combination of the outputs of those before. In circuits that is all there is to
/// the linear layers, and it is the same for every hash of a width.
/// </summary>
internal sealed class PoseidonLinearLayers
{
    private static readonly PoseidonLinearLayers?[] _cache = new PoseidonLinearLayers?[PoseidonParameters.WidthMaximum + 1];

    private PoseidonLinearLayers(PoseidonParameters parameters)
    {
        var (width, rounds) = (parameters.Width, PoseidonParameters.FullRounds + parameters.PartialRounds);
        BoxCount = PoseidonParameters.FullRounds * width + parameters.PartialRounds;
        var inputs = ImmutableArray.CreateBuilder<Combination>(BoxCount);

        // The words of the state, each over the outputs from the one at `first` on. The first round's words are the hash's inputs.
        var first = 0;
        var state = Enumerable.Repeat(new Combination(Fr.Zero, 0, []), width).ToArray();
        for (var round = 0; round < rounds; round++)
        {
            for (var word = 0; word < width; word++)
            {
                state[word] = state[word] with { Constant = state[word].Constant + parameters.RoundConstants[round * width + word] };
            }

            var isFull = round < PoseidonParameters.FullRounds / 2 || round >= rounds - PoseidonParameters.FullRounds / 2;
            if (isFull)
            {
                first = inputs.Count;
            }

            for (var word = 0; word < (isFull ? width : 1); word++)
            {
                inputs.Add(state[word]);
                state[word] = Combination.Of(inputs.Count - 1);
            }

            state = Mix(parameters, state, first, inputs.Count - first);
        }

        (Inputs, Outputs) = (inputs.MoveToImmutable(), [.. state]);
    }

    /// <summary>S-boxes of a permutation.</summary>
    public int BoxCount { get; }

    /// <summary>What goes into each S-box; into those of the first round, the constants alone, to which the hash's inputs are added.</summary>
    public ImmutableArray<Combination> Inputs { get; }

    /// <summary>The words of the state in the end.</summary>
    public ImmutableArray<Combination> Outputs { get; }

    /// <summary>Made when first asked for.</summary>
    public static PoseidonLinearLayers OfWidth(int width) =>
        Volatile.Read(ref _cache[width])
        ?? Interlocked.CompareExchange(ref _cache[width], new PoseidonLinearLayers(new PoseidonParameters(width)), null)
        ?? _cache[width]!;

    private static Combination[] Mix(PoseidonParameters parameters, Combination[] state, int first, int count)
    {
        var mixed = new Combination[state.Length];
        for (var row = 0; row < mixed.Length; row++)
        {
            var (constant, coefficients) = (Fr.Zero, new Fr[count]);
            for (var column = 0; column < state.Length; column++)
            {
                ref readonly var factor = ref parameters.Matrix[row * state.Length + column];
                constant += factor * state[column].Constant;
                for (var i = 0; i < state[column].Coefficients.Length; i++)
                {
                    coefficients[state[column].First - first + i] += factor * state[column].Coefficients[i];
                }
            }

            mixed[row] = new Combination(constant, first, coefficients);
        }

        return mixed;
    }

    /// <summary>A constant and outputs of consecutive S-boxes, each times a coefficient.</summary>
    public sealed record Combination(Fr Constant, int First, Fr[] Coefficients)
    {
        public static Combination Of(int box) => new(Fr.Zero, box, [Fr.One]);

        public LinearCombination Apply(LinearCombination[] outputs)
        {
            var sum = new TermSum();
            sum.Add(0, Constant);
            for (var i = 0; i < Coefficients.Length; i++)
            {
                sum.Add(outputs[First + i], in Coefficients[i]);
            }

            return sum.ToLinearCombination();
        }
    }
}
