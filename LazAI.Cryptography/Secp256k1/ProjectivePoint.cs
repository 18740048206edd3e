using System.Runtime.CompilerServices;

namespace LazAI.Cryptography.Secp256k1;

/// <summary>
/// A point (X/Z, Y/Z), infinity being (0, 1, 0), whose additions are complete: one sequence of operations for every pair of
/// points, so that they can work on secrets in constant time.
/// </summary>
/// <remarks>
/// J. Renes, C. Costello, L. Batina, "Complete addition formulas for prime order elliptic curves" (2016), algorithms 7 to 9 for
/// a = 0 and 3b = 21. Numbers in parentheses are magnitudes; those of X, Y and Z are at most 3, 2 and 2.
/// </remarks>
internal struct ProjectivePoint
{
    private const uint ThreeB = 21;

    public FieldElement X;
    public FieldElement Y;
    public FieldElement Z;

    public ProjectivePoint(in AffinePoint point)
    {
        X = point.X;
        Y = point.Y;
        Z = FieldElement.One;
    }

    public static ProjectivePoint Infinity => new() { Y = FieldElement.One };

    /// <summary>Becomes twice itself (algorithm 9: 6M + 2S).</summary>
    [SkipLocalsInit]
    public void Double()
    {
        FieldElement.Square(out var t0, in Y);
        var z3 = t0;
        z3.Scale(8);
        FieldElement.Multiply(out var t1, in Y, in Z);
        FieldElement.Square(out var t2, in Z);
        MultiplyByThreeB(ref t2);
        FieldElement.Multiply(out var x3, in t2, in z3);
        FieldElement.Add(out var y3, in t0, in t2);   // (2)
        FieldElement.Multiply(out Z, in t1, in z3);
        t2.Scale(3);
        t0.Subtract(in t2, 3);                        // (5)
        FieldElement.Multiply(out y3, in t0, in y3);
        FieldElement.Multiply(out t1, in X, in Y);
        FieldElement.Multiply(out X, in t1, in t0);
        X.Add(in X);                                  // (2)
        FieldElement.Add(out Y, in x3, in y3);        // (2)
    }

    /// <summary>Adds a point other than infinity, of magnitude 1 (algorithm 8: 11M).</summary>
    [SkipLocalsInit]
    public void Add(in AffinePoint point)
    {
        FieldElement.Multiply(out var t0, in point.X, in X);
        FieldElement.Multiply(out var t1, in point.Y, in Y);
        FieldElement.Add(out var t3, in point.X, in point.Y);
        FieldElement.Add(out var t4, in X, in Y);
        FieldElement.Multiply(out t3, in t3, in t4);
        t3.Subtract(in t0, 1);
        t3.Subtract(in t1, 1);                        // (5)
        FieldElement.Multiply(out t4, in point.Y, in Z);
        t4.Add(in Y);                                 // (3)
        FieldElement.Multiply(out var y3, in point.X, in Z);
        y3.Add(in X);                                 // (4)
        var t2 = Z;
        Finish(ref t0, ref t1, ref t2, in t3, in t4, ref y3);
    }

    /// <summary>Adds any point (algorithm 7: 12M).</summary>
    [SkipLocalsInit]
    public void Add(in ProjectivePoint point)
    {
        FieldElement.Multiply(out var t0, in X, in point.X);
        FieldElement.Multiply(out var t1, in Y, in point.Y);
        FieldElement.Multiply(out var t2, in Z, in point.Z);
        FieldElement.Add(out var t3, in X, in Y);
        FieldElement.Add(out var sum, in point.X, in point.Y);
        FieldElement.Multiply(out t3, in t3, in sum);
        t3.Subtract(in t0, 1);
        t3.Subtract(in t1, 1);                        // (5)
        FieldElement.Add(out var t4, in Y, in Z);
        FieldElement.Add(out sum, in point.Y, in point.Z);
        FieldElement.Multiply(out t4, in t4, in sum);
        t4.Subtract(in t1, 1);
        t4.Subtract(in t2, 1);                        // (5)
        FieldElement.Add(out var y3, in X, in Z);
        FieldElement.Add(out sum, in point.X, in point.Z);
        FieldElement.Multiply(out y3, in y3, in sum);
        y3.Subtract(in t0, 1);
        y3.Subtract(in t2, 1);                        // (5)
        Finish(ref t0, ref t1, ref t2, in t3, in t4, ref y3);
    }

    /// <summary>Becomes <paramref name="other"/> where the mask is all ones, stays where it is zero.</summary>
    public void Select(in ProjectivePoint other, ulong mask)
    {
        X.Select(in other.X, mask);
        Y.Select(in other.Y, mask);
        Z.Select(in other.Z, mask);
    }

    /// <summary>The affine form by one constant-time inversion. Must not be infinity.</summary>
    public readonly AffinePoint ToAffine()
    {
        var z = Z;
        z.Normalize();
        FieldElement.Invert(out var inverse, in z);
        AffinePoint point;
        FieldElement.Multiply(out point.X, in inverse, in X);
        FieldElement.Multiply(out point.Y, in inverse, in Y);
        point.X.Normalize();
        point.Y.Normalize();
        return point;
    }

    // What algorithms 7 and 8 have in common: t0 = X1X2, t1 = Y1Y2, t2 = Z1Z2, t3 = X1Y2 + X2Y1, t4 = Y1Z2 + Y2Z1,
    // y3 = X1Z2 + X2Z1.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Finish(
        ref FieldElement t0, ref FieldElement t1, ref FieldElement t2, in FieldElement t3, in FieldElement t4, ref FieldElement y3)
    {
        t0.Scale(3);                                  // (3)
        MultiplyByThreeB(ref t2);
        FieldElement.Add(out var z3, in t1, in t2);   // (2)
        t1.Subtract(in t2, 1);                        // (3)
        MultiplyByThreeB(ref y3);
        FieldElement.Multiply(out var x3, in y3, in t4);
        FieldElement.Multiply(out X, in t3, in t1);
        X.Subtract(in x3, 1);                         // (3)
        FieldElement.Multiply(out y3, in y3, in t0);
        FieldElement.Multiply(out Y, in t1, in z3);
        Y.Add(in y3);                                 // (2)
        FieldElement.Multiply(out t0, in t0, in t3);
        FieldElement.Multiply(out Z, in z3, in t4);
        Z.Add(in t0);                                 // (2)
    }

    // For magnitudes up to 5: 21 * 5 * 2 * 2^52 stays below 2^63; the result has magnitude 1.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MultiplyByThreeB(ref FieldElement value)
    {
        value.Scale(ThreeB);
        value.Carry();
    }
}
