using System.Security.Cryptography;
using LazAI.Cryptography.Arithmetic;

namespace LazAI.Cryptography.Secp256k1;

/// <summary>ECDSA over secp256k1 (SEC 1, section 4.1) on numbers that are already parsed.</summary>
internal static class Ecdsa
{
    // n as a coordinate, and p - n: R.x can have been n + r only for r below the latter.
    private static readonly FieldElement Order =
        FieldElement.FromWords(0xBFD25E8CD0364141, 0xBAAEDCE6AF48A03B, 0xFFFFFFFFFFFFFFFE, 0xFFFFFFFFFFFFFFFF);

    private static readonly Bytes32 PrimeMinusOrder = Bytes32.Parse("0x000000000000000000000000000000014551231950b75fc4402da1722fc9baee");

    /// <summary>
    /// Signs with a nonce of RFC 6979; s is at most (n-1)/2. The recovery id is the parity of R.y after that. Constant-time in the
    /// key and the nonce.
    /// </summary>
    public static (Scalar R, Scalar S, int RecoveryId) Sign(
        ReadOnlySpan<byte> privateKey, in Bytes32 digest, ReadOnlySpan<byte> additionalData)
    {
        var z = Scalar.ReadReduced(digest.AsSpan(), out _);
        Scalar.TryRead(privateKey, out var d);
        Span<byte> reducedDigest = stackalloc byte[Scalar.Size];
        z.Write(reducedDigest);
        Span<byte> scratch = stackalloc byte[Rfc6979.ScratchSize];
        var nonces = new Rfc6979(scratch, privateKey, reducedDigest, additionalData);
        Span<byte> x = stackalloc byte[FieldElement.Size];
        Scalar k = default, inverse = default;
        try
        {
            while (true)
            {
                k = nonces.Next();
                var point = ConstantTimeMultiplication.MultiplyGenerator(in k).ToAffine();
                point.X.Write(x);
                var r = Scalar.ReadReduced(x, out var overflow);
                inverse = Scalar.Invert(in k);
                var s = inverse * (z + r * d);

                // An R.x of n or more (one nonce in 2^127) would need a recovery id of 2 or 3, which our signatures do not have.
                if (overflow || r.IsZero || s.IsZero)
                {
                    continue;
                }

                // -s goes with -R, whose y has the other parity.
                var high = s.HighMask;
                var recoveryId = (point.Y.IsOdd ? 1 : 0) ^ (int)(high & 1);
                return (r, Scalar.NegateWhere(in s, high), recoveryId);
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(scratch);
            Secret.Erase(ref d);
            Secret.Erase(ref k);
            Secret.Erase(ref inverse);
        }
    }

    /// <summary>Whether (r, s), both other than zero, sign the digest under the key. Any s in range will do.</summary>
    public static bool Verify(in AffinePoint publicKey, in Bytes32 digest, in Scalar r, in Scalar s)
    {
        var z = Scalar.ReadReduced(digest.AsSpan(), out _);
        var inverse = Scalar.InvertVariableTime(in s);
        var point = VariableTimeMultiplication.Multiply(z * inverse, r * inverse, in publicKey);
        return HasX(in point, in r);
    }

    /// <summary>Whether the point is not infinity and its x modulo n is r: compared with r, and r + n where that is below p.</summary>
    public static bool HasX(in JacobianPoint point, in Scalar r)
    {
        if (point.IsInfinity)
        {
            return false;
        }

        // x = X/Z^2, without an inversion.
        Span<byte> bytes = stackalloc byte[Scalar.Size];
        r.Write(bytes);
        FieldElement.TryRead(bytes, out var x);
        FieldElement.Square(out var z2, in point.Z);
        FieldElement.Multiply(out var expected, in x, in z2);
        if (FieldElement.EqualVariableTime(in expected, in point.X))
        {
            return true;
        }

        if (bytes.SequenceCompareTo(PrimeMinusOrder.AsSpan()) >= 0)
        {
            return false;
        }

        x.Add(in Order);
        FieldElement.Multiply(out expected, in z2, in x);
        return FieldElement.EqualVariableTime(in expected, in point.X);
    }

    /// <summary>
    /// The key under which (r, s), both other than zero, sign the digest (SEC 1, section 4.1.6); none if r is no x of the curve, the
    /// id asks for an x of p or more, or the key would be infinity.
    /// </summary>
    public static bool TryRecover(in Bytes32 digest, in Scalar r, in Scalar s, int recoveryId, out AffinePoint publicKey)
    {
        publicKey = default;
        if (!TryReadX(in r, recoveryId, out var x) || !AffinePoint.TryFromX(in x, (recoveryId & 1) != 0, out var point))
        {
            return false;
        }

        // Q = (s R - z G) / r
        var z = Scalar.ReadReduced(digest.AsSpan(), out _);
        var inverse = Scalar.InvertVariableTime(in r);
        var key = VariableTimeMultiplication.Multiply(-(z * inverse), s * inverse, in point);
        if (key.IsInfinity)
        {
            return false;
        }

        publicKey = key.ToAffineVariableTime();
        return true;
    }

    /// <summary>The x of R, normalized: r, or r + n where the recovery id says so; there is none if that is p or more.</summary>
    public static bool TryReadX(in Scalar r, int recoveryId, out FieldElement x)
    {
        Span<byte> bytes = stackalloc byte[Scalar.Size];
        r.Write(bytes);
        FieldElement.TryRead(bytes, out x);
        if ((recoveryId & 2) == 0)
        {
            return true;
        }

        x.Add(in Order);
        x.Normalize();
        return bytes.SequenceCompareTo(PrimeMinusOrder.AsSpan()) < 0;
    }
}
