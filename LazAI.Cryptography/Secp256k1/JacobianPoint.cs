using System.Runtime.CompilerServices;

namespace LazAI.Cryptography.Secp256k1;

/// <summary>
/// A point (X/Z^2, Y/Z^3) or infinity. Its operations look at the points they are given: they are fast and NOT constant-time,
/// for public points and scalars only. Secrets go through <see cref="ProjectivePoint"/>.
/// </summary>
/// <remarks>
/// Numbers in parentheses are magnitudes; those of X, Y and Z are at most 5, 3 and 1. Doubling is 3M + 4S, mixed addition
/// 8M + 3S. The doubling is that of libsecp256k1 (its group_impl.h), which halves where others double.
/// </remarks>
internal struct JacobianPoint
{
    public FieldElement X;
    public FieldElement Y;
    public FieldElement Z;
    public bool IsInfinity;

    public JacobianPoint(in AffinePoint point)
    {
        X = point.X;
        Y = point.Y;
        Z = FieldElement.One;
    }

    public static JacobianPoint Infinity => new() { IsInfinity = true };

    /// <summary>Becomes twice itself. No point has order 2, so only infinity is special.</summary>
    [SkipLocalsInit]
    public void Double()
    {
        if (IsInfinity)
        {
            return;
        }

        FieldElement.Multiply(out Z, in Z, in Y);
        FieldElement.Square(out var s, in Y);
        FieldElement.Square(out var l, in X);
        l.Scale(3);
        l.Halve();                                     // L = 3/2 X^2 (2)
        FieldElement.Multiply(out var t, in s, in X);  // T = X Y^2
        FieldElement.Square(out X, in l);
        X.Subtract(in t, 1);
        X.Subtract(in t, 1);                           // X' = L^2 - 2T (5)
        t.Subtract(in X, 5);                           // (7)
        FieldElement.Multiply(out Y, in l, in t);
        FieldElement.Square(out s, in s);
        Y.Subtract(in s, 1);                           // Y' = L (T - X') - Y^4 (3)
    }

    /// <summary>Adds a point of magnitude 1.</summary>
    public void Add(in AffinePoint point) => Add(in point, out _);

    /// <summary>
    /// Adds a point of magnitude 1 and tells by what factor (7) Z grew; it has no meaning if either was infinity.
    /// </summary>
    [SkipLocalsInit]
    public void Add(in AffinePoint point, out FieldElement zRatio)
    {
        if (IsInfinity)
        {
            this = new JacobianPoint(in point);
            zRatio = FieldElement.One;
            return;
        }

        FieldElement.Square(out var z2, in Z);
        FieldElement.Multiply(out var u, in z2, in point.X);
        FieldElement.Multiply(out var s, in z2, in point.Y);
        FieldElement.Multiply(out s, in s, in Z);
        AddScaled(in u, in s, out zRatio);
    }

    /// <summary>
    /// Adds a point of magnitude 1 that is given on the isomorphic curve where Z = 1 stands for this curve's Z = 1/w.
    /// </summary>
    [SkipLocalsInit]
    public void AddIsomorphic(in AffinePoint point, in FieldElement w)
    {
        if (IsInfinity)
        {
            FieldElement.Square(out var w2, in w);
            FieldElement.Multiply(out var w3, in w2, in w);
            FieldElement.Multiply(out X, in point.X, in w2);
            FieldElement.Multiply(out Y, in point.Y, in w3);
            Z = FieldElement.One;
            IsInfinity = false;
            return;
        }

        FieldElement.Multiply(out var z, in Z, in w);
        FieldElement.Square(out var z2, in z);
        FieldElement.Multiply(out var u, in z2, in point.X);
        FieldElement.Multiply(out var s, in z2, in point.Y);
        FieldElement.Multiply(out s, in s, in z);
        AddScaled(in u, in s, out _);
    }

    /// <summary>The affine form by one inversion. Must not be infinity.</summary>
    public readonly AffinePoint ToAffineVariableTime()
    {
        var z = Z;
        z.Normalize();
        FieldElement.InvertVariableTime(out var inverse, in z);
        FieldElement.Square(out var square, in inverse);
        AffinePoint point;
        FieldElement.Multiply(out point.X, in square, in X);
        FieldElement.Multiply(out square, in square, in inverse);
        FieldElement.Multiply(out point.Y, in square, in Y);
        point.X.Normalize();
        point.Y.Normalize();
        return point;
    }

    /// <summary>The affine forms of many points, none infinity, by one inversion (Montgomery's trick).</summary>
    public static void ToAffineVariableTime(ReadOnlySpan<JacobianPoint> points, Span<AffinePoint> affine)
    {
        // affine[i].X holds the product of all earlier Z on the way up.
        var product = FieldElement.One;
        for (var i = 0; i < points.Length; i++)
        {
            affine[i].X = product;
            FieldElement.Multiply(out product, in product, in points[i].Z);
        }

        product.Normalize();
        FieldElement.InvertVariableTime(out var inverse, in product);
        for (var i = points.Length - 1; i >= 0; i--)
        {
            FieldElement.Multiply(out var zInverse, in inverse, in affine[i].X);
            FieldElement.Multiply(out inverse, in inverse, in points[i].Z);
            FieldElement.Square(out var square, in zInverse);
            FieldElement.Multiply(out affine[i].X, in square, in points[i].X);
            FieldElement.Multiply(out square, in square, in zInverse);
            FieldElement.Multiply(out affine[i].Y, in square, in points[i].Y);
            affine[i].X.Normalize();
            affine[i].Y.Normalize();
        }
    }

    // (X, Y) + (u, s) over the common denominator Z.
    [SkipLocalsInit]
    private void AddScaled(in FieldElement u, in FieldElement s, out FieldElement zRatio)
    {
        FieldElement.Subtract(out var h, in X, in u, 1); // H = X - u (7)
        FieldElement.Subtract(out var i, in s, in Y, 3); // I = s - Y (5)
        if (h.IsZeroVariableTime())
        {
            // Equal or opposite points.
            zRatio = FieldElement.Zero;
            if (i.IsZeroVariableTime())
            {
                zRatio = Y;
                Double();
            }
            else
            {
                this = Infinity;
            }

            return;
        }

        zRatio = h;
        FieldElement.Multiply(out Z, in Z, in h);
        FieldElement.Square(out var h2, in h);
        FieldElement.Multiply(out var h3, in h2, in h);
        FieldElement.Multiply(out var t, in h2, in X); // T = X H^2
        FieldElement.Square(out X, in i);
        X.Add(in h3);
        FieldElement.Add(out h2, in t, in t);
        X.Subtract(in h2, 2);                          // X' = I^2 + H^3 - 2T (5)
        FieldElement.Multiply(out h3, in h3, in Y);
        FieldElement.Subtract(out t, in X, in t, 1);   // (7)
        FieldElement.Multiply(out Y, in i, in t);
        Y.Subtract(in h3, 1);                          // Y' = I (X' - T) - Y H^3 (3)
    }
}
