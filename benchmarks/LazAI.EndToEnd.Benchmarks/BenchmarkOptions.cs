using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace LazAI.EndToEnd.Benchmarks;

/// <summary>The load.</summary>
/// <param name="Seconds">Length of the measured time.</param>
/// <param name="WarmUpSeconds">Load before that, not measured.</param>
/// <param name="Workers">Enclave workers.</param>
/// <param name="BatchSize">Tasks a signed submission.</param>
/// <param name="OpenMaximum">Tasks that may be under way; submitting waits when there are more.</param>
internal sealed record BenchmarkOptions(int Seconds = 60, int WarmUpSeconds = 15, int Workers = 2, int BatchSize = 100, int OpenMaximum = 12_000)
{
    public const string Usage = "LazAI.EndToEnd.Benchmarks [--quick] [--seconds 60] [--warm-up 15] [--workers 2] [--batch 100] [--open 12000]";

    /// <summary>A few seconds, so that every CI run executes the benchmark.</summary>
    private static readonly BenchmarkOptions s_quick = new(Seconds: 5, WarmUpSeconds: 2, OpenMaximum: 2_000);

    public static bool TryParse(string[] arguments, [NotNullWhen(true)] out BenchmarkOptions? options)
    {
        var quick = arguments is ["--quick", ..];
        options = quick ? s_quick : new BenchmarkOptions();
        for (var index = quick ? 1 : 0; index < arguments.Length; index += 2)
        {
            if (index + 1 == arguments.Length
                || !int.TryParse(arguments[index + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var value)
                || value < 1
                || Set(options, arguments[index], value) is not { } changed)
            {
                options = null;
                return false;
            }

            options = changed;
        }

        return true;
    }

    private static BenchmarkOptions? Set(BenchmarkOptions options, string name, int value) => name switch
    {
        "--seconds" => options with { Seconds = value },
        "--warm-up" => options with { WarmUpSeconds = value },
        "--workers" => options with { Workers = value },
        "--batch" => options with { BatchSize = value },
        "--open" => options with { OpenMaximum = value },
        _ => null,
    };
}
