using System.Runtime.CompilerServices;
using LazAI.Cryptography.Curves;
using LazAI.Cryptography.Fields;

namespace LazAI.Cryptography.Bls12381;

/// <summary>
/// The bytes of points (draft-irtf-cfrg-pairing-friendly-curves, appendix C; first used by Zcash): coordinates big-endian, and in the
/// first three bits whether the form is compressed, whether it is infinity, and which y it is. One point has one encoding.
/// </summary>
internal static class PointEncoding
{
    private const byte CompressedFlag = 0x80;
    private const byte InfinityFlag = 0x40;
    private const byte SignFlag = 0x20;
    private const byte FlagMask = CompressedFlag | InfinityFlag | SignFlag;
    private const int CoordinateSizeMaximum = 96;

    /// <summary>A point of the subgroup, or infinity, from 48 (G1) or 96 (G2) bytes.</summary>
    public static PointRefusal ReadCompressed<TField, TGroup>(ReadOnlySpan<byte> bytes, out AffinePoint<TField, TGroup> point)
        where TField : unmanaged, IFieldElement<TField>
        where TGroup : struct, IPairingGroup<TField, TGroup> =>
        CheckSubgroup(ReadCompressedOutsideSubgroup(bytes, out point), ref point);

    /// <summary>A point of the subgroup, or infinity, from 96 (G1) or 192 (G2) bytes.</summary>
    public static PointRefusal ReadUncompressed<TField, TGroup>(ReadOnlySpan<byte> bytes, out AffinePoint<TField, TGroup> point)
        where TField : unmanaged, IFieldElement<TField>
        where TGroup : struct, IPairingGroup<TField, TGroup> =>
        CheckSubgroup(ReadUncompressedOutsideSubgroup(bytes, out point), ref point);

    /// <summary>As <see cref="ReadCompressed"/>, but points of the curve that are outside the subgroup pass: the caller must check.</summary>
    [SkipLocalsInit]
    public static PointRefusal ReadCompressedOutsideSubgroup<TField, TGroup>(
        ReadOnlySpan<byte> bytes, out AffinePoint<TField, TGroup> point)
        where TField : unmanaged, IFieldElement<TField>
        where TGroup : struct, IPairingGroup<TField, TGroup>
    {
        point = AffinePoint<TField, TGroup>.Infinity;
        if (ReadCompressedX<TField, TGroup>(bytes, out var x, out var isLarger, out var isInfinity) is not PointRefusal.None and var refusal)
        {
            return refusal;
        }

        if (isInfinity)
        {
            return PointRefusal.None;
        }

        if (!TField.TrySquareRoot(TField.Square(in x) * x + TGroup.B, out var y))
        {
            return PointRefusal.NotOnCurve;
        }

        // y is not 0: the orders of both curves are odd.
        point = new(x, TGroup.IsLexicographicallyLarger(in y) == isLarger ? y : -y);
        return PointRefusal.None;
    }

    /// <summary>What a compressed form says: x and which y, or infinity.</summary>
    [SkipLocalsInit]
    public static PointRefusal ReadCompressedX<TField, TGroup>(
        ReadOnlySpan<byte> bytes, out TField x, out bool isLarger, out bool isInfinity)
        where TField : unmanaged, IFieldElement<TField>
        where TGroup : struct, IPairingGroup<TField, TGroup>
    {
        (x, isLarger, isInfinity) = (TField.Zero, false, false);
        if (bytes.Length != TGroup.CoordinateSize)
        {
            return PointRefusal.WrongLength;
        }

        var flags = bytes[0] & FlagMask;
        if ((flags & CompressedFlag) == 0)
        {
            return PointRefusal.WrongFlags;
        }

        isLarger = (flags & SignFlag) != 0;
        isInfinity = (flags & InfinityFlag) != 0;
        if (isInfinity)
        {
            return IsOnlyFlags(bytes, CompressedFlag | InfinityFlag) ? PointRefusal.None : PointRefusal.WrongFlags;
        }

        return TryReadWithFlags<TField, TGroup>(bytes, out x) ? PointRefusal.None : PointRefusal.CoordinateTooLarge;
    }

    /// <summary>As <see cref="ReadUncompressed"/>, but points of the curve that are outside the subgroup pass: the caller must check.</summary>
    [SkipLocalsInit]
    public static PointRefusal ReadUncompressedOutsideSubgroup<TField, TGroup>(
        ReadOnlySpan<byte> bytes, out AffinePoint<TField, TGroup> point)
        where TField : unmanaged, IFieldElement<TField>
        where TGroup : struct, IPairingGroup<TField, TGroup>
    {
        point = AffinePoint<TField, TGroup>.Infinity;
        if (bytes.Length != 2 * TGroup.CoordinateSize)
        {
            return PointRefusal.WrongLength;
        }

        var flags = bytes[0] & FlagMask;
        if (flags == InfinityFlag)
        {
            return IsOnlyFlags(bytes, InfinityFlag) ? PointRefusal.None : PointRefusal.WrongFlags;
        }

        if (flags != 0)
        {
            return PointRefusal.WrongFlags;
        }

        if (!TGroup.TryReadCoordinate(bytes[..TGroup.CoordinateSize], out var x)
            || !TGroup.TryReadCoordinate(bytes[TGroup.CoordinateSize..], out var y))
        {
            return PointRefusal.CoordinateTooLarge;
        }

        // (0, 0) stands for infinity among our points, and is no point of the curve.
        AffinePoint<TField, TGroup> candidate = new(x, y);
        if (candidate.IsInfinity || !candidate.IsOnCurve)
        {
            return PointRefusal.NotOnCurve;
        }

        point = candidate;
        return PointRefusal.None;
    }

    /// <summary>Writes the 48 or 96 bytes of a point.</summary>
    public static void WriteCompressed<TField, TGroup>(in AffinePoint<TField, TGroup> point, Span<byte> destination)
        where TField : unmanaged, IFieldElement<TField>
        where TGroup : struct, IPairingGroup<TField, TGroup>
    {
        destination = destination[..TGroup.CoordinateSize];
        TGroup.WriteCoordinate(in point.X, destination);
        destination[0] |= (byte)(CompressedFlag
            | (point.IsInfinity ? InfinityFlag : 0)
            | (TGroup.IsLexicographicallyLarger(in point.Y) ? SignFlag : 0));
    }

    /// <summary>Writes the 96 or 192 bytes of a point.</summary>
    public static void WriteUncompressed<TField, TGroup>(in AffinePoint<TField, TGroup> point, Span<byte> destination)
        where TField : unmanaged, IFieldElement<TField>
        where TGroup : struct, IPairingGroup<TField, TGroup>
    {
        destination = destination[..(2 * TGroup.CoordinateSize)];
        TGroup.WriteCoordinate(in point.X, destination);
        TGroup.WriteCoordinate(in point.Y, destination[TGroup.CoordinateSize..]);
        destination[0] |= point.IsInfinity ? InfinityFlag : (byte)0;
    }

    // A point that is refused is not left to be used by mistake.
    private static PointRefusal CheckSubgroup<TField, TGroup>(PointRefusal refusal, ref AffinePoint<TField, TGroup> point)
        where TField : unmanaged, IFieldElement<TField>
        where TGroup : struct, IPairingGroup<TField, TGroup>
    {
        if (refusal != PointRefusal.None || TGroup.IsInSubgroup(in point))
        {
            return refusal;
        }

        point = AffinePoint<TField, TGroup>.Infinity;
        return PointRefusal.NotInSubgroup;
    }

    private static bool IsOnlyFlags(ReadOnlySpan<byte> bytes, byte flags) => bytes[0] == flags && !bytes[1..].ContainsAnyExcept((byte)0);

    private static bool TryReadWithFlags<TField, TGroup>(ReadOnlySpan<byte> bytes, out TField x)
        where TField : unmanaged, IFieldElement<TField>
        where TGroup : struct, IPairingGroup<TField, TGroup>
    {
        Span<byte> plain = stackalloc byte[CoordinateSizeMaximum];
        plain = plain[..bytes.Length];
        bytes.CopyTo(plain);
        plain[0] &= unchecked((byte)~FlagMask);
        return TGroup.TryReadCoordinate(plain, out x);
    }
}
