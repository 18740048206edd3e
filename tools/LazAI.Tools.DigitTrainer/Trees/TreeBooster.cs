using System.Collections.Immutable;
using LazAI.Engines;

namespace LazAI.Tools.DigitTrainer;

/// <summary>
/// Gradient boosting by Newton steps on the softmax's cross-entropy (Friedman 2001; Chen and Guestrin 2016). Sums are of doubles in a fixed order, so the trees are a function of the
/// digits and the seed.
/// </summary>
internal sealed class TreeBooster(Digit[] digits, TreeSettings settings, SplitMix64 random)
{
    /// <summary>A score of 1 in the model.</summary>
    public const int ScoreScale = 1 << 12;

    private const int Classes = 10;

    private readonly double[] _scores = new double[digits.Length * Classes];
    private readonly double[] _gradients = new double[digits.Length];
    private readonly double[] _curvatures = new double[digits.Length];
    private readonly double[] _probabilities = new double[digits.Length * Classes];
    private readonly PixelColumns _columns = new(digits);

    public List<ImmutableArray<TreeNode>> Grow(Action<int, double> progress)
    {
        var trees = new List<ImmutableArray<TreeNode>>();
        for (var round = 0; round < settings.Rounds; round++)
        {
            var loss = ComputeProbabilities();
            if (round % 10 == 0)
            {
                progress(round, loss / digits.Length);
            }

            for (var c = 0; c < Classes; c++)
            {
                trees.Add(Grow(c));
            }
        }

        return trees;
    }

    private ImmutableArray<TreeNode> Grow(int @class)
    {
        for (var i = 0; i < digits.Length; i++)
        {
            var p = _probabilities[(i * Classes) + @class];
            _gradients[i] = p - (digits[i].Label == @class ? 1 : 0);
            _curvatures[i] = Math.Max(p * (1 - p), 1e-6) * Classes / (Classes - 1);
        }

        var features = Draw(_columns.Features.ToArray(), settings.FeatureShare);
        var sample = Draw([.. Enumerable.Range(0, digits.Length)], settings.DigitShare);
        var tree = new TreeGrower(_columns, _gradients, _curvatures, features, settings.Leaves).Grow(sample);
        for (var i = 0; i < digits.Length; i++)
        {
            // The model's own integers are what the next round goes on from.
            _scores[(i * Classes) + @class] += tree.ScoreOf(digits[i].Pixels, settings.LearningRate) / (double)ScoreScale;
        }

        return tree.Encode(@class, settings.LearningRate);
    }

    private int[] Draw(int[] all, double share)
    {
        random.Shuffle<int>(all);
        var drawn = all[..(int)(all.Length * share)];
        Array.Sort(drawn);
        return drawn;
    }

    /// <summary>Returns the loss of all digits.</summary>
    private double ComputeProbabilities()
    {
        var loss = 0.0;
        for (var i = 0; i < digits.Length; i++)
        {
            var scores = _scores.AsSpan(i * Classes, Classes);
            var probabilities = _probabilities.AsSpan(i * Classes, Classes);
            var greatest = double.MinValue;
            foreach (var score in scores)
            {
                greatest = Math.Max(greatest, score);
            }

            var sum = 0.0;
            for (var c = 0; c < Classes; c++)
            {
                probabilities[c] = ReproducibleMath.Exp(scores[c] - greatest);
                sum += probabilities[c];
            }

            for (var c = 0; c < Classes; c++)
            {
                probabilities[c] /= sum;
            }

            // Only printed.
            loss -= Math.Log(Math.Max(probabilities[digits[i].Label], 1e-300));
        }

        return loss;
    }
}
