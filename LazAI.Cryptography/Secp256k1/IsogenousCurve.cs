namespace LazAI.Cryptography.Secp256k1;

/// <summary>
/// The curve y^2 = x^3 + A' x + 1771 and its isogeny of degree 3 to secp256k1, over which a number becomes a point (RFC 9380,
/// section 8.7 and appendix E.1): the simplified map of Shallue, van de Woestijne and Ulas needs a curve with A' other than 0.
/// Constant-time.
/// </summary>
/// <remarks>Numbers in parentheses are magnitudes above 1.</remarks>
internal static class IsogenousCurve
{
    private static readonly FieldElement A = Parse("3f8731abdd661adca08a5558f0f5d272e953d363cb6f0e5d405447c01a444533");
    private static readonly FieldElement B = new(1771);

    // Z = -11, of which -Z = 11 is used: a number that is no square, so that u/v or Z u/v is one.
    private const uint MinusZ = 11;
    private static readonly FieldElement RootOfMinusZ =
        FieldElement.TrySquareRoot(out var root, new FieldElement(MinusZ)) ? root : throw new InvalidOperationException("11 is a square.");

    // Appendix E.1, lowest coefficient first. x = XNumerator/XDenominator, y = y' YNumerator/YDenominator; the denominators'
    // leading coefficient is 1.
    private static readonly FieldElement[] XNumerator =
    [
        Parse("8e38e38e38e38e38e38e38e38e38e38e38e38e38e38e38e38e38e38daaaaa8c7"),
        Parse("07d3d4c80bc321d5b9f315cea7fd44c5d595d2fc0bf63b92dfff1044f17c6581"),
        Parse("534c328d23f234e6e2a413deca25caece4506144037c40314ecbd0b53d9dd262"),
        Parse("8e38e38e38e38e38e38e38e38e38e38e38e38e38e38e38e38e38e38daaaaa88c"),
    ];

    private static readonly FieldElement[] XDenominator =
    [
        Parse("d35771193d94918a9ca34ccbb7b640dd86cd409542f8487d9fe6b745781eb49b"),
        Parse("edadc6f64383dc1df7c4b2d51b54225406d36b641f5e41bbc52a56612a8c6d14"),
        FieldElement.One,
    ];

    private static readonly FieldElement[] YNumerator =
    [
        Parse("4bda12f684bda12f684bda12f684bda12f684bda12f684bda12f684b8e38e23c"),
        Parse("c75e0c32d5cb7c0fa9d0a54b12a0a6d5647ab046d686da6fdffc90fc201d71a3"),
        Parse("29a6194691f91a73715209ef6512e576722830a201be2018a765e85a9ecee931"),
        Parse("2f684bda12f684bda12f684bda12f684bda12f684bda12f684bda12f38e38d84"),
    ];

    private static readonly FieldElement[] YDenominator =
    [
        Parse("fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffff93b"),
        Parse("7a06534bb8bdb49fd5e9e6632722c2989467c1bfc8e8d978dfb425d2685c2573"),
        Parse("6484aa716545ca2cf3a70c3fa8fe337e0a3d21162f0d6299a7bf8192bfd2a76f"),
        FieldElement.One,
    ];

    /// <summary>map_to_curve of a normalized u: a point of secp256k1; infinity for the few u that the isogeny takes there.</summary>
    public static ProjectivePoint Map(in FieldElement u)
    {
        MapToIsogenousCurve(in u, out var numerator, out var denominator, out var y);

        // The powers of x' = numerator/denominator, all over denominator^3, which cancels.
        Span<FieldElement> powers = stackalloc FieldElement[4];
        FieldElement.Square(out var denominator2, in denominator);
        FieldElement.Square(out var numerator2, in numerator);
        FieldElement.Multiply(out powers[0], in denominator2, in denominator);
        FieldElement.Multiply(out powers[1], in denominator2, in numerator);
        FieldElement.Multiply(out powers[2], in numerator2, in denominator);
        FieldElement.Multiply(out powers[3], in numerator2, in numerator);

        Evaluate(out var xn, XNumerator, powers);
        Evaluate(out var xd, XDenominator, powers);
        Evaluate(out var yn, YNumerator, powers);
        Evaluate(out var yd, YDenominator, powers);

        ProjectivePoint point;
        FieldElement.Multiply(out point.X, in xn, in yd);
        FieldElement.Multiply(out point.Y, in y, in yn);
        FieldElement.Multiply(out point.Y, in point.Y, in xd);
        FieldElement.Multiply(out point.Z, in xd, in yd);

        // The kernel of the isogeny (both denominators 0) goes to infinity (section 6.6.3, exceptional cases).
        point.Select(ProjectivePoint.Infinity, point.Z.IsZeroMask());
        return point;
    }

    // map_to_curve_simple_swu without inversion (appendix F.2): x' = numerator/denominator and y'.
    private static void MapToIsogenousCurve(
        in FieldElement u, out FieldElement numerator, out FieldElement denominator, out FieldElement y)
    {
        FieldElement.Square(out var t1, in u);
        t1.Scale(MinusZ);
        t1.Carry();
        FieldElement.Negate(out t1, in t1, 1);                      // t1 = Z u^2 (2)
        FieldElement.Square(out var t2, in t1);
        t2.Add(in t1);                                              // t2 = t1^2 + t1 (3)
        FieldElement.Add(out var t3, in t2, FieldElement.One);      // (4)
        FieldElement.Multiply(out t3, in B, in t3);                 // t3 = B (t2 + 1)

        // t4 = A (-t2), and A Z where t2 = 0
        FieldElement.Negate(out var t4, in t2, 3);                  // (4)
        FieldElement.Negate(out var z, new FieldElement(MinusZ), 1);
        t4.Select(in z, t2.IsZeroMask());
        FieldElement.Multiply(out t4, in A, in t4);

        // g(x1) = (t3^3 + A t3 t4^2 + B t4^3) / t4^3
        FieldElement.Square(out t2, in t3);
        FieldElement.Square(out var t6, in t4);
        FieldElement.Multiply(out var t5, in A, in t6);
        t2.Add(in t5);                                              // (2)
        FieldElement.Multiply(out t2, in t2, in t3);
        FieldElement.Multiply(out t6, in t6, in t4);
        FieldElement.Multiply(out t5, in B, in t6);
        t2.Add(in t5);                                              // (2)

        var isSquare = FieldElement.SquareRootOfRatio(out var y1, in t2, in t6, in RootOfMinusZ);
        FieldElement.Multiply(out numerator, in t1, in t3);
        FieldElement.Multiply(out y, in t1, in u);
        FieldElement.Multiply(out y, in y, in y1);
        numerator.Select(in t3, isSquare);
        y.Select(in y1, isSquare);
        denominator = t4;

        // sgn0 is the parity (section 4.1): y takes that of u.
        y.Normalize();
        FieldElement.Negate(out var negative, in y, 1);
        negative.Normalize();
        y.Select(in negative, 0UL - (y.ParityBit ^ u.ParityBit));
    }

    private static void Evaluate(out FieldElement result, ReadOnlySpan<FieldElement> coefficients, ReadOnlySpan<FieldElement> powers)
    {
        FieldElement.Multiply(out result, in coefficients[0], in powers[0]);
        for (var i = 1; i < coefficients.Length; i++)
        {
            FieldElement.Multiply(out var term, in coefficients[i], in powers[i]);
            result.Add(in term);
        }
    }

    private static FieldElement Parse(string hex) =>
        FieldElement.TryRead(Convert.FromHexString(hex), out var value) ? value : throw new FormatException(hex);
}
