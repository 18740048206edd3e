
namespace LazAI.Engines.Tests;

/// <summary>Models and inputs that lean towards the edges of what is admitted.</summary>
internal static class RandomInt8Mlp
{
    public static Int8MlpModel Model(Random random)
    {
        var widths = new int[random.Next(2, 6)];
        for (var i = 0; i < widths.Length; i++)
        {
            widths[i] = random.Next(4) == 0 ? random.Next(1, 4) : random.Next(1, 200);
        }

        return Model(random, widths);
    }

    /// <summary>A model of the given widths, the input's first.</summary>
    public static Int8MlpModel Model(Random random, params int[] widths)
    {
        var layers = new Int8MlpLayer[widths.Length - 1];
        for (var l = 0; l < layers.Length; l++)
        {
            var shift = l == layers.Length - 1 ? 0 : random.Next(0, Int8MlpModel.ShiftMaximum + 1);
            layers[l] = Layer(random, widths[l], widths[l + 1], shift);
        }

        Assert.True(Int8MlpModel.TryCreate([.. layers], out var model, out var refusal), refusal.ToString());
        return model;
    }

    /// <summary>Rows up to the last bias that the accumulator bound admits, on either side.</summary>
    public static Int8MlpLayer Layer(Random random, int inputs, int outputs, int shift)
    {
        var extreme = random.Next(3) == 0;
        var weights = new sbyte[inputs * outputs];
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = (sbyte)(extreme ? random.Next(4) switch { 0 => 127, 1 => -1, 2 => 0, _ => -128 } : random.Next(-128, 128));
        }

        var room = int.MaxValue - (inputs * 127 * 128) - (shift == 0 ? 0 : 1 << (shift - 1));
        var biases = new int[outputs];
        for (var i = 0; i < biases.Length; i++)
        {
            biases[i] = random.Next(4) switch { 0 => room, 1 => -room, _ => random.Next(-20_000, 20_001) };
        }

        return new Int8MlpLayer(inputs, [.. biases], [.. weights], shift);
    }

    public static byte[] Input(Random random, int length)
    {
        var input = new byte[length];
        switch (random.Next(4))
        {
            case 0: Array.Fill(input, (byte)255); break;
            case 1: break;
            default: random.NextBytes(input); break;
        }

        return input;
    }
}
