using System.Runtime.CompilerServices;
using LazAI.Cryptography.Fields;
using Fp2 = LazAI.Cryptography.Fields.QuadraticExtension<
    LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>>;
using G2Point = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.QuadraticExtension<
        LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>>, LazAI.Cryptography.Bn254.G2Curve>;

namespace LazAI.Cryptography.Bn254;

/// <summary>
/// The lines of the optimal ate pairing (F. Vercauteren, "Optimal pairings", 2008, section IV.A): those met on the way from Q to
/// [6x + 2]Q, then those to πQ and -π^2 Q. They depend on the point of G2 alone, so a key's fixed points keep theirs.
/// </summary>
internal static class AteLines
{
    /// <summary>Digits of 6x + 2, lowest first, each -1, 0 or 1.</summary>
    public static readonly sbyte[] Digits = CurveParameter.NonAdjacentForm(CurveParameter.AteLoop, 2);

    /// <summary>A line for each digit but the highest, one more where the digit is not 0, and two at the end.</summary>
    public static readonly int Count = Digits.Length + Digits.Count(digit => digit != 0);

    public static Line[] Of(in G2Point point)
    {
        var lines = new Line[Count];
        Write(in point, lines);
        return lines;
    }

    /// <summary>Writes <see cref="Count"/> lines of a point of the subgroup: of others, the group's law may meet a special case.</summary>
    [SkipLocalsInit]
    public static void Write(in G2Point point, Span<Line> lines)
    {
        lines = lines[..Count];
        if (point.IsInfinity)
        {
            lines.Clear();
            return;
        }

        // First the numerators of all lines and their common denominators, which are then inverted together.
        Span<Fp2> denominators = stackalloc Fp2[Count];
        var negated = -point;
        var t = new Walk(in point);
        var line = 0;
        for (var i = Digits.Length - 2; i >= 0; i--)
        {
            lines[line] = t.Double(out denominators[line]);
            line++;
            if (Digits[i] != 0)
            {
                lines[line] = t.Add(Digits[i] > 0 ? point : negated, out denominators[line]);
                line++;
            }
        }

        lines[line] = t.Add(G2Subgroup.Frobenius(in point), out denominators[line]);
        line++;
        lines[line] = t.Add(-G2Subgroup.FrobeniusSquared(in point), out denominators[line]);

        BatchInversion.Invert(denominators, stackalloc Fp2[Count]);
        for (var i = 0; i < lines.Length; i++)
        {
            lines[i] = new(lines[i].Slope * denominators[i], lines[i].Offset * denominators[i]);
        }
    }

    // The running point (X/Z, Y/Z): steps by C. Costello, T. Lange, M. Naehrig, "Faster pairing computations on curves with
    // high-degree twists" (2010), section 5, scaled by 4 against halves. Each returns the numerators of its line.
    private struct Walk(in G2Point start)
    {
        private Fp2 _x = start.X;
        private Fp2 _y = start.Y;
        private Fp2 _z = Fp2.One;

        // Slope 3X^2 / 2YZ. Of the offset, the curve's equation makes (Y^2 - 3bZ^2) / 2YZ.
        [SkipLocalsInit]
        public Line Double(out Fp2 denominator)
        {
            var xx = Fp2.Square(in _x);
            var yy = Fp2.Square(in _y);
            var bzz3 = G2Curve.MultiplyBy3B(Fp2.Square(in _z));
            var bzz9 = Fp2.Double(in bzz3) + bzz3;
            var yz2 = Fp2.Double(_y * _z);
            var square = Fp2.Square(in bzz3);
            var squareThrice = Fp2.Double(in square) + square;

            _x = Fp2.Double(_x * _y) * (yy - bzz9);
            _y = Fp2.Square(yy + bzz9) - Fp2.Double(Fp2.Double(in squareThrice));
            _z = Fp2.Double(Fp2.Double(in yy)) * yz2;

            denominator = yz2;
            return new(Fp2.Double(in xx) + xx, yy - bzz3);
        }

        // Slope (Y - yZ) / (X - xZ); the line passes through (x, y), which gives the offset.
        [SkipLocalsInit]
        public Line Add(in G2Point point, out Fp2 denominator)
        {
            var theta = _y - point.Y * _z;
            var lambda = _x - point.X * _z;
            var lambda2 = Fp2.Square(in lambda);
            var lambda3 = lambda2 * lambda;
            var g = lambda2 * _x;
            var h = lambda3 + _z * Fp2.Square(in theta) - Fp2.Double(in g);

            _x = lambda * h;
            _y = theta * (g - h) - lambda3 * _y;
            _z *= lambda3;

            denominator = lambda;
            return new(theta, theta * point.X - lambda * point.Y);
        }
    }
}
