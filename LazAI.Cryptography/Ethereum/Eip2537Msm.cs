using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LazAI.Cryptography.Bls12381;
using LazAI.Cryptography.Curves;
using LazAI.Cryptography.Fields;

namespace LazAI.Cryptography;

/// <summary>Multi-scalar multiplication of EIP-2537 for either group.</summary>
internal static class Eip2537Msm
{
    private const int ScalarWords = Eip2537.ScalarSize / sizeof(ulong);

    public static bool TryRun<TField, TGroup>(ReadOnlySpan<byte> input, int pointSize, Span<byte> output, out Eip2537Refusal refusal)
        where TField : unmanaged, IFieldElement<TField>
        where TGroup : struct, IPairingGroup<TField, TGroup>
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(output.Length, pointSize);
        var (count, rest) = Math.DivRem(input.Length, pointSize + Eip2537.ScalarSize);
        refusal = rest != 0 || count == 0 ? Eip2537Refusal.LengthInvalid
            : count > Eip2537.MsmPairsMaximum ? Eip2537Refusal.TooManyPairs
            : Eip2537Refusal.None;
        if (refusal != Eip2537Refusal.None)
        {
            return false;
        }

        var rentedPoints = ArrayPool<byte>.Shared.Rent(count * Unsafe.SizeOf<AffinePoint<TField, TGroup>>());
        var rentedScalars = ArrayPool<ulong>.Shared.Rent(count * ScalarWords);
        var points = MemoryMarshal.Cast<byte, AffinePoint<TField, TGroup>>(rentedPoints.AsSpan())[..count];
        var scalars = rentedScalars.AsSpan(0, count * ScalarWords);
        refusal = Read(input, pointSize, points, scalars);
        if (refusal == Eip2537Refusal.None)
        {
            var sum = MultiScalarMultiplication.VariableTime<TField, TGroup>(points, scalars, ScalarWords);
            Eip2537Encoding.Write(sum.ToAffine(), output);
        }

        ArrayPool<byte>.Shared.Return(rentedPoints);
        ArrayPool<ulong>.Shared.Return(rentedScalars);
        return refusal == Eip2537Refusal.None;
    }

    private static Eip2537Refusal Read<TField, TGroup>(
        ReadOnlySpan<byte> input, int pointSize, Span<AffinePoint<TField, TGroup>> points, Span<ulong> scalars)
        where TField : unmanaged, IFieldElement<TField>
        where TGroup : struct, IPairingGroup<TField, TGroup>
    {
        for (var i = 0; i < points.Length; i++)
        {
            var refusal = Eip2537Encoding.Read(input[..pointSize], out points[i]);
            if (refusal != Eip2537Refusal.None)
            {
                return refusal;
            }

            var scalar = input.Slice(pointSize, Eip2537.ScalarSize);
            for (var word = 0; word < ScalarWords; word++)
            {
                scalars[i * ScalarWords + word] = BinaryPrimitives.ReadUInt64BigEndian(scalar[^(8 * (word + 1))..]);
            }

            input = input[(pointSize + Eip2537.ScalarSize)..];
        }

        return Eip2537Refusal.None;
    }
}
