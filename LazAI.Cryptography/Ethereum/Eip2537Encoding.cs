using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LazAI.Cryptography.Bls12381;
using LazAI.Cryptography.Curves;
using LazAI.Cryptography.Fields;
using Fp = LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>;

namespace LazAI.Cryptography;

/// <summary>
/// The bytes of EIP-2537, section "ABI for operations": numbers of 64 big-endian bytes, 16 of them zero; an element of Fp2 as c0 ‖ c1;
/// a point as x ‖ y, infinity as zeros.
/// </summary>
internal static class Eip2537Encoding
{
    public const int FpSize = 64;
    private const int PaddingSize = 16;

    /// <summary>A point of the curve, perhaps outside the subgroup, or infinity.</summary>
    [SkipLocalsInit]
    public static Eip2537Refusal ReadOutsideSubgroup<TField, TGroup>(ReadOnlySpan<byte> bytes, out AffinePoint<TField, TGroup> point)
        where TField : unmanaged, IFieldElement<TField>
        where TGroup : struct, IPairingGroup<TField, TGroup>
    {
        var refusal = ReadNumbers(bytes, out point);
        return refusal != Eip2537Refusal.None ? refusal
            : point.IsOnCurve ? Eip2537Refusal.None
            : Eip2537Refusal.NotOnCurve;
    }

    /// <summary>A point of the subgroup, or infinity.</summary>
    public static Eip2537Refusal Read<TField, TGroup>(ReadOnlySpan<byte> bytes, out AffinePoint<TField, TGroup> point)
        where TField : unmanaged, IFieldElement<TField>
        where TGroup : struct, IPairingGroup<TField, TGroup>
    {
        var refusal = ReadOutsideSubgroup(bytes, out point);
        return refusal != Eip2537Refusal.None ? refusal
            : TGroup.IsInSubgroup(in point) ? Eip2537Refusal.None
            : Eip2537Refusal.NotInSubgroup;
    }

    /// <summary>Reads a value that is made of numbers: an element of either field, or the coordinates of a point of either curve.</summary>
    [SkipLocalsInit]
    public static Eip2537Refusal ReadNumbers<T>(ReadOnlySpan<byte> bytes, out T value)
        where T : unmanaged
    {
        value = default;
        foreach (ref var number in Numbers(ref value))
        {
            var word = bytes[..FpSize];
            if (word[..PaddingSize].ContainsAnyExcept((byte)0))
            {
                return Eip2537Refusal.PaddingNotZero;
            }

            if (!Fp.TryRead(word[PaddingSize..], out number))
            {
                return Eip2537Refusal.CoordinateNotBelowModulus;
            }

            bytes = bytes[FpSize..];
        }

        return Eip2537Refusal.None;
    }

    /// <summary>Writes the coordinates of a point.</summary>
    public static void Write<TField, TGroup>(AffinePoint<TField, TGroup> point, Span<byte> destination)
        where TField : unmanaged, IFieldElement<TField>
        where TGroup : struct, IPairingGroup<TField, TGroup>
    {
        foreach (ref readonly var number in Numbers(ref point))
        {
            destination[..PaddingSize].Clear();
            number.Write(destination[PaddingSize..FpSize]);
            destination = destination[FpSize..];
        }
    }

    // Fields and points are structs of nothing but numbers, which lie in the order of the encoding.
    private static Span<Fp> Numbers<T>(ref T value)
        where T : unmanaged => MemoryMarshal.Cast<T, Fp>(new Span<T>(ref value));
}
