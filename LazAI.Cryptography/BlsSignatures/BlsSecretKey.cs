using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using LazAI.Cryptography.Arithmetic;
using LazAI.Cryptography.Bls12381;
using LazAI.Cryptography.Curves;
using LazAI.Cryptography.Fields;
using Fp = LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>;
using Fp2 = LazAI.Cryptography.Fields.QuadraticExtension<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>>;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bls12381.ScalarModulus>;

namespace LazAI.Cryptography.BlsSignatures;

/// <summary>
/// A secret key: a number in [1, r-1]. Kept in pinned memory that is cleared on <see cref="Dispose"/>, never written into text; all
/// work with it takes the same time for every key. <see cref="BlsScheme"/> signs with it.
/// </summary>
public sealed class BlsSecretKey : IDisposable
{
    /// <summary>Bytes of a key.</summary>
    public const int Size = 32;

    /// <summary>Least bytes of the material that <see cref="TryDerive"/> takes.</summary>
    public const int MaterialSizeMinimum = 32;

    /// <summary>Most bytes of the key's purpose that <see cref="TryDerive"/> takes.</summary>
    public const int PurposeSizeMaximum = 256;

    // L of KeyGen: ceil((3 * ceil(log2(r))) / 16).
    private const int DerivedSize = 48;

    private readonly byte[] _bytes;
    private bool _disposed;

    private BlsSecretKey(in Fr number)
    {
        // Pinned, so that no compaction of the heap leaves a copy behind.
        _bytes = GC.AllocateUninitializedArray<byte>(Size, pinned: true);
        number.Write(_bytes);
        Span<ulong> words = stackalloc ulong[Size / sizeof(ulong)];
        number.ToWords(words);

        // SkToPk: section 2.4.
        PublicKey = new BlsPublicKey(ScalarMultiplication.ConstantTime(AffinePoint<Fp, G1Curve>.Generator, words));
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(words));
    }

    /// <summary>The public key.</summary>
    public BlsPublicKey PublicKey { get; }

    /// <summary>Takes a key of 32 big-endian bytes; refuses another length, 0 and r or more.</summary>
    public static bool TryCreate(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out BlsSecretKey? key)
    {
        Fr number = default;
        key = bytes.Length == Size && Fr.TryRead(bytes, out number) && !number.IsZero ? new BlsSecretKey(in number) : null;
        Secret.Erase(ref number);
        return key is not null;
    }

    /// <summary>A new key from a generator of random bytes.</summary>
    public static BlsSecretKey Generate(RandomNumberGenerator randomNumberGenerator)
    {
        ArgumentNullException.ThrowIfNull(randomNumberGenerator);
        Span<byte> material = stackalloc byte[MaterialSizeMinimum];
        randomNumberGenerator.GetBytes(material);
        var key = Derive(material, []);
        CryptographicOperations.ZeroMemory(material);
        return key;
    }

    /// <summary>
    /// KeyGen (draft-irtf-cfrg-bls-signature, section 2.3): the key that secret material determines. Refuses material that is shorter
    /// than <see cref="MaterialSizeMinimum"/> and a purpose longer than <see cref="PurposeSizeMaximum"/>.
    /// </summary>
    /// <param name="material">IKM: secret bytes, infeasible to guess.</param>
    /// <param name="purpose">key_info, by which one material gives independent keys; may be empty.</param>
    public static bool TryDerive(ReadOnlySpan<byte> material, ReadOnlySpan<byte> purpose, [NotNullWhen(true)] out BlsSecretKey? key)
    {
        key = material.Length >= MaterialSizeMinimum && purpose.Length <= PurposeSizeMaximum ? Derive(material, purpose) : null;
        return key is not null;
    }

    private static BlsSecretKey Derive(ReadOnlySpan<byte> material, ReadOnlySpan<byte> purpose)
    {
        // PRK = HKDF-Extract(salt, IKM || I2OSP(0, 1)); OKM = HKDF-Expand(PRK, key_info || I2OSP(L, 2), L)
        var extended = GC.AllocateUninitializedArray<byte>(material.Length + 1, pinned: true);
        material.CopyTo(extended);
        extended[^1] = 0;
        Span<byte> info = stackalloc byte[PurposeSizeMaximum + 2];
        purpose.CopyTo(info);
        info = info[..(purpose.Length + 2)];
        info[^2] = 0;
        info[^1] = DerivedSize;

        Span<byte> salt = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> pseudorandomKey = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> derived = stackalloc byte[DerivedSize];
        SHA256.HashData("BLS-SIG-KEYGEN-SALT-"u8, salt);
        Fr number;
        do
        {
            HKDF.Extract(HashAlgorithmName.SHA256, extended, salt, pseudorandomKey);
            HKDF.Expand(HashAlgorithmName.SHA256, pseudorandomKey, derived, info);
            number = PrimeField<Fr>.Reduce(derived);
            SHA256.HashData(salt, salt);
        }
        while (number.IsZero);

        CryptographicOperations.ZeroMemory(extended);
        CryptographicOperations.ZeroMemory(pseudorandomKey);
        CryptographicOperations.ZeroMemory(derived);
        var key = new BlsSecretKey(in number);
        Secret.Erase(ref number);
        return key;
    }

    /// <summary>Writes the 32 bytes of the key, for keeping it; the caller clears them.</summary>
    /// <exception cref="ObjectDisposedException">The key was disposed.</exception>
    public void Export(Span<byte> destination)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _bytes.CopyTo(destination);
    }

    /// <summary>Clears the key.</summary>
    public void Dispose()
    {
        _disposed = true;
        CryptographicOperations.ZeroMemory(_bytes);
    }

    /// <summary>Says what it is and nothing about the key.</summary>
    public override string ToString() => nameof(BlsSecretKey);

    /// <summary>The key times a point of G2, which is public.</summary>
    internal BlsSignature Multiply(in JacobianPoint<Fp2, G2Curve> point)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        Span<ulong> words = stackalloc ulong[Size / sizeof(ulong)];
        Fr.TryRead(_bytes, out var number);
        number.ToWords(words);
        var signature = new BlsSignature(G2SecretMultiplication.Multiply(in point, words));
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(words));
        Secret.Erase(ref number);
        return signature;
    }
}
