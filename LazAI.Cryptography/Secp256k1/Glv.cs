namespace LazAI.Cryptography.Secp256k1;

/// <summary>
/// The endomorphism (x, y) -> (beta x, y), which multiplies by lambda, and the split of a scalar in two halves by it:
/// R. Gallant, R. Lambert, S. Vanstone, "Faster point multiplication on elliptic curves with efficient endomorphisms" (2001).
/// Not constant-time.
/// </summary>
internal static class Glv
{
    private static readonly Scalar Lambda = Parse("5363ad4cc05c30e0a5261c028812645a122e22ea20816678df02967c1b23bd72");

    // A short basis of the lattice {(i, j): i + j lambda = 0 mod n}, from the extended Euclidean algorithm on n and lambda:
    // (a1, b1) = (3086d221a7d46bcde86c90e49284eb15, -e4437ed6010e88286f547fa90abfe4c3), (a2, b2) = (114ca50f7a8e2f3f657c1108d9d44cfd8, a1).
    private static readonly Scalar MinusB1 = Parse("00000000000000000000000000000000e4437ed6010e88286f547fa90abfe4c3");
    private static readonly Scalar MinusB2 = Parse("fffffffffffffffffffffffffffffffe8a280ac50774346dd765cda83db1562c");

    // round(2^384 b2 / n) and round(-2^384 b1 / n)
    private static readonly Scalar G1 = Parse("3086d221a7d46bcde86c90e49284eb153daa8a1471e8ca7fe893209a45dbb031");
    private static readonly Scalar G2 = Parse("e4437ed6010e88286f547fa90abfe4c4221208ac9df506c61571b4ae8ac47f71");

    /// <summary>beta, a cube root of 1 modulo p.</summary>
    public static readonly FieldElement Beta =
        FieldElement.FromWords(0xC1396C28719501EE, 0x9CF0497512F58995, 0x6E64479EAC3434E9, 0x7AE96A2B657C0710);

    /// <summary>k = first + second * lambda mod n, both below 2^128 in magnitude.</summary>
    public static void Split(in Scalar k, out SignedHalf first, out SignedHalf second)
    {
        var c1 = new Scalar(Scalar.MultiplyShift384(in k, in G1));
        var c2 = new Scalar(Scalar.MultiplyShift384(in k, in G2));
        var r2 = c1 * MinusB1 + c2 * MinusB2;
        var r1 = k - r2 * Lambda;
        first = SignedHalf.From(in r1);
        second = SignedHalf.From(in r2);
    }

    private static Scalar Parse(string hex) =>
        Scalar.TryRead(Convert.FromHexString(hex), out var value) ? value : throw new FormatException(hex);
}

/// <summary>A scalar of at most 128 bits and a sign.</summary>
internal readonly record struct SignedHalf(UInt128 Magnitude, bool IsNegative)
{
    public static SignedHalf From(in Scalar value) =>
        value.HighMask == 0 ? new SignedHalf(value.Low, false) : new SignedHalf((-value).Low, true);
}
