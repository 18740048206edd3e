using System.Security.Cryptography;
using LazAI.Cryptography;
using LazAI.Interop.Tests.Judging;
using LazAI.Testing;
using Xunit.Abstractions;
using static LazAI.Interop.Tests.Judging.Draw;

namespace LazAI.Interop.Tests.Encryption;

/// <summary>The platform's AES-256-GCM and our ECIES envelopes, sealed here and opened by noble, and the other way round.</summary>
public class EncryptionTests(Judge judge, ITestOutputHelper output) : IClassFixture<Judge>
{
    private const int NonceSize = 12;
    private const int TagSize = 16;

    [JudgeFact]
    public async Task AesGcm_AnyPlaintext_SealsToTheBytesOfTheJudge()
    {
        var random = TestSeed.Create(output);
        var cases = Enumerable.Range(0, Cases).Select(length => (
            Key: random.Bytes(32), Nonce: random.Bytes(NonceSize), Plaintext: random.Bytes(length), Data: random.Bytes(random.Next(60)))).ToArray();
        var sealedHere = cases.Select(one => Seal(one.Key, one.Nonce, one.Plaintext, one.Data)).ToArray();
        var sealedThere = await judge.AskAsync<string>("aesGcmEncrypt", cases.Select(one =>
            new { key = Hex(one.Key), nonce = Hex(one.Nonce), plaintext = Hex(one.Plaintext), associatedData = Hex(one.Data) }));
        Assert.Equal(sealedThere, sealedHere.Select(one => Hex(one)));

        var mutated = sealedHere.Select(one => random.FlipOneBit(one)).ToArray();
        foreach (var content in new[] { sealedHere, mutated })
        {
            var opened = await judge.AskAsync<Opened>("aesGcmDecrypt", cases.Zip(content, (one, bytes) =>
                new { key = Hex(one.Key), nonce = Hex(one.Nonce), @sealed = Hex(bytes), associatedData = Hex(one.Data) }));
            for (var i = 0; i < cases.Length; i++)
            {
                var expected = content == mutated ? null : Hex(cases[i].Plaintext);
                Assert.Equal(expected, opened[i].Plaintext);
                Assert.Equal(expected, Open(cases[i].Key, cases[i].Nonce, content[i], cases[i].Data));
            }
        }
    }

    [JudgeFact]
    public async Task Ecies_SealedHere_IsTheEnvelopeOfTheJudgeAndOpensThere()
    {
        var random = TestSeed.Create(output);
        var cases = Messages(random);
        var envelopes = cases.Select(one =>
        {
            using var given = new GivenBytes([.. one.EphemeralKey, .. one.Nonce]);
            return Ecies.Encrypt(one.Recipient.PublicKey, one.Plaintext, one.Data, given);
        }).ToArray();
        Assert.Equal(await SealThereAsync(cases), envelopes.Select(one => Hex(one)));

        var opened = await OpenThereAsync(cases, envelopes);
        Assert.Equal(cases.Select(one => Hex(one.Plaintext)), opened.Select(one => one.Plaintext));
    }

    [JudgeFact]
    public async Task Ecies_SealedThere_OpensHere()
    {
        var cases = Messages(TestSeed.Create(output));
        var envelopes = await SealThereAsync(cases);
        Assert.All(cases.Zip(envelopes), pair =>
        {
            Assert.True(Ecies.TryDecrypt(pair.First.Recipient, FromHex(pair.Second), pair.First.Data, out var plaintext));
            Assert.Equal(pair.First.Plaintext, plaintext);
        });
    }

    [JudgeFact]
    public async Task Ecies_Mutated_IsRefusedHereAndThere()
    {
        var random = TestSeed.Create(output);
        var cases = Messages(random).Select((one, i) => Mutate(random, one, i)).ToArray();
        var opened = await OpenThereAsync([.. cases.Select(one => one.Message)], [.. cases.Select(one => one.Envelope)]);
        Assert.All(cases.Zip(opened), pair =>
        {
            var (message, envelope) = pair.First;
            Assert.False(Ecies.TryDecrypt(message.Recipient, envelope, message.Data, out _));
            Assert.Null(pair.Second.Plaintext);
        });
    }

    private static (Message Message, byte[] Envelope) Mutate(Random random, Message one, int i)
    {
        using var randomNumberGenerator = RandomNumberGenerator.Create();
        var envelope = Ecies.Encrypt(one.Recipient.PublicKey, one.Plaintext, one.Data, randomNumberGenerator);
        return (i % 6) switch
        {
            0 => (one, envelope[..random.Next(envelope.Length)]),
            1 => (one, [.. envelope, 0]),
            2 => (one with { Data = [.. one.Data, 0] }, envelope),
            3 => (one with { Recipient = random.Key() }, envelope),

            // The ephemeral key's other point: the shared secret stays the same, the key must not.
            4 => (one, [envelope[0], (byte)(envelope[1] ^ 1), .. envelope[2..]]),
            _ => (one, random.FlipOneBit(envelope)),
        };
    }

    private static Message[] Messages(Random random) =>
    [
        .. Enumerable.Range(0, Cases).Select(length => new Message(
            random.Key(), random.Bytes(32), random.Bytes(NonceSize), random.Bytes(length), random.Bytes(random.Next(40)))),
        new Message(random.Key(), random.Bytes(32), random.Bytes(NonceSize), random.Bytes(1 << 20), []),
    ];

    private Task<string[]> SealThereAsync(Message[] cases) => judge.AskAsync<string>("eciesEncrypt", cases.Select(one => new
    {
        recipient = Hex(one.Recipient.PublicKey.ToCompressed()),
        ephemeralKey = Hex(one.EphemeralKey),
        nonce = Hex(one.Nonce),
        plaintext = Hex(one.Plaintext),
        associatedData = Hex(one.Data),
    }));

    private Task<Opened[]> OpenThereAsync(Message[] cases, byte[][] envelopes) => judge.AskAsync<Opened>("eciesDecrypt", cases.Zip(
        envelopes, (one, envelope) => new { key = one.Recipient.Export(), envelope = Hex(envelope), associatedData = Hex(one.Data) }));

    private static byte[] Seal(byte[] key, byte[] nonce, byte[] plaintext, byte[] associatedData)
    {
        using var cipher = new AesGcm(key, TagSize);
        var content = new byte[plaintext.Length + TagSize];
        cipher.Encrypt(nonce, plaintext, content.AsSpan(0, plaintext.Length), content.AsSpan(plaintext.Length), associatedData);
        return content;
    }

    private static string? Open(byte[] key, byte[] nonce, byte[] content, byte[] associatedData)
    {
        using var cipher = new AesGcm(key, TagSize);
        var plaintext = new byte[content.Length - TagSize];
        try
        {
            cipher.Decrypt(nonce, content.AsSpan(0, plaintext.Length), content.AsSpan(plaintext.Length), plaintext, associatedData);
            return Hex(plaintext);
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    private sealed record Message(Secp256k1PrivateKey Recipient, byte[] EphemeralKey, byte[] Nonce, byte[] Plaintext, byte[] Data);

    private sealed record Opened(string? Plaintext);

    /// <summary>Random numbers that the judge knows, too.</summary>
    private sealed class GivenBytes(byte[] bytes) : RandomNumberGenerator
    {
        private int _taken;

        public override void GetBytes(byte[] data) => GetBytes(data.AsSpan());

        public override void GetBytes(Span<byte> data)
        {
            bytes.AsSpan(_taken, data.Length).CopyTo(data);
            _taken += data.Length;
        }
    }
}
