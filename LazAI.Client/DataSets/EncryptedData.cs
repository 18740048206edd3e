using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using LazAI.Cryptography;

namespace LazAI.Client.DataSets;

/// <summary>A data set that only holders of its key can read (PROTOCOL §13): AES-256-GCM in chunks.</summary>
/// <remarks>
/// <para>
/// Header, 60 bytes: <c>LazAI.ED</c> (8) ‖ version 1 (1) ‖ zero (3) ‖ plaintext bytes in a chunk (4) ‖ plaintext bytes in all (8) ‖ who encrypted it
/// (20) ‖ random (16), numbers big-endian. Then the chunks, each ciphertext ‖ tag (16); the last one may be shorter.
/// </para>
/// <para>
/// Chunk i has the nonce i, 12 bytes big-endian, which is unique as each key encrypts one data set. Its associated data are the whole header ‖ i (8
/// bytes), so that chunks are not exchanged, repeated or left out unnoticed; how many there are follows from the header. The hash of the whole
/// file, under which it is anchored, cannot be in its own header: the wrapped key is bound to it (<see cref="DataKey"/>).
/// </para>
/// </remarks>
public static class EncryptedData
{
    public const int HeaderBytes = 60;

    /// <summary>Plaintext bytes in a chunk, unless the caller says otherwise.</summary>
    public const int ChunkBytesDefault = 64 * 1024;

    public const int ChunkBytesMinimum = 1024;

    public const int ChunkBytesMaximum = 1024 * 1024;

    private const byte Version = 1;
    private const int TagBytes = 16;
    private const int NonceBytes = 12;
    private const int ChunkBytesOffset = 12;
    private const int LengthOffset = 16;
    private const int OwnerOffset = 24;
    private const int RandomOffset = 44;

    private static ReadOnlySpan<byte> Magic => "LazAI.ED"u8;

    /// <summary>Encrypts a data set under a key that was made for it.</summary>
    /// <exception cref="ArgumentException">There is nothing to encrypt, or the chunk size is out of range.</exception>
    public static byte[] Encrypt(
        ReadOnlySpan<byte> plaintext, Address owner, DataKey key, RandomNumberGenerator random, int chunkBytes = ChunkBytesDefault)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfLessThan(chunkBytes, ChunkBytesMinimum);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(chunkBytes, ChunkBytesMaximum);
        ArgumentOutOfRangeException.ThrowIfZero(plaintext.Length);

        var file = new byte[FileBytes((ulong)plaintext.Length, chunkBytes)];
        var header = file.AsSpan(0, HeaderBytes);
        Magic.CopyTo(header);
        header[Magic.Length] = Version;
        BinaryPrimitives.WriteInt32BigEndian(header[ChunkBytesOffset..], chunkBytes);
        BinaryPrimitives.WriteUInt64BigEndian(header[LengthOffset..], (ulong)plaintext.Length);
        owner.AsSpan().CopyTo(header[OwnerOffset..]);
        random.GetBytes(header[RandomOffset..]);

        using var cipher = new AesGcm(key.Bytes, TagBytes);
        var binding = new ChunkBinding(header);
        var output = file.AsSpan(HeaderBytes);
        for (ulong i = 0; !plaintext.IsEmpty; i++)
        {
            var length = Math.Min(chunkBytes, plaintext.Length);
            binding.MoveTo(i);
            cipher.Encrypt(binding.Nonce, plaintext[..length], output[..length], output.Slice(length, TagBytes), binding.AssociatedData);
            plaintext = plaintext[length..];
            output = output[(length + TagBytes)..];
        }

        return file;
    }

    /// <summary>Whether the bytes begin like an encrypted data set and are as long as their header says.</summary>
    /// <param name="owner">Who encrypted it, as its header claims.</param>
    public static bool TryReadHeader(ReadOnlySpan<byte> file, out Address owner, out long plaintextBytes, out int chunkBytes)
    {
        (owner, plaintextBytes, chunkBytes) = (default, 0, 0);
        if (file.Length < HeaderBytes || !file.StartsWith(Magic) || file[Magic.Length] != Version
            || file[(Magic.Length + 1)..ChunkBytesOffset].ContainsAnyExcept((byte)0))
        {
            return false;
        }

        chunkBytes = BinaryPrimitives.ReadInt32BigEndian(file[ChunkBytesOffset..]);
        var length = BinaryPrimitives.ReadUInt64BigEndian(file[LengthOffset..]);
        if (chunkBytes is < ChunkBytesMinimum or > ChunkBytesMaximum || length is 0 or > int.MaxValue || FileBytes(length, chunkBytes) != file.Length)
        {
            return false;
        }

        owner = new Address(file.Slice(OwnerOffset, Address.Size));
        plaintextBytes = (long)length;
        return true;
    }

    /// <summary>Decrypts a data set; false, and nothing of it, unless every byte is as it was encrypted under this key.</summary>
    public static bool TryDecrypt(ReadOnlySpan<byte> file, DataKey key, [NotNullWhen(true)] out byte[]? plaintext)
    {
        ArgumentNullException.ThrowIfNull(key);
        plaintext = null;
        if (!TryReadHeader(file, out _, out var plaintextBytes, out var chunkBytes))
        {
            return false;
        }

        using var cipher = new AesGcm(key.Bytes, TagBytes);
        var binding = new ChunkBinding(file[..HeaderBytes]);
        var content = new byte[plaintextBytes];
        var output = content.AsSpan();
        var input = file[HeaderBytes..];
        for (ulong i = 0; !output.IsEmpty; i++)
        {
            var length = Math.Min(chunkBytes, output.Length);
            binding.MoveTo(i);
            try
            {
                cipher.Decrypt(binding.Nonce, input[..length], input.Slice(length, TagBytes), output[..length], binding.AssociatedData);
            }
            catch (AuthenticationTagMismatchException)
            {
                CryptographicOperations.ZeroMemory(content);
                return false;
            }

            output = output[length..];
            input = input[(length + TagBytes)..];
        }

        plaintext = content;
        return true;
    }

    private static long FileBytes(ulong plaintextBytes, int chunkBytes) =>
        HeaderBytes + (long)plaintextBytes + (TagBytes * (((long)plaintextBytes + chunkBytes - 1) / chunkBytes));

    /// <summary>Nonce and associated data of one chunk after the other.</summary>
    private sealed class ChunkBinding
    {
        private readonly byte[] _nonce = new byte[NonceBytes];
        private readonly byte[] _associatedData = new byte[HeaderBytes + sizeof(ulong)];

        public ChunkBinding(ReadOnlySpan<byte> header) => header.CopyTo(_associatedData);

        public ReadOnlySpan<byte> Nonce => _nonce;

        public ReadOnlySpan<byte> AssociatedData => _associatedData;

        public void MoveTo(ulong index)
        {
            BinaryPrimitives.WriteUInt64BigEndian(_nonce.AsSpan(NonceBytes - sizeof(ulong)), index);
            BinaryPrimitives.WriteUInt64BigEndian(_associatedData.AsSpan(HeaderBytes), index);
        }
    }
}
