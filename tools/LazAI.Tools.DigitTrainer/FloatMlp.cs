namespace LazAI.Tools.DigitTrainer;

/// <summary>
/// The perceptron while it is trained, in single precision. Weights lie input by input (all outputs of the first input, then of the
/// second), because most inputs are 0 and are skipped.
/// </summary>
internal sealed class FloatMlp
{
    public FloatMlp(ReadOnlySpan<int> widths, SplitMix64 random)
    {
        Layers = new Layer[widths.Length - 1];
        for (var l = 0; l < Layers.Length; l++)
        {
            Layers[l] = new Layer(widths[l], widths[l + 1]);

            // He initialisation for rectifiers: variance 2 / inputs, here of a uniform distribution.
            var range = MathF.Sqrt(6f / widths[l]);
            foreach (ref var weight in Layers[l].Weights.AsSpan())
            {
                weight = random.Symmetric() * range;
            }
        }
    }

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

    internal sealed class Layer(int inputs, int outputs)
    {
        public int Inputs => inputs;

        public int Outputs => outputs;

        public float[] Weights { get; } = new float[inputs * outputs];

        public float[] Biases { get; } = new float[outputs];

        /// <summary>The weights from one input to every output.</summary>
        public ReadOnlySpan<float> From(int input) => Weights.AsSpan(input * outputs, outputs);
    }
}
