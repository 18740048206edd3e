namespace LazAI.Engines.Benchmarks;

/// <summary>
/// Times the scalar reference and every vector path of this machine on the committed digit model, interleaved in one process, and checks that
/// all of them computed the same.
/// </summary>
internal static class InferenceBenchmark
{
    public static bool Run(bool quick)
    {
        var (rounds, inferences) = quick ? (9, 300) : (15, 20_000);
        var digits = DigitModel.ReadSample();
        var model = DigitModel.ReadModel();
        List<Contender> contenders = [new("scalar reference", (input, logits) => Int8MlpEngine.InferScalarReference(model, input, logits))];
        foreach (var kernel in Int8MlpKernels.Supported)
        {
            var engine = new Int8MlpEngine(model, kernel);
            contenders.Add(new Contender($"{kernel} engine", engine.Infer));
        }

        // The first round lets the JIT finish its tiers and is not counted.
        for (var round = -1; round < rounds; round++)
        {
            foreach (var contender in contenders)
            {
                contender.Run(digits, inferences, counted: round >= 0);
            }
        }

        var scalar = contenders[0];
        var widths = string.Join('-', model.Layers.Select(layer => layer.Inputs).Append(model.OutputWidth));
        Console.WriteLine($"{widths}, {rounds} rounds of {inferences} inferences, median of rounds");
        foreach (var contender in contenders)
        {
            Console.WriteLine(
                $"{contender.Name,-18} {contender.MedianMicroseconds,8:F3} µs  {1e6 / contender.MedianMicroseconds,9:F0}/s"
                + $"  {scalar.MedianMicroseconds / contender.MedianMicroseconds,6:F1} x scalar  checksum {contender.Checksum:x16}");
        }

        if (contenders.Any(contender => contender.Checksum != scalar.Checksum))
        {
            Console.Error.WriteLine("The checksums differ: a path does not compute what the scalar reference does.");
            return false;
        }

        return true;
    }
}
