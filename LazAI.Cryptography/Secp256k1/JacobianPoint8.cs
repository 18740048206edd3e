using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LazAI.Cryptography.Secp256k1;

/// <summary>Eight affine points, none infinity; X of magnitude 1, Y of magnitude up to 2.</summary>
internal struct AffinePoint8
{
    public FieldElement8 X;
    public FieldElement8 Y;
}

/// <summary>
/// Eight points (X/Z^2, Y/Z^3), none infinity, with the formulas and magnitudes of <see cref="JacobianPoint"/>. Lanes go in step, so
/// that sums of equal or opposite points cannot be treated on their own: such lanes become suspect, and whatever comes out of them
/// must be computed again by other means.
/// </summary>
internal struct JacobianPoint8
{
    public FieldElement8 X;
    public FieldElement8 Y;
    public FieldElement8 Z;

    /// <summary>All ones in the lanes that may have met a special case.</summary>
    public Vector512<ulong> Suspect;

    public JacobianPoint8(in AffinePoint8 point)
    {
        X = point.X;
        Y = point.Y;
        Z = FieldElement8.Create(FieldElement.One);
        Suspect = Vector512<ulong>.Zero;
    }

    /// <summary>Becomes twice itself.</summary>
    [SkipLocalsInit]
    public void Double()
    {
        FieldElement8.Multiply(out Z, in Z, in Y);
        FieldElement8.Square(out var s, in Y);
        FieldElement8.Square(out var l, in X);
        l.Triple();
        l.Halve();                                                  // L = 3/2 X^2 (2)
        FieldElement8.Multiply(out var t, in s, in X);              // T = X Y^2
        FieldElement8.Square(out X, in l);
        FieldElement8.Subtract(out X, in X, in t, 1);
        FieldElement8.Subtract(out X, in X, in t, 1);               // X' = L^2 - 2T (5)
        FieldElement8.Subtract(out t, in t, in X, 5);               // (7)
        FieldElement8.Multiply(out Y, in l, in t);
        FieldElement8.Square(out s, in s);
        FieldElement8.Subtract(out Y, in Y, in s, 1);               // Y' = L (T - X') - Y^4 (3)
    }

    /// <summary>Adds points and tells by what factor (7) Z grew.</summary>
    [SkipLocalsInit]
    public void Add(in AffinePoint8 point, out FieldElement8 zRatio)
    {
        FieldElement8.Square(out var z2, in Z);
        FieldElement8.Multiply(out var u, in z2, in point.X);
        FieldElement8.Multiply(out var s, in z2, in point.Y);
        FieldElement8.Multiply(out s, in s, in Z);
        AddScaled(in u, in s, out zRatio);
    }

    /// <summary>Adds points that are given on the isomorphic curves where Z = 1 stands for this one's Z = 1/w.</summary>
    [SkipLocalsInit]
    public void AddIsomorphic(in AffinePoint8 point, in FieldElement8 w)
    {
        FieldElement8.Multiply(out var z, in Z, in w);
        FieldElement8.Square(out var z2, in z);
        FieldElement8.Multiply(out var u, in z2, in point.X);
        FieldElement8.Multiply(out var s, in z2, in point.Y);
        FieldElement8.Multiply(out s, in s, in z);
        AddScaled(in u, in s, out _);
    }

    /// <summary>Becomes <paramref name="other"/> in the lanes whose mask is all ones, stays where it is zero.</summary>
    public void Select(in JacobianPoint8 other, Vector512<ulong> mask)
    {
        X.Select(in other.X, mask);
        Y.Select(in other.Y, mask);
        Z.Select(in other.Z, mask);
        Suspect = Vector512.ConditionalSelect(mask, other.Suspect, Suspect);
    }

    // (X, Y) + (u, s) over the common denominator Z.
    [SkipLocalsInit]
    private void AddScaled(in FieldElement8 u, in FieldElement8 s, out FieldElement8 zRatio)
    {
        FieldElement8.Subtract(out zRatio, in X, in u, 1);          // H = X - u (7)
        FieldElement8.Subtract(out var i, in s, in Y, 3);           // I = s - Y (5)
        Suspect |= zRatio.MayBeZeroMask();
        FieldElement8.Multiply(out Z, in Z, in zRatio);
        FieldElement8.Square(out var h2, in zRatio);
        FieldElement8.Multiply(out var h3, in h2, in zRatio);
        FieldElement8.Multiply(out var t, in h2, in X);             // T = X H^2
        FieldElement8.Square(out X, in i);
        FieldElement8.Add(out X, in X, in h3);
        FieldElement8.Add(out h2, in t, in t);
        FieldElement8.Subtract(out X, in X, in h2, 2);              // X' = I^2 + H^3 - 2T (5)
        FieldElement8.Multiply(out h3, in h3, in Y);
        FieldElement8.Subtract(out t, in X, in t, 1);               // (7)
        FieldElement8.Multiply(out Y, in i, in t);
        FieldElement8.Subtract(out Y, in Y, in h3, 1);              // Y' = I (X' - T) - Y H^3 (3)
    }
}
