using System.Runtime.CompilerServices;

namespace LazAI.Cryptography.Fields.Lanes;

/// <summary>A coordinate in a prime field of 256 bits.</summary>
internal struct LaneCoordinate<TVector, TLanes, TModulus>
    : ILaneCoordinate<LaneCoordinate<TVector, TLanes, TModulus>, MontgomeryField256<TModulus>>
    where TVector : unmanaged
    where TLanes : struct, ILaneVector<TVector>
    where TModulus : struct, IModulus256
{
    private LaneField256<TVector, TLanes, TModulus> _value;

    public static int Count => TLanes.Count;

    public static int RowLength => LaneRow.Length;

    public static void Create(in MontgomeryField256<TModulus> value, out LaneCoordinate<TVector, TLanes, TModulus> r) =>
        LaneField256<TVector, TLanes, TModulus>.Create(in value, out r._value);

    public static void Subtract(
        in LaneCoordinate<TVector, TLanes, TModulus> a, in LaneCoordinate<TVector, TLanes, TModulus> b, out LaneCoordinate<TVector, TLanes, TModulus> r) =>
        LaneField256<TVector, TLanes, TModulus>.Subtract(in a._value, in b._value, out r._value);

    public static void Multiply(
        in LaneCoordinate<TVector, TLanes, TModulus> a, in LaneCoordinate<TVector, TLanes, TModulus> b, out LaneCoordinate<TVector, TLanes, TModulus> r) =>
        LaneField256<TVector, TLanes, TModulus>.Multiply(in a._value, in b._value, out r._value);

    [SkipLocalsInit]
    public static void MultiplySubtract(
        in LaneCoordinate<TVector, TLanes, TModulus> a,
        in LaneCoordinate<TVector, TLanes, TModulus> b,
        in LaneCoordinate<TVector, TLanes, TModulus> c,
        out LaneCoordinate<TVector, TLanes, TModulus> r)
    {
        LaneField256<TVector, TLanes, TModulus>.MultiplySubtract(in a._value, in b._value, in c._value, out var difference);
        LaneField256<TVector, TLanes, TModulus>.Normalize(in difference, out r._value);
    }

    [SkipLocalsInit]
    public static void SquareSubtract(
        in LaneCoordinate<TVector, TLanes, TModulus> a,
        in LaneCoordinate<TVector, TLanes, TModulus> b,
        in LaneCoordinate<TVector, TLanes, TModulus> c,
        out LaneCoordinate<TVector, TLanes, TModulus> r)
    {
        LaneField256<TVector, TLanes, TModulus>.Square(in a._value, out var square);
        LaneField256<TVector, TLanes, TModulus>.Subtract(in square, in b._value, out square);
        LaneField256<TVector, TLanes, TModulus>.Subtract(in square, in c._value, out square);
        LaneField256<TVector, TLanes, TModulus>.Normalize(in square, out r._value);
    }

    public static void Negate(in LaneCoordinate<TVector, TLanes, TModulus> a, uint lanes, out LaneCoordinate<TVector, TLanes, TModulus> r) =>
        LaneField256<TVector, TLanes, TModulus>.Negate(in a._value, lanes, out r._value);

    public static void Select(
        in LaneCoordinate<TVector, TLanes, TModulus> a,
        in LaneCoordinate<TVector, TLanes, TModulus> b,
        uint lanes,
        out LaneCoordinate<TVector, TLanes, TModulus> r) =>
        LaneField256<TVector, TLanes, TModulus>.Select(in a._value, in b._value, lanes, out r._value);

    public static uint ZeroLanes(in LaneCoordinate<TVector, TLanes, TModulus> a) =>
        LaneField256<TVector, TLanes, TModulus>.ZeroLanes(in a._value);

    public static void Gather(ref readonly double rows, ReadOnlySpan<int> offsets, out LaneCoordinate<TVector, TLanes, TModulus> r) =>
        LaneField256<TVector, TLanes, TModulus>.Gather(in rows, offsets, out r._value);

    public static void Scatter(in LaneCoordinate<TVector, TLanes, TModulus> a, ref double rows, ReadOnlySpan<int> offsets) =>
        LaneField256<TVector, TLanes, TModulus>.Scatter(in a._value, ref rows, offsets);

    public static void Pack(in MontgomeryField256<TModulus> value, Span<double> rows) =>
        LaneField256<TVector, TLanes, TModulus>.Pack(in value, rows);

    public static MontgomeryField256<TModulus> Unpack(ReadOnlySpan<double> rows) => LaneField256<TVector, TLanes, TModulus>.Unpack(rows);
}
