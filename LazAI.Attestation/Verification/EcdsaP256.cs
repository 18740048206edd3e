using System.Security.Cryptography;

namespace LazAI.Attestation;

/// <summary>ECDSA over P-256 with SHA-256 on the raw forms of quotes: keys as x, then y; signatures as r, then s; all big-endian.</summary>
internal static class EcdsaP256
{
    private const int CoordinateLength = 32;

    /// <summary>The key object of a point; null when the 64 bytes are no point of the curve.</summary>
    public static ECDsa? TryImport(ReadOnlySpan<byte> point)
    {
        try
        {
            return ECDsa.Create(new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new ECPoint { X = point[..CoordinateLength].ToArray(), Y = point[CoordinateLength..].ToArray() },
            });
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Whether the signature over SHA-256 of the data is the key's.</summary>
    public static bool Verify(ECDsa key, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        try
        {
            return key.VerifyData(data, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
