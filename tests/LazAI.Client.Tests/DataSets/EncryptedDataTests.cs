using System.Security.Cryptography;
using LazAI.Client.DataSets;
using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.Ownership;

namespace LazAI.Client.Tests.DataSets;

public sealed class EncryptedDataTests : IDisposable
{
    private const int ChunkBytes = EncryptedData.ChunkBytesMinimum;

    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();
    private readonly Secp256k1PrivateKey _owner;
    private readonly DataKey _key;

    public EncryptedDataTests() => (_owner, _key) = (Secp256k1PrivateKey.Generate(_random), DataKey.Generate(_random));

    [Theory]
    [InlineData(1)]
    [InlineData(ChunkBytes - 1)]
    [InlineData(ChunkBytes)]
    [InlineData(ChunkBytes + 1)]
    [InlineData(3 * ChunkBytes)]
    [InlineData((3 * ChunkBytes) + 17)]
    public void TryDecrypt_WhatWasEncrypted_IsThePlaintext(int length)
    {
        var plaintext = RandomNumberGenerator.GetBytes(length);
        var file = EncryptedData.Encrypt(plaintext, _owner.Address, _key, _random, ChunkBytes);
        Assert.True(EncryptedData.TryReadHeader(file, out var owner, out var plaintextBytes, out var chunkBytes));
        Assert.Equal((_owner.Address, length, ChunkBytes), (owner, plaintextBytes, chunkBytes));
        Assert.True(EncryptedData.TryDecrypt(file, _key, out var decrypted));
        Assert.Equal(plaintext, decrypted);
    }

    [Fact]
    public void TryDecrypt_AnyBitChanged_IsRefused()
    {
        var file = EncryptedData.Encrypt(RandomNumberGenerator.GetBytes(ChunkBytes + 5), _owner.Address, _key, _random, ChunkBytes);
        for (var i = 0; i < file.Length; i++)
        {
            file[i] ^= (byte)(1 << (i % 8));
            Assert.False(EncryptedData.TryDecrypt(file, _key, out _));
            file[i] ^= (byte)(1 << (i % 8));
        }

        Assert.True(EncryptedData.TryDecrypt(file, _key, out _));
    }

    /// <summary>Chunks are bound to their places, and the header says how many there are.</summary>
    [Fact]
    public void TryDecrypt_ChunksExchangedRepeatedOrCut_IsRefused()
    {
        const int Sealed = ChunkBytes + 16;
        var file = EncryptedData.Encrypt(RandomNumberGenerator.GetBytes(3 * ChunkBytes), _owner.Address, _key, _random, ChunkBytes);
        byte[] header = file[..EncryptedData.HeaderBytes];
        byte[][] chunks = [.. file[EncryptedData.HeaderBytes..].Chunk(Sealed)];
        Assert.All(
            (byte[][])
            [
                [.. header, .. chunks[1], .. chunks[0], .. chunks[2]],
                [.. header, .. chunks[0], .. chunks[0], .. chunks[2]],
                [.. header, .. chunks[0], .. chunks[1]],
                [.. header, .. chunks[0], .. chunks[1], .. chunks[2], .. chunks[2]],
                header,
                [],
            ],
            changed => Assert.False(EncryptedData.TryDecrypt(changed, _key, out _)));

        // A shorter length in the header is noticed, too: the header is part of every chunk's associated data.
        byte[] shorter = [.. header, .. chunks[0], .. chunks[1]];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(shorter.AsSpan(16), 2 * ChunkBytes);
        Assert.True(EncryptedData.TryReadHeader(shorter, out _, out _, out _));
        Assert.False(EncryptedData.TryDecrypt(shorter, _key, out _));
    }

    [Fact]
    public void TryDecrypt_AnotherKey_IsRefused()
    {
        var file = EncryptedData.Encrypt("secret"u8, _owner.Address, _key, _random);
        using var other = DataKey.Generate(_random);
        Assert.False(EncryptedData.TryDecrypt(file, other, out _));
    }

    [Fact]
    public void TryDecrypt_RandomBytesBehindAHeader_NeverThrows()
    {
        var file = EncryptedData.Encrypt(new byte[100], _owner.Address, _key, _random, ChunkBytes);
        for (var i = 0; i < 10_000; i++)
        {
            var hostile = RandomNumberGenerator.GetBytes(RandomNumberGenerator.GetInt32(200));
            file.AsSpan(0, Math.Min(RandomNumberGenerator.GetInt32(EncryptedData.HeaderBytes), hostile.Length)).CopyTo(hostile);
            Assert.False(EncryptedData.TryDecrypt(hostile, _key, out _));
        }
    }

    [Fact]
    public void Encrypt_Nothing_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => EncryptedData.Encrypt([], _owner.Address, _key, _random));

    [Fact]
    public void TryUnwrap_ForItsRecipientDataSetOwnerAndSessionOnly_OpensTheKey()
    {
        var content = ContentHash.Of("content"u8);
        var session = new SessionId(Keccak256.Hash("session"u8));
        using var recipient = Secp256k1PrivateKey.Generate(_random);
        var envelope = _key.WrapTo(recipient.PublicKey, content, _owner.Address, session, _random);
        var file = EncryptedData.Encrypt("secret"u8, _owner.Address, _key, _random);

        Assert.True(DataKey.TryUnwrap(envelope, recipient, content, _owner.Address, session, out var unwrapped));
        using (unwrapped)
        {
            Assert.True(EncryptedData.TryDecrypt(file, unwrapped, out var plaintext));
            Assert.Equal("secret"u8, plaintext);
        }

        Assert.False(DataKey.TryUnwrap(envelope, _owner, content, _owner.Address, session, out _));
        Assert.False(DataKey.TryUnwrap(envelope, recipient, ContentHash.Of("other"u8), _owner.Address, session, out _));
        Assert.False(DataKey.TryUnwrap(envelope, recipient, content, recipient.Address, session, out _));
        Assert.False(DataKey.TryUnwrap(envelope, recipient, content, _owner.Address, default, out _));
    }

    public void Dispose()
    {
        _random.Dispose();
        _owner.Dispose();
        _key.Dispose();
    }
}
