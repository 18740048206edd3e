using System.Runtime.CompilerServices;
using Fp12 = LazAI.Cryptography.Fields.DodecicExtension<
    LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>, LazAI.Cryptography.Bn254.Tower>;

namespace LazAI.Cryptography.Bn254;

/// <summary>The product of many pairings before the final exponentiation, which shares the squarings among them.</summary>
internal static class MillerLoop
{
    /// <param name="arguments">Points of G1.</param>
    /// <param name="lines">For each the <see cref="AteLines"/> of its point of G2.</param>
    [SkipLocalsInit]
    public static Fp12 Run(ReadOnlySpan<LineArgument> arguments, ReadOnlySpan<Line[]> lines)
    {
        var digits = AteLines.Digits;
        var f = Fp12.One;
        var line = 0;
        for (var i = digits.Length - 2; i >= 0; i--)
        {
            f = Fp12.Square(in f);
            MultiplyByLines(ref f, arguments, lines, line++);
            if (digits[i] != 0)
            {
                MultiplyByLines(ref f, arguments, lines, line++);
            }
        }

        MultiplyByLines(ref f, arguments, lines, line++);
        MultiplyByLines(ref f, arguments, lines, line);
        return f;
    }

    private static void MultiplyByLines(ref Fp12 f, ReadOnlySpan<LineArgument> arguments, ReadOnlySpan<Line[]> lines, int line)
    {
        for (var i = 0; i < arguments.Length; i++)
        {
            ref readonly var l = ref lines[i][line];
            f = Fp12.MultiplyBy34(in f, l.Slope * arguments[i].NegatedXOverY, l.Offset * arguments[i].InverseY);
        }
    }
}
