using System.Buffers.Binary;
using System.Security.Cryptography;
using LazAI.Cryptography.Fields;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bls12381.ScalarModulus>;

namespace LazAI.Cryptography.Kzg;

/// <summary>hash_to_bls_field: SHA-256 over parts, as a number modulo r. The hash object is the thread's, so that nothing is allocated.</summary>
internal static class Transcript
{
    // Whoever begins takes it and gives it back at the end. An exception on the way loses it and leaves no half of a hash to the next.
    [ThreadStatic]
    private static IncrementalHash? _hash;

    /// <summary>Begins with a domain separator of 16 bytes.</summary>
    public static IncrementalHash Begin(ReadOnlySpan<byte> domainSeparator)
    {
        var hash = _hash ?? IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        _hash = null;
        hash.AppendData(domainSeparator);
        return hash;
    }

    public static void AppendUInt64(this IncrementalHash hash, ulong number)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, number);
        hash.AppendData(bytes);
    }

    public static void Append(this IncrementalHash hash, in Fr element)
    {
        Span<byte> bytes = stackalloc byte[FieldElements.Size];
        element.Write(bytes);
        hash.AppendData(bytes);
    }

    public static Fr End(this IncrementalHash hash)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        _hash = hash;
        return PrimeField<Fr>.Reduce(digest);
    }
}
