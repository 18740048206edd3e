using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using LazAI.Cryptography.Arithmetic;
using LazAI.Cryptography.Secp256k1;

namespace LazAI.Cryptography;

/// <summary>
/// A secp256k1 private key: a number in [1, n-1]. Kept in pinned memory that is cleared on <see cref="Dispose"/>, never written
/// into text; all work with it takes the same time for every key.
/// </summary>
public sealed class Secp256k1PrivateKey : IDisposable
{
    /// <summary>Bytes of a key.</summary>
    public const int Size = 32;

    private readonly byte[] _bytes;
    private bool _disposed;

    private Secp256k1PrivateKey(ReadOnlySpan<byte> bytes)
    {
        // Pinned, so that no compaction of the heap leaves a copy behind.
        _bytes = GC.AllocateUninitializedArray<byte>(Size, pinned: true);
        bytes.CopyTo(_bytes);
        Scalar.TryRead(_bytes, out var d);
        PublicKey = new Secp256k1PublicKey(ConstantTimeMultiplication.MultiplyGenerator(in d).ToAffine());
        Secret.Erase(ref d);
    }

    /// <summary>The public key.</summary>
    public Secp256k1PublicKey PublicKey { get; }

    /// <summary>The account address of the public key.</summary>
    public Address Address => PublicKey.ToAddress();

    /// <summary>Takes a key of 32 big-endian bytes; refuses another length, 0 and n or more.</summary>
    public static bool TryCreate(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out Secp256k1PrivateKey? key)
    {
        Scalar d = default;
        key = bytes.Length == Size && Scalar.TryRead(bytes, out d) && !d.IsZero ? new Secp256k1PrivateKey(bytes) : null;
        Secret.Erase(ref d);
        return key is not null;
    }

    /// <summary>A new key from a generator of random bytes.</summary>
    public static Secp256k1PrivateKey Generate(RandomNumberGenerator randomNumberGenerator)
    {
        ArgumentNullException.ThrowIfNull(randomNumberGenerator);
        Span<byte> bytes = stackalloc byte[Size];
        Secp256k1PrivateKey? key;
        do
        {
            // All but one in 2^127 draws are in range.
            randomNumberGenerator.GetBytes(bytes);
        }
        while (!TryCreate(bytes, out key));

        CryptographicOperations.ZeroMemory(bytes);
        return key;
    }

    /// <summary>Writes the 32 bytes of the key, for keeping it; the caller clears them.</summary>
    /// <exception cref="ObjectDisposedException">The key was disposed.</exception>
    public void Export(Span<byte> destination)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _bytes.CopyTo(destination);
    }

    /// <summary>Signs a digest: RFC 6979 nonce, low s.</summary>
    /// <exception cref="ObjectDisposedException">The key was disposed.</exception>
    public RecoverableSignature Sign(Bytes32 digest) => Sign(digest, []);

    /// <summary>Signs a digest with a nonce that depends on more than key and digest (RFC 6979, section 3.6).</summary>
    /// <param name="digest">What is signed.</param>
    /// <param name="additionalData">At most 256 bytes; 32 random ones are usual.</param>
    /// <exception cref="ArgumentException">The additional data is too long.</exception>
    /// <exception cref="ObjectDisposedException">The key was disposed.</exception>
    public RecoverableSignature Sign(Bytes32 digest, ReadOnlySpan<byte> additionalData)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (additionalData.Length > 256)
        {
            throw new ArgumentException("At most 256 bytes of additional data.", nameof(additionalData));
        }

        var (r, s, recoveryId) = Ecdsa.Sign(_bytes, in digest, additionalData);
        return new RecoverableSignature(r.ToBytes32(), s.ToBytes32(), recoveryId);
    }

    /// <summary>Clears the key.</summary>
    public void Dispose()
    {
        _disposed = true;
        CryptographicOperations.ZeroMemory(_bytes);
    }

    /// <summary>Says what it is and nothing about the key.</summary>
    public override string ToString() => nameof(Secp256k1PrivateKey);

    /// <summary>The x coordinate of the Diffie-Hellman point with <paramref name="other"/> (SEC 1, section 3.3.1), 32 bytes.</summary>
    internal void DeriveSharedSecret(Secp256k1PublicKey other, Span<byte> destination)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        Scalar.TryRead(_bytes, out var d);
        var shared = ConstantTimeMultiplication.Multiply(in d, in other.Point).ToAffine();
        shared.X.Write(destination);
        Secret.Erase(ref d);
        Secret.Erase(ref shared);
    }
}
