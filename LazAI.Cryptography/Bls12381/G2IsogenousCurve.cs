using LazAI.Cryptography.Fields;
using Fp = LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>;
using Fp2 = LazAI.Cryptography.Fields.QuadraticExtension<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>>;

namespace LazAI.Cryptography.Bls12381;

/// <summary>E' of G2 and its 3-isogeny (RFC 9380, section 8.8.2 and appendix E.3).</summary>
internal readonly struct G2IsogenousCurve : IIsogenousCurve<Fp2>
{
    // The norm of Z is 5. A root of minus a norm, times this, is a root of the norm of Z times as much.
    private static readonly Fp _rootOfMinusNormOfZ = RootOfMinusNormOfZ();

    private static readonly Fp2[] _xNumerator =
    [
        Parse(
            "5c759507e8e333ebb5b7a9a47d7ed8532c52d39fd3a042a88b58423c50ae15d5c2638e343d9c71c6238aaaaaaaa97d6",
            "5c759507e8e333ebb5b7a9a47d7ed8532c52d39fd3a042a88b58423c50ae15d5c2638e343d9c71c6238aaaaaaaa97d6"),
        Parse("0", "11560bf17baa99bc32126fced787c88f984f87adf7ae0c7f9a208c6b4f20a4181472aaa9cb8d555526a9ffffffffc71a"),
        Parse(
            "11560bf17baa99bc32126fced787c88f984f87adf7ae0c7f9a208c6b4f20a4181472aaa9cb8d555526a9ffffffffc71e",
            "8ab05f8bdd54cde190937e76bc3e447cc27c3d6fbd7063fcd104635a790520c0a395554e5c6aaaa9354ffffffffe38d"),
        Parse("171d6541fa38ccfaed6dea691f5fb614cb14b4e7f4e810aa22d6108f142b85757098e38d0f671c7188e2aaaaaaaa5ed1", "0"),
    ];

    private static readonly Fp2[] _xDenominator =
    [
        Parse("0", "1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaa63"),
        Parse("c", "1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaa9f"),
        Fp2.One,
    ];

    private static readonly Fp2[] _yNumerator =
    [
        Parse(
            "1530477c7ab4113b59a4c18b076d11930f7da5d4a07f649bf54439d87d27e500fc8c25ebf8c92f6812cfc71c71c6d706",
            "1530477c7ab4113b59a4c18b076d11930f7da5d4a07f649bf54439d87d27e500fc8c25ebf8c92f6812cfc71c71c6d706"),
        Parse("0", "5c759507e8e333ebb5b7a9a47d7ed8532c52d39fd3a042a88b58423c50ae15d5c2638e343d9c71c6238aaaaaaaa97be"),
        Parse(
            "11560bf17baa99bc32126fced787c88f984f87adf7ae0c7f9a208c6b4f20a4181472aaa9cb8d555526a9ffffffffc71c",
            "8ab05f8bdd54cde190937e76bc3e447cc27c3d6fbd7063fcd104635a790520c0a395554e5c6aaaa9354ffffffffe38f"),
        Parse("124c9ad43b6cf79bfbf7043de3811ad0761b0f37a1e26286b0e977c69aa274524e79097a56dc4bd9e1b371c71c718b10", "0"),
    ];

    private static readonly Fp2[] _yDenominator =
    [
        Parse(
            "1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffa8fb",
            "1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffa8fb"),
        Parse("0", "1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffa9d3"),
        Parse("12", "1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaa99"),
        Fp2.One,
    ];

    public static Fp2 A { get; } = new(Fp.Zero, Fp.FromUInt64(240));

    public static Fp2 B { get; } = new(Fp.FromUInt64(1012), Fp.FromUInt64(1012));

    public static Fp2 Z { get; } = new(-Fp.FromUInt64(2), -Fp.One);

    public static ReadOnlySpan<Fp2> XNumerator => _xNumerator;

    public static ReadOnlySpan<Fp2> XDenominator => _xDenominator;

    public static ReadOnlySpan<Fp2> YNumerator => _yNumerator;

    public static ReadOnlySpan<Fp2> YDenominator => _yDenominator;

    public static bool IsOdd(in Fp2 a) => a.IsOdd;

    // u/v = w/d with w = u times v's conjugate and d the norm of v: a root of the norm of w tells whether w/d is a square, and the
    // other root is the extension's. So it takes two exponentiations in GF(p), where the RFC's is one of twice the length in GF(p^2).
    public static bool SquareRootOfRatio(in Fp2 u, in Fp2 v, out Fp2 root)
    {
        var w = u * v.Conjugate;
        var norm = w.Norm;
        var isSquare = Fp.TrySquareRoot(in norm, out var rootOfNorm);
        if (!isSquare)
        {
            w *= Z;
            rootOfNorm *= _rootOfMinusNormOfZ;
        }

        root = Fp2.SquareRoot(in w, in rootOfNorm, v.Norm);
        return isSquare;
    }

    private static Fp RootOfMinusNormOfZ() =>
        Fp.TrySquareRoot(-Fp.FromUInt64(5), out var root) ? root : throw new InvalidOperationException("Z is a square.");

    private static Fp2 Parse(string c0, string c1) => new(PrimeField<Fp>.Parse(c0), PrimeField<Fp>.Parse(c1));
}
