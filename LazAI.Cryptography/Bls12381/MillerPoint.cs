using System.Runtime.CompilerServices;
using Fp2 = LazAI.Cryptography.Fields.QuadraticExtension<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>>;
using G2 = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.QuadraticExtension<
        LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>>,
    LazAI.Cryptography.Bls12381.G2Curve>;

namespace LazAI.Cryptography.Bls12381;

/// <summary>The multiple of a point of G2 that a Miller loop walks through, (X / Z, Y / Z), each step giving the line it went along.</summary>
/// <remarks>
/// Formulas: Costello, Lange, Naehrig, "Faster pairing computations on curves with high-degree twists" (2010), section 5, as in
/// Aranha, Karabina, Longa, Gebotys, López, "Faster explicit formulas for computing pairings over ordinary curves" (2011), section 4,
/// with all coordinates times 4 in place of halves. The walk meets no special case: the loop's number is below the order r.
/// </remarks>
internal struct MillerPoint(in G2 point)
{
    private Fp2 _x = point.X;
    private Fp2 _y = point.Y;
    private Fp2 _z = Fp2.One;

    /// <summary>T = 2T, with the tangent in T: three multiplications and six squarings in Fp2.</summary>
    [SkipLocalsInit]
    public static Line Double(ref MillerPoint t)
    {
        var a = t._x * t._y;
        var b = Fp2.Square(in t._y);
        var c = Fp2.Square(in t._z);
        var e = G2Curve.MultiplyBy3B(in c);
        var f = Fp2.Double(in e) + e;
        var h = Fp2.Square(t._y + t._z) - b - c;
        var j = Fp2.Square(in t._x);
        var twiceE = Fp2.Square(Fp2.Double(in e));
        t._x = Fp2.Double(in a) * (b - f);
        t._y = Fp2.Square(b + f) - Fp2.Double(in twiceE) - twiceE;
        t._z = Fp2.Double(Fp2.Double(b * h));
        return new(e - b, Fp2.Double(in j) + j, -h);
    }

    /// <summary>T = T + Q, with the chord through both: eleven multiplications and two squarings in Fp2.</summary>
    [SkipLocalsInit]
    public static Line Add(ref MillerPoint t, in G2 q)
    {
        var theta = t._y - q.Y * t._z;
        var lambda = t._x - q.X * t._z;
        var c = Fp2.Square(in theta);
        var d = Fp2.Square(in lambda);
        var e = lambda * d;
        var f = t._z * c;
        var g = t._x * d;
        var h = e + f - Fp2.Double(in g);
        t._x = lambda * h;
        t._y = theta * (g - h) - e * t._y;
        t._z *= e;
        return new(theta * q.X - lambda * q.Y, -theta, lambda);
    }
}
