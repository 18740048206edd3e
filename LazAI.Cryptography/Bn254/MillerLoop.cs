using System.Runtime.CompilerServices;
using LazAI.Cryptography.Bn254.Lanes;
using LazAI.Cryptography.Fields.Lanes;
using Fp12 = LazAI.Cryptography.Fields.DodecicExtension<
    LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>, LazAI.Cryptography.Bn254.Tower>;
using Lanes4 = LazAI.Cryptography.Fields.Lanes.LaneField256<
    System.Runtime.Intrinsics.Vector256<double>,
    LazAI.Cryptography.Fields.Lanes.LaneVector256,
    LazAI.Cryptography.Bn254.BaseModulus>;
using Lanes8 = LazAI.Cryptography.Fields.Lanes.LaneField256<
    System.Runtime.Intrinsics.Vector512<double>,
    LazAI.Cryptography.Fields.Lanes.LaneVector512,
    LazAI.Cryptography.Bn254.BaseModulus>;

namespace LazAI.Cryptography.Bn254;

/// <summary>The product of many pairings before the final exponentiation, which shares the squarings among them.</summary>
internal static class MillerLoop
{
    /// <summary>The product of as many pairs as may share a loop.</summary>
    /// <param name="arguments">Points of G1, at most <see cref="Pairing.PairsPerLoop"/>.</param>
    /// <param name="lines">For each the <see cref="AteLines"/> of its point of G2.</param>
    public static Fp12 Run(ReadOnlySpan<LineArgument> arguments, ReadOnlySpan<Line[]> lines) => LanePaths.Current switch
    {
        LanePath.Avx512 => RowMillerLoop<Lanes8>.Run(arguments, lines),
        LanePath.Avx2 => RowMillerLoop<Lanes4>.Run(arguments, lines),
        _ => RunScalar(arguments, lines),
    };

    [SkipLocalsInit]
    private static Fp12 RunScalar(ReadOnlySpan<LineArgument> arguments, ReadOnlySpan<Line[]> lines)
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
