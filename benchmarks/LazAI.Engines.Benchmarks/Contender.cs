using System.Diagnostics;
using LazAI.Engines.Digits;

namespace LazAI.Engines.Benchmarks;

/// <summary>Writes the logits of one input and returns its class.</summary>
internal delegate int Inference(ReadOnlySpan<byte> input, Span<int> logits);

/// <summary>One way to run the model: its times, and a checksum of every class and logit that it computed.</summary>
internal sealed class Contender(string name, Inference infer)
{
    private const int Classes = 10;

    private readonly List<double> _microseconds = [];

    public string Name => name;

    public ulong Checksum { get; private set; }

    public double MedianMicroseconds => _microseconds.Order().ElementAt(_microseconds.Count / 2);

    public void Run(HeldOutDigits digits, int inferences, bool counted)
    {
        Span<int> logits = stackalloc int[Classes];
        var checksum = 14695981039346656037UL;
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < inferences; i++)
        {
            var result = (ulong)infer(digits.Pixels(i % digits.Count), logits);
            foreach (var logit in logits)
            {
                result = (result * 31) + (uint)logit;
            }

            checksum = (checksum ^ result) * 1099511628211UL;
        }

        var elapsed = Stopwatch.GetElapsedTime(started);
        Checksum = checksum;
        if (counted)
        {
            _microseconds.Add(elapsed.TotalMicroseconds / inferences);
        }
    }
}
