using System.Runtime.Intrinsics;

namespace LazAI.Tools.DigitTrainer;

/// <summary>Running mean and mean square of one parameter array's gradient.</summary>
internal sealed class Moments(float[] parameters, float decay)
{
    public const float MeanDecay = 0.9f;
    public const float SquareDecay = 0.999f;

    private const float Epsilon = 1e-8f;

    private readonly float[] _mean = new float[parameters.Length];
    private readonly float[] _square = new float[parameters.Length];

    public float[] Gradient { get; } = new float[parameters.Length];

    public void Step(float learningRate, float gradientScale, float meanScale, float squareScale)
    {
        var i = 0;
        for (; i <= parameters.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            var gradient = Vector256.Create(Gradient.AsSpan(i)) * gradientScale;
            var newMean = (Vector256.Create(_mean.AsSpan(i)) * MeanDecay) + (gradient * (1 - MeanDecay));
            var newSquare = (Vector256.Create(_square.AsSpan(i)) * SquareDecay) + (gradient * gradient * (1 - SquareDecay));
            var old = Vector256.Create(parameters.AsSpan(i));
            var direction = newMean * meanScale / (Vector256.Sqrt(newSquare * squareScale) + Vector256.Create(Epsilon));
            (old - ((direction + (old * decay)) * learningRate)).CopyTo(parameters, i);
            newMean.CopyTo(_mean, i);
            newSquare.CopyTo(_square, i);
        }

        for (; i < parameters.Length; i++)
        {
            var gradient = Gradient[i] * gradientScale;
            _mean[i] = (_mean[i] * MeanDecay) + (gradient * (1 - MeanDecay));
            _square[i] = (_square[i] * SquareDecay) + (gradient * gradient * (1 - SquareDecay));
            var direction = _mean[i] * meanScale / (MathF.Sqrt(_square[i] * squareScale) + Epsilon);
            parameters[i] -= (direction + (parameters[i] * decay)) * learningRate;
        }

        Array.Clear(Gradient);
    }
}
