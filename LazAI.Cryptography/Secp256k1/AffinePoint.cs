namespace LazAI.Cryptography.Secp256k1;

/// <summary>
/// A point of y^2 = x^3 + 7 other than infinity. The cofactor is 1, so every point of the curve is in the group. Coordinates
/// of points that leave this folder are normalized.
/// </summary>
internal struct AffinePoint
{
    public FieldElement X;
    public FieldElement Y;

    public AffinePoint(in FieldElement x, in FieldElement y)
    {
        X = x;
        Y = y;
    }

    /// <summary>The base point G (SEC 2, section 2.4.1).</summary>
    public static AffinePoint Generator => new(
        FieldElement.FromWords(0x59F2815B16F81798, 0x029BFCDB2DCE28D9, 0x55A06295CE870B07, 0x79BE667EF9DCBBAC),
        FieldElement.FromWords(0x9C47D08FFB10D4B8, 0xFD17B448A6855419, 0x5DA4FBFC0E1108A8, 0x483ADA7726A3C465));

    /// <summary>The point of a normalized x and the given parity of y, if x is on the curve.</summary>
    public static bool TryFromX(in FieldElement x, bool yIsOdd, out AffinePoint point)
    {
        point.X = x;
        RightHandSide(out var square, in x);
        var onCurve = FieldElement.TrySquareRoot(out point.Y, in square);
        point.SetParityOfY(yIsOdd);
        return onCurve;
    }

    /// <summary>Normalizes a y of magnitude 1 and negates it if its parity is not the given one.</summary>
    public void SetParityOfY(bool yIsOdd)
    {
        Y.Normalize();
        if (Y.IsOdd != yIsOdd)
        {
            FieldElement.Negate(out Y, in Y, 1);
            Y.Normalize();
        }
    }

    /// <summary>Whether the normalized coordinates satisfy the curve's equation.</summary>
    public readonly bool IsOnCurve()
    {
        RightHandSide(out var right, in X);
        FieldElement.Square(out var left, in Y);
        return FieldElement.EqualVariableTime(in left, in right);
    }

    // x^3 + 7
    private static void RightHandSide(out FieldElement result, in FieldElement x)
    {
        FieldElement.Square(out var square, in x);
        FieldElement.Multiply(out result, in square, in x);
        result.Add(new FieldElement(7));
    }
}
