namespace LazAI.Tools.DigitTrainer;

/// <summary>
/// The perceptron while it is trained, in single precision. Weights lie input by input (all outputs of the first input, then of the
/// second), because most inputs are 0 and are skipped.
/// </summary>
internal sealed class FloatMlp : ITrainable
{
    private readonly float[][] _activations;
    private readonly float[][] _deltas;

    public FloatMlp(ReadOnlySpan<int> widths, SplitMix64 random)
    {
        Layers = new Layer[widths.Length - 1];
        for (var l = 0; l < Layers.Length; l++)
        {
            Layers[l] = Layer.Random(widths[l], widths[l + 1], random);
        }

        (_activations, _deltas) = (NewActivations(), NewActivations());
        Moments = [.. Layers.SelectMany(layer => layer.NewMoments())];
    }

    public Moments[] Moments { get; }

    public float[] Input => _activations[0];

    public float[] Logits => _activations[^1];

    /// <summary>Outputs of every layer for the last input.</summary>
    public float[][] Outputs => _activations[1..];

    /// <summary>Whether <see cref="Backward"/> goes on to what comes before the input, which is then rectified too.</summary>
    public bool GoesOn { get; init; }

    /// <summary>The loss's derivative by the input, where wanted.</summary>
    public float[] InputDelta => _deltas[0];

    public Layer[] Layers { get; }

    public int Classes => Layers[^1].Outputs;

    /// <summary>Activations of every layer's input and, last, the logits; allocated once and reused.</summary>
    public float[][] NewActivations() => [new float[Layers[0].Inputs], .. Layers.Select(layer => new float[layer.Outputs])];

    /// <summary>From <c>activations[0]</c> to the logits.</summary>
    public void Forward(float[][] activations)
    {
        for (var l = 0; l < Layers.Length; l++)
        {
            var layer = Layers[l];
            var outputs = activations[l + 1].AsSpan();
            layer.Biases.CopyTo(outputs);
            for (var i = 0; i < layer.Inputs; i++)
            {
                if (activations[l][i] != 0)
                {
                    ReproducibleMath.AddScaled(outputs, layer.From(i), activations[l][i]);
                }
            }

            if (l < Layers.Length - 1)
            {
                foreach (ref var output in outputs)
                {
                    output = Math.Max(output, 0);
                }
            }
        }
    }

    public void Forward() => Forward(_activations);

    public void Backward(ReadOnlySpan<float> logitDelta)
    {
        logitDelta.CopyTo(_deltas[^1]);
        for (var l = Layers.Length - 1; l >= 0; l--)
        {
            var layer = Layers[l];
            var delta = _deltas[l + 1].AsSpan();
            var gradient = Moments[2 * l].Gradient;
            for (var i = 0; i < layer.Inputs; i++)
            {
                // A rectifier that is shut passes nothing on, and an input of 0 has no gradient.
                var input = _activations[l][i];
                _deltas[l][i] = (l > 0 || GoesOn) && input > 0 ? ReproducibleMath.Dot(layer.From(i), delta) : 0;
                if (input != 0)
                {
                    ReproducibleMath.AddScaled(gradient.AsSpan(i * layer.Outputs, layer.Outputs), delta, input);
                }
            }

            ReproducibleMath.AddScaled(Moments[(2 * l) + 1].Gradient, delta, 1);
        }
    }

    internal sealed class Layer(int inputs, int outputs)
    {
        public int Inputs => inputs;

        public int Outputs => outputs;

        public float[] Weights { get; } = new float[inputs * outputs];

        public float[] Biases { get; } = new float[outputs];

        public static Layer Random(int inputs, int outputs, SplitMix64 random)
        {
            var layer = new Layer(inputs, outputs);

            // He initialisation for rectifiers: variance 2 / inputs, here of a uniform distribution.
            var range = MathF.Sqrt(6f / inputs);
            foreach (ref var weight in layer.Weights.AsSpan())
            {
                weight = random.Symmetric() * range;
            }

            return layer;
        }

        public Moments[] NewMoments() => [new(Weights, AdamTrainer.WeightDecay), new(Biases, 0)];

        /// <summary>The weights from one input to every output.</summary>
        public ReadOnlySpan<float> From(int input) => Weights.AsSpan(input * outputs, outputs);
    }
}
