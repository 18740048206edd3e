using LazAI.Engines.Digits;

namespace LazAI.Tools.DigitTrainer;

/// <summary>
/// A convolutional network while it is trained, in single precision: twice a convolution with a max pool of 2 × 2 behind it, a dense layer, and the logits. Images lie as the
/// engine has them, and rows of weights in the order of its windows.
/// </summary>
internal sealed class FloatConvNet : ITrainable
{
    private readonly Convolution[] _convolutions;
    private readonly FloatMlp _head;

    public FloatConvNet(ConvSettings settings, SplitMix64 random)
    {
        var (side, channels) = (settings.Side, 1);
        _convolutions = new Convolution[settings.Channels.Length];
        for (var c = 0; c < _convolutions.Length; c++)
        {
            _convolutions[c] = new Convolution(side, channels, settings.Channels[c], settings.Kernel, random);
            (side, channels) = (_convolutions[c].PooledSide, settings.Channels[c]);
        }

        _head = new FloatMlp([side * side * channels, .. settings.Hidden, HeldOutDigits.LabelMaximum + 1], random) { GoesOn = true };
        Layers = [.. _convolutions.Select(convolution => convolution.Rows), .. _head.Layers];
        Moments = [.. _convolutions.SelectMany(convolution => convolution.Moments), .. _head.Moments];
    }

    /// <summary>The rows of convolutions, then of dense layers.</summary>
    public FloatMlp.Layer[] Layers { get; }

    public float[] Input => _convolutions[0].Input;

    public float[] Logits => _head.Logits;

    public Moments[] Moments { get; }

    /// <summary>Outputs of each of <see cref="Layers"/> for the last input, pooled where they are.</summary>
    public IEnumerable<float[]> Outputs => [.. _convolutions.Select(convolution => convolution.Pooled), .. _head.Outputs];

    public void Forward()
    {
        for (var c = 0; c < _convolutions.Length; c++)
        {
            _convolutions[c].Forward();
            _convolutions[c].Pooled.CopyTo(c + 1 < _convolutions.Length ? _convolutions[c + 1].Input : _head.Input, 0);
        }

        _head.Forward();
    }

    public void Backward(ReadOnlySpan<float> logitDelta)
    {
        _head.Backward(logitDelta);
        var delta = _head.InputDelta;
        for (var c = _convolutions.Length - 1; c >= 0; c--)
        {
            delta = _convolutions[c].Backward(delta, wanted: c > 0);
        }
    }

    /// <summary>A convolution without padding that moves by one, its rectifier, and the max pool behind it.</summary>
    private sealed class Convolution
    {
        private readonly int _side;
        private readonly int _channels;
        private readonly int _kernel;
        private readonly int _outputSide;
        private readonly float[] _outputs;
        private readonly float[] _outputDelta;
        private readonly float[] _inputDelta;
        private readonly int[] _greatest;

        public Convolution(int side, int channels, int outputs, int kernel, SplitMix64 random)
        {
            (_side, _channels, _kernel, _outputSide) = (side, channels, kernel, side - kernel + 1);
            Rows = FloatMlp.Layer.Random(kernel * kernel * channels, outputs, random);
            Moments = Rows.NewMoments();
            Input = new float[side * side * channels];
            _inputDelta = new float[Input.Length];
            _outputs = new float[_outputSide * _outputSide * outputs];
            _outputDelta = new float[_outputs.Length];
            PooledSide = _outputSide / 2;
            Pooled = new float[PooledSide * PooledSide * outputs];
            _greatest = new int[Pooled.Length];
        }

        public FloatMlp.Layer Rows { get; }

        public Moments[] Moments { get; }

        public float[] Input { get; }

        public int PooledSide { get; }

        public float[] Pooled { get; }

        public void Forward()
        {
            for (var position = 0; position < _outputSide * _outputSide; position++)
            {
                var outputs = _outputs.AsSpan(position * Rows.Outputs, Rows.Outputs);
                Rows.Biases.CopyTo(outputs);
                for (var (w, window) = (0, InputOf(position)); w < Rows.Inputs; w++)
                {
                    var input = Input[window + OffsetOf(w)];
                    if (input != 0)
                    {
                        ReproducibleMath.AddScaled(outputs, Rows.From(w), input);
                    }
                }
            }

            for (var i = 0; i < Pooled.Length; i++)
            {
                // The first of equal ones passes the gradient on; what is not above 0 is shut.
                var (position, channel) = (i / Rows.Outputs, i % Rows.Outputs);
                var at = (((position / PooledSide * 2 * _outputSide) + (position % PooledSide * 2)) * Rows.Outputs) + channel;
                var greatest = at;
                foreach (var other in (ReadOnlySpan<int>)[at + Rows.Outputs, at + (_outputSide * Rows.Outputs), at + ((_outputSide + 1) * Rows.Outputs)])
                {
                    greatest = _outputs[other] > _outputs[greatest] ? other : greatest;
                }

                (Pooled[i], _greatest[i]) = (Math.Max(_outputs[greatest], 0), greatest);
            }
        }

        /// <param name="wanted">Whether the delta of the input is; it is computed for nobody else.</param>
        public float[] Backward(float[] pooledDelta, bool wanted)
        {
            Array.Clear(_outputDelta);
            Array.Clear(_inputDelta);
            for (var i = 0; i < Pooled.Length; i++)
            {
                _outputDelta[_greatest[i]] = Pooled[i] > 0 ? pooledDelta[i] : 0;
            }

            var (weights, biases) = (Moments[0].Gradient, Moments[1].Gradient);
            for (var position = 0; position < _outputSide * _outputSide; position++)
            {
                var delta = _outputDelta.AsSpan(position * Rows.Outputs, Rows.Outputs);
                if (!delta.ContainsAnyExcept(0f))
                {
                    continue;
                }

                ReproducibleMath.AddScaled(biases, delta, 1);
                for (var (w, window) = (0, InputOf(position)); w < Rows.Inputs; w++)
                {
                    var at = window + OffsetOf(w);
                    if (Input[at] != 0)
                    {
                        ReproducibleMath.AddScaled(weights.AsSpan(w * Rows.Outputs, Rows.Outputs), delta, Input[at]);
                        if (wanted)
                        {
                            _inputDelta[at] += ReproducibleMath.Dot(Rows.From(w), delta);
                        }
                    }
                }
            }

            return _inputDelta;
        }

        private int InputOf(int position) => ((position / _outputSide * _side) + (position % _outputSide)) * _channels;

        private int OffsetOf(int weight)
        {
            var line = _kernel * _channels;
            return (weight / line * _side * _channels) + (weight % line);
        }
    }
}
