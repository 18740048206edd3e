using System.Numerics;
using System.Security.Cryptography;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Cryptography.Tests.Secp256k1;

public class SignatureTests(ITestOutputHelper output)
{
    // RFC 6979 nonces over secp256k1 and SHA-256, as published in the bitcointalk thread that the Bitcoin libraries test against.
    [Theory]
    [InlineData(
        "0x0000000000000000000000000000000000000000000000000000000000000001",
        "Satoshi Nakamoto",
        "0x934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d82442ce9d2b916064108014783e923ec36b49743e2ffa1c4496f01a512aafd9e5")]
    [InlineData(
        "0x0000000000000000000000000000000000000000000000000000000000000001",
        "All those moments will be lost in time, like tears in rain. Time to die...",
        "0x8600dbd41e348fe5c9465ab92d23e3db8b98b873beecd930736488696438cb6b547fe64427496db33bf66019dacbf0039c04199abb0122918601db38a72cfc21")]
    public void Sign_PublishedKeyAndMessage_GivesPublishedSignature(string key, string message, string expected)
    {
        using var privateKey = Key(Bytes32.Parse(key).ToArray());
        var digest = new Bytes32(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(message)));
        Assert.Equal(expected, privateKey.Sign(digest).ToString()[..130]);
    }

    // The signed example of EIP-712 and the address of its key, keccak256("cow").
    [Fact]
    public void Sign_SpecificationMail_GivesPublishedSignature()
    {
        using var cow = Key(Keccak256.Hash("cow"u8).ToArray());
        Assert.Equal("0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826", cow.Address.ToString());
        var digest = Bytes32.Parse("0xbe609aee343fb3c4b28e1df9e632fca64fcfaede20f02e86244efddf30957bd2");
        var signature = cow.Sign(digest);
        Assert.Equal(28, signature.V);
        Assert.Equal("0x4355c47d63924e8a72e509b65029052eb6c299d53a04e167c5775fd466751c9d", signature.R.ToString());
        Assert.Equal("0x07299936d304c153f6443dfa05f40ff007d72911b6f72307f996231605b91562", signature.S.ToString());
    }

    [Fact]
    public void Signature_RandomKeysAndDigests_RecoversVerifiesAndRoundTrips()
    {
        var random = TestSeed.Create(output);
        for (var i = 0; i < 200; i++)
        {
            using var key = RandomKey(random);
            var digest = RandomDigest(random);
            var signature = key.Sign(digest);
            Assert.Equal(signature, key.Sign(digest));
            Assert.True(signature.Signature.IsLowS);

            Assert.True(signature.TryRecoverAddress(digest, out var address));
            Assert.Equal(key.Address, address);
            Assert.True(Secp256k1PublicKey.TryRecover(digest, signature, out var recovered));
            Assert.Equal(key.PublicKey, recovered);
            Assert.True(key.PublicKey.Verify(digest, signature));
            Assert.True(key.PublicKey.Verify(digest, signature.Signature));

            Assert.True(RecoverableSignature.TryParse(signature.ToArray(), out var parsed));
            Assert.Equal(signature, parsed);
            Assert.True(RecoverableSignature.TryParse(signature.ToString(), out parsed));
            Assert.Equal(signature, parsed);

            Assert.True(Secp256k1PublicKey.TryParse(key.PublicKey.ToCompressed(), out var publicKey));
            Assert.Equal(key.PublicKey, publicKey);
            Assert.True(Secp256k1PublicKey.TryParse(key.PublicKey.ToUncompressed(), out publicKey));
            Assert.Equal(key.PublicKey, publicKey);

            var exported = new byte[32];
            key.Export(exported);
            using var copy = Key(exported);
            Assert.Equal(key.PublicKey, copy.PublicKey);
        }
    }

    // One bit of the signature, of the digest or of the key off, and nothing verifies.
    [Fact]
    public void Verify_AnyBitFlipped_Refuses()
    {
        var random = TestSeed.Create(output);
        using var key = RandomKey(random);
        var digest = RandomDigest(random);
        var signature = key.Sign(digest).ToArray();
        for (var bit = 0; bit < 8 * signature.Length; bit++)
        {
            var changed = (byte[])signature.Clone();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(RecoverableSignature.TryParse(changed, out var parsed) && key.PublicKey.Verify(digest, parsed));
            Assert.False(parsed.TryRecoverAddress(digest, out var address) && address == key.Address);
            Assert.False(
                bit < 512
                && EcdsaSignature.TryParseCompact(changed.AsSpan(0, 64), out var pair)
                && key.PublicKey.VerifyAllowingHighS(digest, pair));
        }

        Assert.True(RecoverableSignature.TryParse(signature, out var good));
        for (var bit = 0; bit < 256; bit++)
        {
            var changed = digest.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(key.PublicKey.Verify(new Bytes32(changed), good));
            Assert.False(key.PublicKey.Verify(new Bytes32(changed), good.Signature));
        }
    }

    [Fact]
    public void Verify_TwinOfHighS_OnlyPlainEcdsaAccepts()
    {
        var random = TestSeed.Create(output);
        using var key = RandomKey(random);
        var digest = RandomDigest(random);
        var signature = key.Sign(digest);
        var s = new BigInteger(signature.S.AsSpan(), isUnsigned: true, isBigEndian: true);
        var twin = new Bytes32(FieldElementTests.BigEndian(ScalarTests.N - s));

        Assert.True(EcdsaSignature.TryCreate(signature.R, twin, out var high));
        Assert.False(high.IsLowS);
        Assert.False(key.PublicKey.Verify(digest, high));
        Assert.True(key.PublicKey.VerifyAllowingHighS(digest, high));
        var v = (byte)(55 - signature.V);
        Assert.False(RecoverableSignature.TryParse([.. signature.R.AsSpan(), .. twin.AsSpan(), v], out _));

        // Contracts see it otherwise.
        byte[] input = [.. digest.AsSpan(), .. new byte[31], v, .. signature.R.AsSpan(), .. twin.AsSpan()];
        Assert.True(EcrecoverPrecompile.TryRecover(input, out var signer));
        Assert.Equal(key.Address, signer);
    }

    // Our signatures under the platform's verifier and the other way round.
    [Fact]
    public void Signature_PlatformAsPeer_AgreesBothWays()
    {
        var random = TestSeed.Create(output);
        var curve = ECCurve.CreateFromValue("1.3.132.0.10");
        for (var i = 0; i < 20; i++)
        {
            using var key = RandomKey(random);
            var digest = RandomDigest(random);
            var q = key.PublicKey.ToUncompressed();
            var d = new byte[32];
            key.Export(d);
            using var platform = ECDsa.Create(new ECParameters { Curve = curve, D = d, Q = new ECPoint { X = q[1..33], Y = q[33..] } });

            Assert.True(platform.VerifyHash(digest.AsSpan(), key.Sign(digest).Signature.ToCompact()));
            Assert.True(EcdsaSignature.TryParseCompact(platform.SignHash(digest.ToArray()), out var theirs));
            Assert.True(key.PublicKey.VerifyAllowingHighS(digest, theirs));
            Assert.True(EcdsaSignature.TryParseDer(
                platform.SignHash(digest.ToArray(), DSASignatureFormat.Rfc3279DerSequence), out theirs));
            Assert.True(key.PublicKey.VerifyAllowingHighS(digest, theirs));
        }
    }

    [Fact]
    public void Sign_AdditionalData_GivesAnotherSignatureThatVerifies()
    {
        var random = TestSeed.Create(output);
        using var key = RandomKey(random);
        var digest = RandomDigest(random);
        var extra = new byte[32];
        random.NextBytes(extra);
        Assert.NotEqual(key.Sign(digest), key.Sign(digest, extra));
        Assert.True(key.PublicKey.Verify(digest, key.Sign(digest, extra)));
        Assert.Throws<ArgumentException>(() => key.Sign(digest, new byte[257]));
    }

    [Fact]
    public void DefaultSignature_IsNoSignature()
    {
        using var key = RandomKey(TestSeed.Create(output));
        Assert.False(key.PublicKey.Verify(Bytes32.Zero, default(RecoverableSignature)));
        Assert.False(key.PublicKey.Verify(Bytes32.Zero, default(EcdsaSignature)));
        Assert.False(key.PublicKey.VerifyAllowingHighS(Bytes32.Zero, default));
        Assert.False(default(RecoverableSignature).TryRecoverAddress(Bytes32.Zero, out _));
        Assert.False(default(EcdsaSignature).IsLowS);
    }

    [Fact]
    public void PrivateKey_OutOfRangeOrWrongLength_Refuses()
    {
        Assert.False(Secp256k1PrivateKey.TryCreate(new byte[32], out _));
        Assert.False(Secp256k1PrivateKey.TryCreate(FieldElementTests.BigEndian(ScalarTests.N), out _));
        Assert.True(Secp256k1PrivateKey.TryCreate(FieldElementTests.BigEndian(ScalarTests.N - 1), out var largest));
        largest.Dispose();
        Assert.False(Secp256k1PrivateKey.TryCreate(new byte[31], out _));
        Assert.False(Secp256k1PrivateKey.TryCreate(new byte[33], out _));
    }

    [Fact]
    public void PrivateKey_Disposed_SignsNoMoreAndShowsNothing()
    {
        var key = RandomKey(TestSeed.Create(output));
        key.Dispose();
        Assert.Throws<ObjectDisposedException>(() => key.Sign(Bytes32.Zero));
        Assert.Throws<ObjectDisposedException>(() => key.Export(new byte[32]));
        Assert.Equal("Secp256k1PrivateKey", key.ToString());
    }

    [Fact]
    public void Generate_Twice_GivesDifferentKeys()
    {
        using var rng = RandomNumberGenerator.Create();
        using var first = Secp256k1PrivateKey.Generate(rng);
        using var second = Secp256k1PrivateKey.Generate(rng);
        Assert.NotEqual(first.PublicKey, second.PublicKey);
    }

    private static Secp256k1PrivateKey Key(ReadOnlySpan<byte> bytes)
    {
        Assert.True(Secp256k1PrivateKey.TryCreate(bytes, out var key));
        return key;
    }

    private static Secp256k1PrivateKey RandomKey(Random random) =>
        Key(FieldElementTests.BigEndian(1 + ScalarTests.Pick(random) % (ScalarTests.N - 1)));

    private static Bytes32 RandomDigest(Random random)
    {
        var bytes = new byte[32];
        random.NextBytes(bytes);
        return new Bytes32(bytes);
    }
}
