using System.Diagnostics;
using System.Globalization;
using Xunit.Abstractions;

namespace LazAI.Attestation.Tests;

/// <summary>
/// Damaged bytes, and the limits that what reads them is held to: no exception, and no more memory than stated. The variable
/// <c>LAZAI_ATTESTATION_MUTATIONS</c> says how many there are in all tests together; each test takes its share.
/// </summary>
internal static class Mutation
{
    private static readonly long? Asked =
        long.TryParse(Environment.GetEnvironmentVariable("LAZAI_ATTESTATION_MUTATIONS"), CultureInfo.InvariantCulture, out var asked)
            ? asked
            : null;

    /// <summary>How many mutations a test makes.</summary>
    /// <param name="percent">Its share of all that were asked for.</param>
    /// <param name="inTests">How many when none were asked for.</param>
    public static int Count(int percent, int inTests) => Asked is { } all ? checked((int)(all * percent / 100)) : inTests;

    /// <summary>Up to four changes: another byte, a bit, a tail cut off or added, a part repeated elsewhere.</summary>
    public static byte[] Apply(byte[] genuine, Random random)
    {
        var bytes = genuine.ToArray();
        for (var changes = random.Next(1, 5); changes > 0; changes--)
        {
            switch (random.Next(8))
            {
                case 0:
                    bytes = bytes[..random.Next(1, bytes.Length + 1)];
                    break;
                case 1:
                    bytes = [.. bytes, .. new byte[random.Next(64)]];
                    break;
                case 2:
                    var part = bytes.AsSpan(random.Next(bytes.Length));
                    part = part[..random.Next(Math.Min(part.Length, 64) + 1)];
                    part.ToArray().CopyTo(bytes.AsSpan(random.Next(bytes.Length - part.Length + 1)));
                    break;
                case 3:
                    bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                    break;
                default:
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                    break;
            }
        }

        return bytes;
    }

    /// <summary>Runs the rounds and says how many there were, in which time, and what the worst one allocated.</summary>
    /// <param name="round">Makes one input and the call that judges it, whose answer is counted, and says what it may allocate.</param>
    public static SortedDictionary<string, int> Run(ITestOutputHelper output, int count, Func<(Func<string> Judge, long BytesMaximum)> round)
    {
        var answers = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var (worst, start) = (0L, Stopwatch.GetTimestamp());
        for (var number = 0; number < count; number++)
        {
            var (judge, bytesMaximum) = round();
            var before = GC.GetAllocatedBytesForCurrentThread();
            var answer = judge();
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            worst = Math.Max(worst, allocated);
            Assert.InRange(allocated, 0, bytesMaximum);
            answers[answer] = answers.GetValueOrDefault(answer) + 1;
        }

        output.WriteLine(
            $"{count} mutations in {Stopwatch.GetElapsedTime(start).TotalSeconds:f1} s, at most {worst} bytes allocated by one; "
            + string.Join(", ", answers.Select(pair => $"{pair.Key}: {pair.Value}")));
        return answers;
    }
}
