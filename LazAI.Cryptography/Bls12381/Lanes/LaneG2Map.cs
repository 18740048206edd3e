using System.Runtime.CompilerServices;
using LazAI.Cryptography.Fields.Lanes;
using Fp = LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>;
using Fp2 = LazAI.Cryptography.Fields.QuadraticExtension<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>>;

namespace LazAI.Cryptography.Bls12381.Lanes;

/// <summary>map_to_curve of RFC 9380, section 6.6.3, to the curve of G2 in every lane: what <see cref="IsogenousCurveMap{TField, TGroup, TIsogenous}"/> does.</summary>
internal static class LaneG2Map<T>
    where T : unmanaged, ILaneField<T, Fp>
{
    private static readonly LaneQuadratic<T, Fp> _a = Constant(G2IsogenousCurve.A);
    private static readonly LaneQuadratic<T, Fp> _b = Constant(G2IsogenousCurve.B);
    private static readonly LaneQuadratic<T, Fp> _z = Constant(G2IsogenousCurve.Z);
    private static readonly LaneQuadratic<T, Fp> _one = Constant(Fp2.One);
    private static readonly T _rootOfMinusNormOfZ = Constant(RootOfMinusNormOfZ());
    private static readonly LaneQuadratic<T, Fp>[] _xNumerator = Constants(G2IsogenousCurve.XNumerator);
    private static readonly LaneQuadratic<T, Fp>[] _xDenominator = Constants(G2IsogenousCurve.XDenominator);
    private static readonly LaneQuadratic<T, Fp>[] _yNumerator = Constants(G2IsogenousCurve.YNumerator);
    private static readonly LaneQuadratic<T, Fp>[] _yDenominator = Constants(G2IsogenousCurve.YDenominator);

    /// <summary>A point of the curve in every lane, mostly outside the group.</summary>
    /// <param name="elements">The numbers that are mapped: as many as there are lanes.</param>
    /// <param name="result">Never infinity: 3 does not divide the curve's order, so that the isogeny's kernel has no points here.</param>
    [SkipLocalsInit]
    public static void Map(ReadOnlySpan<Fp2> elements, out LaneG2Point<T> result)
    {
        SimplifiedSwu(elements, out var n, out var d, out var y);

        // All polynomials become homogeneous in numerator and denominator; x has one more power of x' above than below.
        LaneQuadratic<T, Fp>.Square(in d, out var dd);
        LaneQuadratic<T, Fp>.Multiply(in dd, in d, out var ddd);
        Cubic(_xNumerator, in n, in d, in dd, in ddd, out var xn);
        Cubic(_yNumerator, in n, in d, in dd, in ddd, out var yn);
        Cubic(_yDenominator, in n, in d, in dd, in ddd, out var yd);
        Step(in n, in _one, in d, in _xDenominator[1], out var xd);
        Step(in n, in xd, in dd, in _xDenominator[0], out xd);
        LaneQuadratic<T, Fp>.Multiply(in xd, in d, out xd);

        LaneQuadratic<T, Fp>.Multiply(in xn, in yd, out result.X);
        LaneQuadratic<T, Fp>.Multiply(in yn, in xd, out yn);
        LaneQuadratic<T, Fp>.Multiply(in yn, in y, out result.Y);
        LaneQuadratic<T, Fp>.Multiply(in xd, in yd, out result.Z);
    }

    // map_to_curve_simple_swu: appendix F.2, with x' as a fraction.
    [SkipLocalsInit]
    private static void SimplifiedSwu(
        ReadOnlySpan<Fp2> elements, out LaneQuadratic<T, Fp> numerator, out LaneQuadratic<T, Fp> denominator, out LaneQuadratic<T, Fp> y)
    {
        var odd = Read(elements, out var u);
        LaneQuadratic<T, Fp>.Square(in u, out var zuu);
        LaneQuadratic<T, Fp>.Multiply(in zuu, in _z, out zuu);
        LaneQuadratic<T, Fp>.Square(in zuu, out var sum);
        LaneQuadratic<T, Fp>.Combine(in sum, 1, in zuu, out sum);
        LaneQuadratic<T, Fp>.Add(in sum, in _one, out numerator);
        LaneQuadratic<T, Fp>.Multiply(in numerator, in _b, out numerator);
        LaneQuadratic<T, Fp>.Negate(in sum, uint.MaxValue, out denominator);
        LaneQuadratic<T, Fp>.Select(in denominator, in _z, LaneQuadratic<T, Fp>.ZeroLanes(in sum), out denominator);
        LaneQuadratic<T, Fp>.Multiply(in denominator, in _a, out denominator);

        // g(x1) = ((n^2 + A d^2) n + B d^3)/d^3
        LaneQuadratic<T, Fp>.Square(in denominator, out var dd);
        LaneQuadratic<T, Fp>.Multiply(in dd, in denominator, out var ddd);
        LaneQuadratic<T, Fp>.Square(in numerator, out var g);
        LaneQuadratic<T, Fp>.Multiply(in dd, in _a, out dd);
        LaneQuadratic<T, Fp>.Add(in g, in dd, out g);
        LaneQuadratic<T, Fp>.Multiply(in g, in numerator, out g);
        LaneQuadratic<T, Fp>.Multiply(in ddd, in _b, out dd);
        LaneQuadratic<T, Fp>.Combine(in g, 1, in dd, out g);
        var squares = SquareRootOfRatio(in g, in ddd, out y);

        LaneQuadratic<T, Fp>.Multiply(in numerator, in zuu, out var other);
        LaneQuadratic<T, Fp>.Select(in other, in numerator, squares, out numerator);
        LaneQuadratic<T, Fp>.Multiply(in y, in zuu, out other);
        LaneQuadratic<T, Fp>.Multiply(in other, in u, out other);
        LaneQuadratic<T, Fp>.Select(in other, in y, squares, out y);
        LaneQuadratic<T, Fp>.Negate(in y, odd ^ OddLanes(in y), out y);
    }

    // As G2IsogenousCurve.SquareRootOfRatio: the lanes with a root of u/v; the others have one of Zu/v.
    [SkipLocalsInit]
    private static uint SquareRootOfRatio(in LaneQuadratic<T, Fp> u, in LaneQuadratic<T, Fp> v, out LaneQuadratic<T, Fp> root)
    {
        LaneQuadratic<T, Fp>.Conjugate(in v, out var w);
        LaneQuadratic<T, Fp>.Multiply(in w, in u, out w);
        LaneQuadratic<T, Fp>.Norm(in w, out var norm);
        LaneExponentiation.SquareRootCandidate<T, Fp>(in norm, out var rootOfNorm);
        T.Square(in rootOfNorm, out var square);
        var squares = LaneQuadratic<T, Fp>.EqualLanes(in square, in norm);

        LaneQuadratic<T, Fp>.Multiply(in w, in _z, out var other);
        LaneQuadratic<T, Fp>.Select(in other, in w, squares, out w);
        T.Multiply(in rootOfNorm, in _rootOfMinusNormOfZ, out square);
        T.Select(in square, in rootOfNorm, squares, out rootOfNorm);
        LaneQuadratic<T, Fp>.Norm(in v, out norm);
        LaneSquareRoot<T, Fp>.OfRatio(in w, in rootOfNorm, in norm, out root);
        return squares;
    }

    // c0 d^3 + c1 n d^2 + c2 n^2 d + c3 n^3
    [SkipLocalsInit]
    private static void Cubic(
        LaneQuadratic<T, Fp>[] c,
        in LaneQuadratic<T, Fp> n,
        in LaneQuadratic<T, Fp> d,
        in LaneQuadratic<T, Fp> dd,
        in LaneQuadratic<T, Fp> ddd,
        out LaneQuadratic<T, Fp> r)
    {
        Step(in n, in c[3], in d, in c[2], out r);
        Step(in n, in r, in dd, in c[1], out r);
        Step(in n, in r, in ddd, in c[0], out r);
    }

    // n r + power c, normal.
    [SkipLocalsInit]
    private static void Step(
        in LaneQuadratic<T, Fp> n, in LaneQuadratic<T, Fp> r, in LaneQuadratic<T, Fp> power, in LaneQuadratic<T, Fp> c, out LaneQuadratic<T, Fp> next)
    {
        LaneQuadratic<T, Fp>.Multiply(in power, in c, out var addend);
        LaneQuadratic<T, Fp>.Multiply(in n, in r, out next);
        LaneQuadratic<T, Fp>.Combine(in addend, 1, in next, out next);
    }

    // The elements, and in which lanes they are odd.
    [SkipLocalsInit]
    private static uint Read(ReadOnlySpan<Fp2> elements, out LaneQuadratic<T, Fp> u)
    {
        Span<double> rows = stackalloc double[T.Count * LaneQuadratic<T, Fp>.RowLength];
        Span<int> offsets = stackalloc int[T.Count];
        var odd = 0U;
        for (var lane = 0; lane < offsets.Length; lane++)
        {
            offsets[lane] = lane * LaneQuadratic<T, Fp>.RowLength;
            LaneQuadratic<T, Fp>.Pack(in elements[lane], rows[offsets[lane]..]);
            odd |= elements[lane].IsOdd ? 1U << lane : 0;
        }

        LaneQuadratic<T, Fp>.Gather(in rows[0], offsets, out u);
        return odd;
    }

    [SkipLocalsInit]
    private static uint OddLanes(in LaneQuadratic<T, Fp> a)
    {
        Span<double> rows = stackalloc double[T.Count * LaneQuadratic<T, Fp>.RowLength];
        Span<int> offsets = stackalloc int[T.Count];
        for (var lane = 0; lane < offsets.Length; lane++)
        {
            offsets[lane] = lane * LaneQuadratic<T, Fp>.RowLength;
        }

        LaneQuadratic<T, Fp>.Scatter(in a, ref rows[0], offsets);
        var odd = 0U;
        for (var lane = 0; lane < offsets.Length; lane++)
        {
            odd |= LaneQuadratic<T, Fp>.Unpack(rows[offsets[lane]..]).IsOdd ? 1U << lane : 0;
        }

        return odd;
    }

    private static Fp RootOfMinusNormOfZ() =>
        Fp.TrySquareRoot(-G2IsogenousCurve.Z.Norm, out var root) ? root : throw new InvalidOperationException("Z is a square.");

    private static LaneQuadratic<T, Fp>[] Constants(ReadOnlySpan<Fp2> values)
    {
        var constants = new LaneQuadratic<T, Fp>[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            LaneQuadratic<T, Fp>.Create(in values[i], out constants[i]);
        }

        return constants;
    }

    private static LaneQuadratic<T, Fp> Constant(in Fp2 value)
    {
        LaneQuadratic<T, Fp>.Create(in value, out var constant);
        return constant;
    }

    private static T Constant(in Fp value)
    {
        T.Create(in value, out var constant);
        return constant;
    }
}
