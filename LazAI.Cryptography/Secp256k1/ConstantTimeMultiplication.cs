using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LazAI.Cryptography.Secp256k1;

/// <summary>
/// Multiplication by secret scalars: the sequence of operations and of memory addresses is the same for every scalar. Table
/// entries are read by touching all of them.
/// </summary>
internal static class ConstantTimeMultiplication
{
    // k * G: digits of 6 bits between -32 and 31, and for each of the 43 places the multiples 1 to 32 of 2^(6 place) G (86 KiB).
    // No doublings are left, and an entry is two 256-bit words.
    private const int Width = 6;
    private const int Places = 43;
    private const int Entries = 1 << (Width - 1);
    private static readonly Vector256<ulong>[] GeneratorTable = MakeGeneratorTable();

    // k * P: digits of 4 bits, and the multiples 0 to 15 of P.
    private const int PointWidth = 4;

    /// <summary>k * G for a secret k; infinity for 0.</summary>
    [SkipLocalsInit]
    public static ProjectivePoint MultiplyGenerator(in Scalar k)
    {
        var result = ProjectivePoint.Infinity;
        uint carry = 0;
        for (var place = 0; place < Places; place++)
        {
            // From 0..64 to -32..31 and a carry into the next place.
            var digit = k.Bits(Width * place, Width) + carry;
            carry = digit + Entries >> Width;
            var signed = (int)digit - (int)(carry << Width);
            var negative = (ulong)(long)(signed >> 31);
            var magnitude = (uint)((signed ^ (int)negative) - (int)negative);

            Look(GeneratorTable.AsSpan(2 * Entries * place, 2 * Entries), magnitude, out var entry);
            FieldElement.Negate(out var negated, in entry.Y, 1);
            negated.Carry();
            entry.Y.Select(in negated, negative);

            // A digit of zero adds something, and the sum is not taken over.
            var sum = result;
            sum.Add(in entry);
            result.Select(in sum, NonZeroMask(magnitude));
        }

        return result;
    }

    /// <summary>k * P for a secret k; infinity for 0.</summary>
    [SkipLocalsInit]
    public static ProjectivePoint Multiply(in Scalar k, in AffinePoint point)
    {
        Span<ProjectivePoint> multiples = stackalloc ProjectivePoint[1 << PointWidth];
        multiples[0] = ProjectivePoint.Infinity;
        for (var i = 1; i < multiples.Length; i++)
        {
            multiples[i] = multiples[i - 1];
            multiples[i].Add(in point);
        }

        var result = ProjectivePoint.Infinity;
        for (var position = 256 - PointWidth; position >= 0; position -= PointWidth)
        {
            for (var i = 0; i < PointWidth; i++)
            {
                result.Double();
            }

            var digit = k.Bits(position, PointWidth);
            var entry = multiples[0];
            for (uint i = 1; i < multiples.Length; i++)
            {
                entry.Select(in multiples[(int)i], EqualMask(i, digit));
            }

            result.Add(in entry);
        }

        return result;
    }

    // Entry magnitude - 1; zero bytes (no point) for magnitude 0, which the caller discards.
    private static void Look(ReadOnlySpan<Vector256<ulong>> table, uint magnitude, out AffinePoint point)
    {
        var x = Vector256<ulong>.Zero;
        var y = Vector256<ulong>.Zero;
        for (var i = 0; i < Entries; i++)
        {
            var mask = Vector256.Create(EqualMask((uint)i + 1, magnitude));
            x |= table[2 * i] & mask;
            y |= table[2 * i + 1] & mask;
        }

        point.X = FieldElement.FromWords(x[0], x[1], x[2], x[3]);
        point.Y = FieldElement.FromWords(y[0], y[1], y[2], y[3]);
    }

    private static ulong EqualMask(uint a, uint b) => ~NonZeroMask(a ^ b);

    private static ulong NonZeroMask(uint value) => (ulong)(0L - value >> 63);

    private static Vector256<ulong>[] MakeGeneratorTable()
    {
        var multiples = new JacobianPoint[Places * Entries];
        var sum = new JacobianPoint(AffinePoint.Generator);
        for (var place = 0; place < Places; place++)
        {
            var step = sum.ToAffineVariableTime();
            sum = new JacobianPoint(in step);
            for (var i = 0; i < Entries; i++)
            {
                if (i > 0)
                {
                    sum.Add(in step);
                }

                multiples[place * Entries + i] = sum;
            }

            sum.Double();
        }

        var affine = new AffinePoint[multiples.Length];
        JacobianPoint.ToAffineVariableTime(multiples, affine);
        var table = new Vector256<ulong>[2 * affine.Length];
        for (var i = 0; i < affine.Length; i++)
        {
            affine[i].X.ToWords(out var w0, out var w1, out var w2, out var w3);
            table[2 * i] = Vector256.Create(w0, w1, w2, w3);
            affine[i].Y.ToWords(out w0, out w1, out w2, out w3);
            table[2 * i + 1] = Vector256.Create(w0, w1, w2, w3);
        }

        return table;
    }
}
