using System.Security.Cryptography;
using System.Text;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Cryptography.Tests.Encryption;

public sealed class EciesTests(ITestOutputHelper output) : IDisposable
{
    private readonly RandomNumberGenerator _rng = RandomNumberGenerator.Create();

    public void Dispose() => _rng.Dispose();

    [Fact]
    public void TryDecrypt_WhatWasEncrypted_GivesItBack()
    {
        var random = TestSeed.Create(output);
        using var recipient = Secp256k1PrivateKey.Generate(_rng);
        foreach (var length in new[] { 0, 1, 15, 16, 17, 1_000, random.Next(100_000) })
        {
            var (plaintext, associated) = (new byte[length], new byte[random.Next(50)]);
            random.NextBytes(plaintext);
            random.NextBytes(associated);
            var envelope = Ecies.Encrypt(recipient.PublicKey, plaintext, associated, _rng);
            Assert.Equal(plaintext.Length + Ecies.Overhead, envelope.Length);
            Assert.True(Ecies.TryDecrypt(recipient, envelope, associated, out var decrypted));
            Assert.Equal(plaintext, decrypted);
        }
    }

    [Fact]
    public void TryDecrypt_AnyBitFlippedOrByteMissing_Refuses()
    {
        using var recipient = Secp256k1PrivateKey.Generate(_rng);
        var envelope = Ecies.Encrypt(recipient.PublicKey, "confidential"u8, "task 1"u8, _rng);
        for (var bit = 0; bit < 8 * envelope.Length; bit++)
        {
            var changed = (byte[])envelope.Clone();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(Ecies.TryDecrypt(recipient, changed, "task 1"u8, out var plaintext));
            Assert.Null(plaintext);
        }

        for (var length = 0; length < envelope.Length; length++)
        {
            Assert.False(Ecies.TryDecrypt(recipient, envelope.AsSpan(0, length), "task 1"u8, out _));
        }

        Assert.False(Ecies.TryDecrypt(recipient, [.. envelope, 0], "task 1"u8, out _));
    }

    [Fact]
    public void TryDecrypt_OtherAssociatedDataOrKey_Refuses()
    {
        using var recipient = Secp256k1PrivateKey.Generate(_rng);
        using var other = Secp256k1PrivateKey.Generate(_rng);
        var envelope = Ecies.Encrypt(recipient.PublicKey, "confidential"u8, "task 1"u8, _rng);
        Assert.False(Ecies.TryDecrypt(recipient, envelope, "task 2"u8, out _));
        Assert.False(Ecies.TryDecrypt(recipient, envelope, [], out _));
        Assert.False(Ecies.TryDecrypt(other, envelope, "task 1"u8, out _));
    }

    [Fact]
    public void Encrypt_SameInputTwice_SharesNothing()
    {
        using var recipient = Secp256k1PrivateKey.Generate(_rng);
        var first = Ecies.Encrypt(recipient.PublicKey, new byte[64], [], _rng);
        var second = Ecies.Encrypt(recipient.PublicKey, new byte[64], [], _rng);
        Assert.NotEqual(first[1..34], second[1..34]);
        Assert.NotEqual(first[34..46], second[34..46]);
        Assert.NotEqual(first[46..], second[46..]);
    }

    // Opens an envelope by the documented format with the platform's own Diffie-Hellman instead of ours.
    [Fact]
    public void Encrypt_OpenedByThePlatform_FollowsTheDocumentedFormat()
    {
        using var platform = ECDiffieHellman.Create(ECCurve.CreateFromValue("1.3.132.0.10"));
        var q = platform.ExportParameters(includePrivateParameters: false).Q;
        Assert.True(Secp256k1PublicKey.TryParse([4, .. q.X!, .. q.Y!], out var recipient));

        var envelope = Ecies.Encrypt(recipient, "confidential"u8, "task 1"u8, _rng);
        Assert.Equal(1, envelope[0]);
        Assert.True(Secp256k1PublicKey.TryParse(envelope.AsSpan(1, 33), out var ephemeral));
        var point = ephemeral.ToUncompressed();
        using var peer = ECDiffieHellman.Create(new ECParameters
        {
            Curve = ECCurve.CreateFromValue("1.3.132.0.10"),
            Q = new ECPoint { X = point[1..33], Y = point[33..] },
        });
        var secret = platform.DeriveRawSecretAgreement(peer.PublicKey);
        byte[] info = [.. Encoding.ASCII.GetBytes("LazAI.ECIES.v1.secp256k1.HKDF-SHA256.AES-256-GCM"), .. envelope[1..34], .. recipient.ToCompressed()];
        using var cipher = new AesGcm(HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, 32, [], info), 16);
        var plaintext = new byte[envelope.Length - Ecies.Overhead];
        cipher.Decrypt(envelope.AsSpan(34, 12), envelope.AsSpan(46, plaintext.Length), envelope.AsSpan(46 + plaintext.Length), plaintext, "task 1"u8);
        Assert.Equal("confidential"u8, plaintext);
    }
}
