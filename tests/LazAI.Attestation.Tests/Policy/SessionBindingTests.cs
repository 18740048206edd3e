using LazAI.Cryptography;

namespace LazAI.Attestation.Tests;

public sealed class SessionBindingTests
{
    private const ulong Timestamp = 0x0102030405060708;

    private static readonly Address Worker = new(Enumerable.Repeat((byte)0xa1, Address.Size).ToArray());
    private static readonly byte[] SigningKey = [0x02, .. Enumerable.Repeat((byte)0xb2, 32)];
    private static readonly byte[] EncryptionKey = [0x03, .. Enumerable.Repeat((byte)0xc3, 32)];
    private static readonly Bytes32 Nonce = DevelopmentPlatform.FilledBytes32(0xd4);

    public static TheoryData<byte[]> MalformedKeys() => new()
    {
        Array.Empty<byte>(),
        SigningKey[..32],
        new byte[33],
        new byte[] { 0x04 }.Concat(SigningKey[1..]).ToArray(),
        new byte[] { 0x04 }.Concat(SigningKey[1..]).Concat(SigningKey[1..]).ToArray(),
    };

    [Fact]
    public void Binding_OfASession_IsTheHashOfItsPartsThenZeros()
    {
        byte[] message =
        [
            .. "LazAI.session.v1"u8, .. Worker.AsSpan(), .. SigningKey, .. EncryptionKey, .. Nonce.AsSpan(), 1, 2, 3, 4, 5, 6, 7, 8,
        ];
        Assert.Equal(16 + 20 + 33 + 33 + 32 + 8, message.Length);

        var binding = Bind();

        Assert.Equal(Timestamp, binding.TimestampSeconds);
        Assert.Equal(Keccak256.Hash(message), new Bytes32(binding.ReportData.AsSpan()[..32]));
        Assert.False(binding.ReportData.AsSpan()[32..].ContainsAnyExcept((byte)0));
    }

    /// <summary>A published value for other implementations, made with another library's Keccak-256.</summary>
    [Fact]
    public void Binding_OfTheSampleSession_IsThePublishedValue() =>
        Assert.Equal(
            "0x8e96b75a655ca1bcf9b57196bc274e609ca5a5ff259e483e50f0af64b75a6c28" + new string('0', 64),
            Bind().ReportData.ToString());

    [Fact]
    public void Binding_WithAnyPartChanged_IsAnother()
    {
        byte[] otherKey = [0x02, .. Enumerable.Repeat((byte)0xe5, 32)];
        EvidenceBinding[] bindings =
        [
            Bind(),
            Bind(worker: Address.Zero),
            Bind(signingKey: otherKey),
            Bind(encryptionKey: otherKey),
            Bind(signingKey: EncryptionKey, encryptionKey: SigningKey),
            Bind(nonce: Bytes32.Zero),
            Bind(timestamp: Timestamp + 1),
        ];

        Assert.Distinct(bindings.Select(binding => binding.ReportData));
    }

    [Theory]
    [MemberData(nameof(MalformedKeys))]
    public void Binding_OfAMalformedKey_IsRefused(byte[] key)
    {
        Assert.False(SessionBinding.TryCreate(Worker, key, EncryptionKey, Nonce, Timestamp, out _));
        Assert.False(SessionBinding.TryCreate(Worker, SigningKey, key, Nonce, Timestamp, out _));
    }

    private static EvidenceBinding Bind(
        Address? worker = null, byte[]? signingKey = null, byte[]? encryptionKey = null, Bytes32? nonce = null, ulong timestamp = Timestamp)
    {
        Assert.True(SessionBinding.TryCreate(
            worker ?? Worker, signingKey ?? SigningKey, encryptionKey ?? EncryptionKey, nonce ?? Nonce, timestamp, out var binding));
        return binding;
    }
}
