using System.Runtime.CompilerServices;

namespace LazAI.Cryptography.Fields.Lanes;

/// <summary>A coordinate in the quadratic extension of a prime field of 256 bits.</summary>
internal struct LaneQuadraticCoordinate<TVector, TLanes, TModulus>
    : ILaneCoordinate<LaneQuadraticCoordinate<TVector, TLanes, TModulus>, QuadraticExtension<MontgomeryField256<TModulus>>>
    where TVector : unmanaged
    where TLanes : struct, ILaneVector<TVector>
    where TModulus : struct, IModulus256
{
    private LaneQuadratic<LaneField256<TVector, TLanes, TModulus>, MontgomeryField256<TModulus>> _value;

    public static int Count => TLanes.Count;

    public static int RowLength => LaneQuadratic<LaneField256<TVector, TLanes, TModulus>, MontgomeryField256<TModulus>>.RowLength;

    public static void Create(
        in QuadraticExtension<MontgomeryField256<TModulus>> value, out LaneQuadraticCoordinate<TVector, TLanes, TModulus> r) =>
        LaneQuadratic<LaneField256<TVector, TLanes, TModulus>, MontgomeryField256<TModulus>>.Create(in value, out r._value);

    public static void Subtract(
        in LaneQuadraticCoordinate<TVector, TLanes, TModulus> a,
        in LaneQuadraticCoordinate<TVector, TLanes, TModulus> b,
        out LaneQuadraticCoordinate<TVector, TLanes, TModulus> r)
    {
        LaneField256<TVector, TLanes, TModulus>.Subtract(in a._value.C0, in b._value.C0, out r._value.C0);
        LaneField256<TVector, TLanes, TModulus>.Subtract(in a._value.C1, in b._value.C1, out r._value.C1);
    }

    public static void Multiply(
        in LaneQuadraticCoordinate<TVector, TLanes, TModulus> a,
        in LaneQuadraticCoordinate<TVector, TLanes, TModulus> b,
        out LaneQuadraticCoordinate<TVector, TLanes, TModulus> r) =>
        LaneQuadratic<LaneField256<TVector, TLanes, TModulus>, MontgomeryField256<TModulus>>.Multiply(in a._value, in b._value, out r._value);

    [SkipLocalsInit]
    public static void MultiplySubtract(
        in LaneQuadraticCoordinate<TVector, TLanes, TModulus> a,
        in LaneQuadraticCoordinate<TVector, TLanes, TModulus> b,
        in LaneQuadraticCoordinate<TVector, TLanes, TModulus> c,
        out LaneQuadraticCoordinate<TVector, TLanes, TModulus> r)
    {
        Multiply(in a, in b, out var difference);
        Subtract(in difference, in c, out difference);
        Normalize(in difference, out r);
    }

    [SkipLocalsInit]
    public static void SquareSubtract(
        in LaneQuadraticCoordinate<TVector, TLanes, TModulus> a,
        in LaneQuadraticCoordinate<TVector, TLanes, TModulus> b,
        in LaneQuadraticCoordinate<TVector, TLanes, TModulus> c,
        out LaneQuadraticCoordinate<TVector, TLanes, TModulus> r)
    {
        LaneQuadraticCoordinate<TVector, TLanes, TModulus> square;
        LaneQuadratic<LaneField256<TVector, TLanes, TModulus>, MontgomeryField256<TModulus>>.Square(in a._value, out square._value);
        Subtract(in square, in b, out square);
        Subtract(in square, in c, out square);
        Normalize(in square, out r);
    }

    public static void Negate(
        in LaneQuadraticCoordinate<TVector, TLanes, TModulus> a, uint lanes, out LaneQuadraticCoordinate<TVector, TLanes, TModulus> r) =>
        LaneQuadratic<LaneField256<TVector, TLanes, TModulus>, MontgomeryField256<TModulus>>.Negate(in a._value, lanes, out r._value);

    public static void Select(
        in LaneQuadraticCoordinate<TVector, TLanes, TModulus> a,
        in LaneQuadraticCoordinate<TVector, TLanes, TModulus> b,
        uint lanes,
        out LaneQuadraticCoordinate<TVector, TLanes, TModulus> r) =>
        LaneQuadratic<LaneField256<TVector, TLanes, TModulus>, MontgomeryField256<TModulus>>.Select(in a._value, in b._value, lanes, out r._value);

    public static uint ZeroLanes(in LaneQuadraticCoordinate<TVector, TLanes, TModulus> a) =>
        LaneField256<TVector, TLanes, TModulus>.ZeroLanes(in a._value.C0) & LaneField256<TVector, TLanes, TModulus>.ZeroLanes(in a._value.C1);

    public static void Gather(
        ref readonly double rows, ReadOnlySpan<int> offsets, out LaneQuadraticCoordinate<TVector, TLanes, TModulus> r) =>
        LaneQuadratic<LaneField256<TVector, TLanes, TModulus>, MontgomeryField256<TModulus>>.Gather(in rows, offsets, out r._value);

    public static void Scatter(
        in LaneQuadraticCoordinate<TVector, TLanes, TModulus> a, ref double rows, ReadOnlySpan<int> offsets) =>
        LaneQuadratic<LaneField256<TVector, TLanes, TModulus>, MontgomeryField256<TModulus>>.Scatter(in a._value, ref rows, offsets);

    public static void Pack(in QuadraticExtension<MontgomeryField256<TModulus>> value, Span<double> rows) =>
        LaneQuadratic<LaneField256<TVector, TLanes, TModulus>, MontgomeryField256<TModulus>>.Pack(in value, rows);

    public static QuadraticExtension<MontgomeryField256<TModulus>> Unpack(ReadOnlySpan<double> rows) =>
        LaneQuadratic<LaneField256<TVector, TLanes, TModulus>, MontgomeryField256<TModulus>>.Unpack(rows);

    private static void Normalize(
        in LaneQuadraticCoordinate<TVector, TLanes, TModulus> a, out LaneQuadraticCoordinate<TVector, TLanes, TModulus> r)
    {
        LaneField256<TVector, TLanes, TModulus>.Normalize(in a._value.C0, out r._value.C0);
        LaneField256<TVector, TLanes, TModulus>.Normalize(in a._value.C1, out r._value.C1);
    }
}
