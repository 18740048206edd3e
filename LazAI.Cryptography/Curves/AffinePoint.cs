using LazAI.Cryptography.Fields;

namespace LazAI.Cryptography.Curves;

/// <summary>A point (x, y) of a curve, or infinity, which is written (0, 0): no point of y^2 = x^3 + b, where b is not 0.</summary>
internal readonly struct AffinePoint<TField, TCurve>(TField x, TField y) : IEquatable<AffinePoint<TField, TCurve>>
    where TField : unmanaged, IFieldElement<TField>
    where TCurve : struct, ICurve<TField>
{
    public readonly TField X = x;
    public readonly TField Y = y;

    public static AffinePoint<TField, TCurve> Infinity => default;

    public static AffinePoint<TField, TCurve> Generator => new(TCurve.GeneratorX, TCurve.GeneratorY);

    public bool IsInfinity => X.IsZero & Y.IsZero;

    /// <summary>Whether the equation of the curve holds, or the point is infinity.</summary>
    public bool IsOnCurve => IsInfinity || TField.Square(in Y).Equals(TField.Square(in X) * X + TCurve.B);

    public static AffinePoint<TField, TCurve> operator -(in AffinePoint<TField, TCurve> point) => new(point.X, -point.Y);

    /// <summary>a where the mask is zero, b where it is all ones.</summary>
    public static AffinePoint<TField, TCurve> Select(
        in AffinePoint<TField, TCurve> a, in AffinePoint<TField, TCurve> b, ulong mask) =>
        new(TField.Select(in a.X, in b.X, mask), TField.Select(in a.Y, in b.Y, mask));

    public bool Equals(AffinePoint<TField, TCurve> other) => X.Equals(other.X) && Y.Equals(other.Y);

    public override bool Equals(object? obj) => obj is AffinePoint<TField, TCurve> other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(X, Y);

    public override string ToString() => IsInfinity ? "infinity" : $"({X}, {Y})";
}
