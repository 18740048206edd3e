using LazAI.Cryptography.Fields;
using Fp = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>;
using G1Jacobian = LazAI.Cryptography.Curves.JacobianPoint<
    LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>, LazAI.Cryptography.Bn254.G1Curve>;

namespace LazAI.Cryptography.Bn254;

/// <summary>A point (x, y) of G1 as lines want it: -x/y and 1/y, both 0 for infinity.</summary>
internal readonly struct LineArgument(Fp negatedXOverY, Fp inverseY)
{
    public readonly Fp NegatedXOverY = negatedXOverY;
    public readonly Fp InverseY = inverseY;

    /// <summary>Many points with one inversion.</summary>
    /// <param name="points">The points, of which some may be infinity.</param>
    /// <param name="destination">As much room.</param>
    public static void From(ReadOnlySpan<G1Jacobian> points, Span<LineArgument> destination)
    {
        Span<Fp> inverses = stackalloc Fp[points.Length];
        for (var i = 0; i < points.Length; i++)
        {
            inverses[i] = points[i].Y;
        }

        // No point has y = 0, since the order of the group is odd.
        BatchInversion.Invert(inverses, stackalloc Fp[points.Length]);
        for (var i = 0; i < points.Length; i++)
        {
            // x/y = X Z / Y and 1/y = Z^3 / Y, which are 0 for infinity.
            var overY = inverses[i] * points[i].Z;
            destination[i] = new(-(points[i].X * overY), overY * Fp.Square(in points[i].Z));
        }
    }
}
