using System.Diagnostics;
using System.Security.Cryptography;
using LazAI.Cryptography;
using LazAI.Engines.Traces;
using LazAI.Validator.Checking;
using LazAI.Validator.Hosting;

namespace LazAI.Engines.Benchmarks;

/// <summary>
/// A challenger as <c>LazAI.Validator</c> is one with its default options: it compares the output of every result, and the whole traces of those that its own draw takes.
/// </summary>
internal sealed class SampledChallenger(IModelEngine engine, TraceProgram program, byte[] input, byte[] result, Bytes32 traceRoot) : IDisposable
{
    /// <summary>Results that are fetched together.</summary>
    public static readonly int Batch = new ValidatorOptions().BatchMaximum;

    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();
    private TraceSample? _sample;
    private long _results;
    private long _traces;

    private TraceSample Sample => _sample ??= new TraceSample(new ValidatorOptions().TraceShare, new ValidatorOptions().TraceOddsMinimum, _random);

    /// <summary>Whether everything was found right.</summary>
    public bool Agrees { get; private set; } = true;

    public string Describe() => FormattableString.Invariant($"{_traces} traces of {_results} results were drawn, the odds are {Sample.Odds:F4}.");

    public void CheckBatch()
    {
        var traces = Sample.Draw(Batch).Count(drawn => drawn);
        var together = TraceRoots.RunsTogether(program);
        (_results, _traces) = (_results + Batch, _traces + traces);
        for (var left = traces; left > 0; left -= together)
        {
            if (Sample.IsComparisonDue)
            {
                CompareOutputs(Math.Min(left, together));
            }

            CompareTraces(Math.Min(left, together));
        }

        for (var left = Batch - traces; left > 0; left -= together)
        {
            CompareOutputs(Math.Min(left, together));
        }
    }

    public void Dispose() => _random.Dispose();

    private void CompareOutputs(int results)
    {
        var begun = Stopwatch.GetTimestamp();
        for (var i = 0; i < results; i++)
        {
            Agrees &= engine.TryRun("{}", input, out var output, out _) && output.AsSpan().SequenceEqual(result);
        }

        Sample.RecordPlain(results, Stopwatch.GetElapsedTime(begun));
    }

    private void CompareTraces(int results)
    {
        var begun = Stopwatch.GetTimestamp();
        var runs = new TracedRun[results];
        for (var i = 0; i < results; i++)
        {
            runs[i] = engine.TryTrace("{}", input, out var run, out var refused) ? run : throw new InvalidDataException(refused);
        }

        foreach (var (run, root) in runs.Zip(TraceRoots.Compute(runs)))
        {
            Agrees &= root == traceRoot && run.Result.AsSpan().SequenceEqual(result);
        }

        Sample.RecordTraced(results, Stopwatch.GetElapsedTime(begun));
    }
}
