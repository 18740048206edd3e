using LazAI.Cryptography.Curves;
using LazAI.Cryptography.Fields;

namespace LazAI.Cryptography.Bls12381;

/// <summary>A curve with what tells its subgroup of order r from its other points, and with the bytes of its coordinates.</summary>
internal interface IPairingGroup<TField, TSelf> : ICurve<TField>
    where TField : unmanaged, IFieldElement<TField>
    where TSelf : struct, IPairingGroup<TField, TSelf>
{
    /// <summary>Bytes of a coordinate. The three bits above the first base field element are free for flags.</summary>
    static abstract int CoordinateSize { get; }

    /// <summary>Reads a coordinate; refuses numbers that are p or more.</summary>
    static abstract bool TryReadCoordinate(ReadOnlySpan<byte> bytes, out TField value);

    static abstract void WriteCoordinate(in TField value, Span<byte> destination);

    /// <summary>Which of y and -y it is.</summary>
    static abstract bool IsLexicographicallyLarger(in TField y);

    /// <summary>Whether a point of the curve, or infinity, is in the subgroup. Variable-time.</summary>
    static abstract bool IsInSubgroup(in AffinePoint<TField, TSelf> point);

    /// <summary>A multiple that is in the subgroup: clear_cofactor of RFC 9380, section 7. Variable-time.</summary>
    static abstract JacobianPoint<TField, TSelf> ClearCofactor(in JacobianPoint<TField, TSelf> point);
}
