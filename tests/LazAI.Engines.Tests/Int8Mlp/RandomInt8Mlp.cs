
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
        var extreme = random.Next(3) == 0;
        var layers = new Int8MlpLayer[widths.Length - 1];
        for (var l = 0; l < layers.Length; l++)
        {
            var weights = new sbyte[widths[l] * widths[l + 1]];
            for (var i = 0; i < weights.Length; i++)
            {
                weights[i] = (sbyte)(extreme ? random.Next(4) switch { 0 => 127, 1 => -1, 2 => 0, _ => -128 } : random.Next(-128, 128));
            }

            // Biases up to the last one that the accumulator bound admits, on either side.
            var shift = l == layers.Length - 1 ? 0 : random.Next(0, Int8MlpModel.ShiftMaximum + 1);
            var room = int.MaxValue - (widths[l] * 127 * 128) - (shift == 0 ? 0 : 1 << (shift - 1));
            var biases = new int[widths[l + 1]];
            for (var i = 0; i < biases.Length; i++)
            {
                biases[i] = random.Next(4) switch { 0 => room, 1 => -room, _ => random.Next(-20_000, 20_001) };
            }

            layers[l] = new Int8MlpLayer(widths[l], [.. biases], [.. weights], shift);
        }

        Assert.True(Int8MlpModel.TryCreate([.. layers], out var model, out var refusal), refusal.ToString());
        return model;
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
