using System.Numerics;
using System.Security.Cryptography;
using LazAI.Cryptography;
using LazAI.Interop.Tests.Judging;
using LazAI.Testing;
using Xunit.Abstractions;
using static LazAI.Interop.Tests.Judging.Draw;

namespace LazAI.Interop.Tests.Signatures;

/// <summary>Ours and the judges accept and refuse the same signatures, under the low-s rule and under plain ECDSA.</summary>
public class VerificationTests(Judge judge, ITestOutputHelper output) : IClassFixture<Judge>
{
    private static readonly Verdicts s_valid = new(true, true, true, true);
    private static readonly Verdicts s_invalid = new(false, false, false, false);
    private static readonly Verdicts s_validButHigh = new(false, true, false, true);

    private sealed record Case(Secp256k1PublicKey Key, byte[] Digest, byte[] Pair)
    {
        public object Question => new { publicKey = Hex(Key.ToCompressed()), digest = Hex(Digest), signature = Hex(Pair) };

        public Verdicts Ours
        {
            get
            {
                var digest = new Bytes32(Digest);
                var parsed = EcdsaSignature.TryParseCompact(Pair, out var signature);
                var (low, any) = (parsed && Key.Verify(digest, signature), parsed && Key.VerifyAllowingHighS(digest, signature));
                return new Verdicts(low, any, low, any);
            }
        }
    }

    // Under additional data of the judges' own, so that ours could not have made them.
    [JudgeFact]
    public async Task Verify_SignaturesOfTheJudges_AreValidHereAndThere()
    {
        var random = TestSeed.Create(output);
        var cases = Enumerable.Range(0, Cases).Select(_ => (Key: random.Key(), Digest: random.Digest())).ToArray();
        var signed = await judge.AskAsync<Signed>("sign", cases.Select(one =>
            new { key = one.Key.Export(), digest = one.Digest.ToString(), additionalData = Hex(random.Bytes(32)) }));
        Assert.All(cases.Zip(signed), pair =>
        {
            Assert.True(RecoverableSignature.TryParse(pair.Second.Noble, out var signature));
            Assert.True(pair.First.Key.PublicKey.Verify(pair.First.Digest, signature));
            Assert.True(pair.First.Key.PublicKey.Verify(pair.First.Digest, signature.Signature));
        });
        await CheckAsync(
            cases.Zip(signed, (one, answer) => new Case(one.Key.PublicKey, one.Digest.ToArray(), FromHex(answer.Libsecp256k1)[..64])),
            s_valid);
    }

    [JudgeFact]
    public async Task Verify_OurSignatures_AreValidThere() => await CheckAsync(Sign(TestSeed.Create(output)), s_valid);

    [JudgeFact]
    public async Task Verify_OneBitFlippedOrAnotherKey_IsRefusedHereAndThere()
    {
        var random = TestSeed.Create(output);
        await CheckAsync(
            Sign(random).Select((one, i) => (i % 4) switch
            {
                0 => one with { Key = random.Key().PublicKey },
                1 => one with { Digest = random.FlipOneBit(one.Digest) },
                _ => one with { Pair = random.FlipOneBit(one.Pair) },
            }),
            s_invalid);
    }

    [JudgeFact]
    public async Task Verify_HighTwin_IsValidUnderPlainEcdsaOnly()
    {
        var random = TestSeed.Create(output);
        var twins = Sign(random).Select(one => one with { Pair = [.. one.Pair[..32], .. Word(Order - Number(one.Pair.AsSpan(32)))] }).ToArray();
        await CheckAsync(twins, s_validButHigh);

        // What carries a v is never high, whichever v.
        Assert.All(twins, one =>
        {
            Assert.False(RecoverableSignature.TryParse((byte[])[.. one.Pair, 27], out _));
            Assert.False(RecoverableSignature.TryParse((byte[])[.. one.Pair, 28], out _));
        });
    }

    [JudgeFact]
    public async Task Verify_NumbersAtTheEdges_AreAcceptedWhereTheJudgesAccept()
    {
        var random = TestSeed.Create(output);
        BigInteger[] edges =
        [
            0, 1, (Order - 1) / 2, (Order + 1) / 2, Order - 1, Order, Order + 1, Prime - Order - 1, Prime - Order, Prime - Order + 1,
            Prime - 1, Prime, (BigInteger.One << 256) - 1,
        ];
        var cases = edges.SelectMany(r => edges, (r, s) => new Case(random.Key().PublicKey, random.Bytes(32), [.. Word(r), .. Word(s)]));
        await CheckAsync(cases, s_invalid);
    }

    // OpenSSL, which hashes for itself and takes DER and r ‖ s alike.
    [JudgeFact]
    public async Task Verify_DerForms_AreReadAsOpenSslReadsThem()
    {
        var random = TestSeed.Create(output);
        var cases = Enumerable.Range(0, Cases).Select(_ =>
        {
            var (key, message) = (random.Key(), random.Bytes(random.Next(100)));
            var pair = key.Sign(new Bytes32(SHA256.HashData(message))).Signature.ToCompact();
            return (Key: key.PublicKey, Message: message, Pair: pair);
        }).ToArray();
        var ders = await judge.AskAsync<string>("toDer", cases.Select(one => new { signature = Hex(one.Pair) }));
        Assert.All(cases.Zip(ders), one =>
        {
            Assert.True(EcdsaSignature.TryParseDer(FromHex(one.Second), out var signature));
            Assert.Equal(one.First.Pair, signature.ToCompact());
        });

        var broken = ders.Select(der => Break(random, FromHex(der))).ToArray();
        foreach (var (forms, isDer) in new[] { (ders.Select(FromHex).ToArray(), true), (broken, true), (cases.Select(one => one.Pair).ToArray(), false) })
        {
            var answers = await judge.AskAsync<OpenSslVerdict>("verifyOfMessage", cases.Zip(forms, (one, form) => new
            {
                publicKey = Hex(one.Key.ToUncompressed()),
                message = Hex(one.Message),
                signature = Hex(form),
                der = isDer,
            }));
            for (var i = 0; i < forms.Length; i++)
            {
                var signature = default(EcdsaSignature);
                var parsed = isDer ? EcdsaSignature.TryParseDer(forms[i], out signature) : EcdsaSignature.TryParseCompact(forms[i], out signature);
                var ours = parsed && cases[i].Key.VerifyAllowingHighS(new Bytes32(SHA256.HashData(cases[i].Message)), signature);
                Assert.Equal(new OpenSslVerdict(ours, ours), answers[i]);
                Assert.Equal(forms != broken, ours);
            }
        }
    }

    private static Case[] Sign(Random random) =>
    [
        .. Enumerable.Range(0, Cases).Select(_ =>
        {
            var (key, digest) = (random.Key(), random.Digest());
            return new Case(key.PublicKey, digest.ToArray(), key.Sign(digest).Signature.ToCompact());
        }),
    ];

    // Every one is another signature or no DER: a bit flipped, a byte more or less, a longer length, a leading zero too many.
    private static byte[] Break(Random random, byte[] der)
    {
        switch (random.Next(5))
        {
            case 0:
                return random.FlipOneBit(der);
            case 1:
                return der[..^1];
            case 2:
                return [.. der, 0];
            case 3:
                return [der[0], 0x81, .. der[1..]];
            default:
                return [der[0], (byte)(der[1] + 1), der[2], (byte)(der[3] + 1), 0, .. der[4..]];
        }
    }

    private async Task CheckAsync(IEnumerable<Case> cases, Verdicts expected)
    {
        var all = cases.ToArray();
        var answers = await judge.AskAsync<Verdicts>("verify", all.Select(one => one.Question));
        Assert.All(all.Zip(answers), pair =>
        {
            Assert.Equal(expected, pair.Second);
            Assert.Equal(expected, pair.First.Ours);
        });
    }

    private sealed record Verdicts(bool NobleLow, bool NobleAny, bool Libsecp256k1Low, bool Libsecp256k1Any);

    private sealed record OpenSslVerdict(bool Openssl, bool Noble);

    private sealed record Signed(string Noble, string Libsecp256k1, string? Viem);
}
