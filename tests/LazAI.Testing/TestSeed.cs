using System.Globalization;
using Xunit.Abstractions;

namespace LazAI.Testing;

/// <summary>Seeds of randomised tests: printed always, fixed by the environment variable <c>LAZAI_SEED</c>.</summary>
public static class TestSeed
{
    /// <summary>A random source and the seed that makes it again; the seed is written to <paramref name="output"/>.</summary>
    public static Random Create(ITestOutputHelper output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var seed = int.TryParse(Environment.GetEnvironmentVariable("LAZAI_SEED"), CultureInfo.InvariantCulture, out var given)
            ? given
            : Random.Shared.Next();
        output.WriteLine($"seed {seed} (repeat with LAZAI_SEED={seed})");
        return new Random(seed);
    }
}
