using System.Buffers.Binary;
using System.Security.Cryptography;
using LazAI.Cryptography.Bn254;

namespace LazAI.Cryptography.KeyAgreement;

/// <summary>The mask of two participants for one round: AES-256 over the numbers 0, 1, 2, ... of 16 bytes.</summary>
internal sealed class MaskStream : IDisposable
{
    private const int BlockSize = 16;
    private const int KeySize = 32;

    // A scalar is this many bytes modulo r: its bias is below 2^-128.
    private const int ScalarBytes = 48;

    // A multiple of a block, a number and a scalar.
    private const int BufferSize = 64 * ScalarBytes;

    private readonly Aes _aes;
    private readonly byte[] _buffer = new byte[BufferSize];
    private ulong _block;

    public MaskStream(Secp256k1PrivateKey own, Secp256k1PublicKey peer, ReadOnlySpan<byte> label, Bytes32 round)
    {
        Span<byte> secret = stackalloc byte[32];
        Span<byte> key = stackalloc byte[KeySize];
        own.DeriveSharedSecret(peer, secret);

        // Label ‖ round ‖ the public key of the lower address ‖ that of the higher one, both compressed.
        Span<byte> info = stackalloc byte[label.Length + Bytes32.Size + 2 * Secp256k1PublicKey.CompressedSize];
        var (lower, higher) = own.Address < peer.ToAddress() ? (own.PublicKey, peer) : (peer, own.PublicKey);
        label.CopyTo(info);
        round.CopyTo(info[label.Length..]);
        lower.WriteCompressed(info[(label.Length + Bytes32.Size)..]);
        higher.WriteCompressed(info[^Secp256k1PublicKey.CompressedSize..]);
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, key, salt: [], info);

        _aes = Aes.Create();
        _aes.SetKey(key);
        CryptographicOperations.ZeroMemory(secret);
        CryptographicOperations.ZeroMemory(key);
    }

    public static ReadOnlySpan<byte> NumbersLabel => "LazAI.PairwiseMask.v1.secp256k1.HKDF-SHA256.AES-256-CTR.uint64"u8;

    public static ReadOnlySpan<byte> ScalarsLabel => "LazAI.PairwiseMask.v1.secp256k1.HKDF-SHA256.AES-256-CTR.bn254"u8;

    /// <summary>Eight big-endian bytes of the stream for each number.</summary>
    public void AddTo(Span<ulong> vector, bool isSubtracted)
    {
        while (!vector.IsEmpty)
        {
            Fill();
            var count = Math.Min(vector.Length, BufferSize / sizeof(ulong));
            for (var i = 0; i < count; i++)
            {
                var mask = BinaryPrimitives.ReadUInt64BigEndian(_buffer.AsSpan(sizeof(ulong) * i));
                vector[i] = unchecked(isSubtracted ? vector[i] - mask : vector[i] + mask);
            }

            vector = vector[count..];
        }
    }

    /// <summary>Forty-eight big-endian bytes of the stream, modulo r, for each scalar.</summary>
    public void AddTo(Span<Bn254Scalar> vector, bool isSubtracted)
    {
        while (!vector.IsEmpty)
        {
            Fill();
            var count = Math.Min(vector.Length, BufferSize / ScalarBytes);
            for (var i = 0; i < count; i++)
            {
                var mask = Bn254Scalar.Reduce(_buffer.AsSpan(ScalarBytes * i, ScalarBytes));
                vector[i] = isSubtracted ? vector[i] - mask : vector[i] + mask;
            }

            vector = vector[count..];
        }
    }

    public void Dispose()
    {
        _aes.Dispose();
        CryptographicOperations.ZeroMemory(_buffer);
    }

    private void Fill()
    {
        Array.Clear(_buffer);
        for (var offset = 0; offset < BufferSize; offset += BlockSize)
        {
            BinaryPrimitives.WriteUInt64BigEndian(_buffer.AsSpan(offset + BlockSize - sizeof(ulong)), _block++);
        }

        _aes.EncryptEcb(_buffer, _buffer, PaddingMode.None);
    }
}
