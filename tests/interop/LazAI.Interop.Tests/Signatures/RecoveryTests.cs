using System.Numerics;
using LazAI.Cryptography;
using LazAI.Interop.Tests.Judging;
using LazAI.Testing;
using Xunit.Abstractions;
using static LazAI.Interop.Tests.Judging.Draw;

namespace LazAI.Interop.Tests.Signatures;

/// <summary>Ours recovers the keys that noble, libsecp256k1 and viem recover, and reads the public keys that they read.</summary>
public class RecoveryTests(Judge judge, ITestOutputHelper output) : IClassFixture<Judge>
{
    [JudgeFact]
    public async Task Recover_OurSignatures_GivesTheSignerHereAndThere()
    {
        var random = TestSeed.Create(output);
        var cases = Enumerable.Range(0, Cases).Select(_ => (Key: random.Key(), Digest: random.Digest())).ToArray();
        var signatures = cases.Select(one => one.Key.Sign(one.Digest)).ToArray();
        var keys = await judge.AskAsync<Recovered>("recover", cases.Zip(signatures, (one, signature) => new
        {
            digest = one.Digest.ToString(),
            signature = Hex(signature.Signature.ToCompact()),
            recoveryId = signature.V - 27,
        }));
        var addresses = await AskForAddressesAsync(cases.Zip(signatures, (one, signature) => (one.Digest, signature.ToArray())));
        for (var i = 0; i < cases.Length; i++)
        {
            var key = cases[i].Key.PublicKey;
            Assert.True(Secp256k1PublicKey.TryRecover(cases[i].Digest, signatures[i], out var ours));
            Assert.Equal(key, ours);
            Assert.Equal(new Recovered(key.ToString(), key.ToString()), keys[i]);
            Assert.Equal(key.ToAddress().ToString(), addresses[i].Address);
        }
    }

    // A changed signature recovers another account or none, and it is the same one everywhere.
    [JudgeFact]
    public async Task Recover_OneBitFlipped_NeverGivesTheSignerAndAlwaysWhatTheJudgesSay()
    {
        var random = TestSeed.Create(output);
        var cases = Enumerable.Range(0, Cases).Select(i =>
        {
            var (key, digest) = (random.Key(), random.Digest());
            var signature = key.Sign(digest).ToArray();
            signature = i % 5 == 0 ? [.. signature[..64], (byte)(signature[64] ^ 7)] : [.. random.FlipOneBit(signature.AsSpan(0, 64)), signature[64]];
            return (Signer: key.Address, Digest: digest, Signature: signature);
        }).ToArray();
        var addresses = await AskForAddressesAsync(cases.Select(one => (one.Digest, one.Signature)));
        var recovered = 0;
        for (var i = 0; i < cases.Length; i++)
        {
            Assert.NotEqual(cases[i].Signer.ToString(), addresses[i].Address);

            // viem recovers from a high s, too; here that is no signature at all, and only the precompile's emulation takes it.
            var high = Number(cases[i].Signature.AsSpan(32, 32)) > Order / 2;
            var parsed = RecoverableSignature.TryParse(cases[i].Signature, out var signature);
            var ours = parsed && signature.TryRecoverAddress(cases[i].Digest, out var signer) ? signer.ToString() : null;
            Assert.Equal(high ? null : addresses[i].Address, ours);
            Assert.Equal(addresses[i].Address, Precompile(cases[i].Digest, cases[i].Signature));
            recovered += ours is null ? 0 : 1;
        }

        output.WriteLine($"{recovered} of {cases.Length} recovered to somebody else");
        Assert.InRange(recovered, 1, cases.Length - 1);
    }

    // r near its bounds, where R.x may have been r or r + n. The judge's key for each id makes (r, s) a valid signature of any digest.
    [JudgeFact]
    public async Task Recover_NumbersAtTheEdges_GivesTheKeysOfTheJudges()
    {
        var random = TestSeed.Create(output);
        BigInteger[] numbers =
        [
            0, .. Enumerable.Range(1, 15).Select(i => (BigInteger)i), .. Enumerable.Range(-15, 30).Select(i => Prime - Order + i),
            .. Enumerable.Range(-15, 17).Select(i => Order + i), Prime - 1, Prime, (BigInteger.One << 256) - 1,
        ];
        BigInteger[] factors = [0, 1, Order / 2, Order / 2 + 1, Order - 1, Order, Number(random.Bytes(32)) % (Order / 2)];
        var cases = numbers
            .SelectMany(r => factors, (r, s) => (byte[])[.. Word(r), .. Word(s)])
            .SelectMany(_ => Enumerable.Range(0, 4), (pair, id) => (Digest: random.Digest(), Pair: pair, Id: id))
            .ToArray();
        var keys = await judge.AskAsync<Recovered>("recover", cases.Select(one =>
            new { digest = one.Digest.ToString(), signature = Hex(one.Pair), recoveryId = one.Id }));
        var (valid, beyondOrder) = (0, 0);
        for (var i = 0; i < cases.Length; i++)
        {
            var (digest, pair, id) = cases[i];

            // tiny-secp256k1 asks whether r is an x of the curve also where r + n is meant, and then says no too often.
            Assert.Equal(id >= 2 && keys[i].Libsecp256k1 is null ? null : keys[i].Noble, keys[i].Libsecp256k1);
            var expected = keys[i].Noble is { } text && Secp256k1PublicKey.TryParse(FromHex(text), out var key) ? key : null;
            if (expected is not null)
            {
                Assert.True(EcdsaSignature.TryParseCompact(pair, out var signature));
                Assert.True(expected.VerifyAllowingHighS(digest, signature));
                valid++;
                beyondOrder += id >= 2 ? 1 : 0;
            }

            var ours = RecoverableSignature.TryParse((byte[])[.. pair, (byte)(27 + id)], out var recoverable)
                && Secp256k1PublicKey.TryRecover(digest, recoverable, out var recovered) ? recovered : null;
            Assert.Equal(id >= 2 || Number(pair.AsSpan(32)) > Order / 2 ? null : expected, ours);
            Assert.Equal(id >= 2 ? null : expected?.ToAddress().ToString(), Precompile(digest, [.. pair, (byte)(27 + id)]));
        }

        output.WriteLine($"{cases.Length} cases, {valid} valid, {beyondOrder} of them with R.x of n or more");
        Assert.InRange(beyondOrder, 1, valid - 1);
    }

    [JudgeFact]
    public async Task Parse_VOtherThan27And28_IsRefused()
    {
        var random = TestSeed.Create(output);
        var (key, digest) = (random.Key(), random.Digest());
        var signature = key.Sign(digest).ToArray();
        Assert.Equal(
            [27, 28],
            Enumerable.Range(0, 256).Where(v => RecoverableSignature.TryParse((byte[])[.. signature[..64], (byte)v], out _)));
        var address = Assert.Single(await AskForAddressesAsync([(digest, signature)]));
        Assert.Equal(key.Address.ToString(), address.Address);
    }

    [JudgeFact]
    public async Task Parse_PublicKeys_TakesWhatTheJudgesTake()
    {
        var random = TestSeed.Create(output);
        var cases = Enumerable.Range(0, Cases).Select(i => Encode(random, i)).Append([]).Append([0]).ToArray();
        var answers = await judge.AskAsync<ParsedKey>("parsePublicKey", cases.Select(one => new { encoded = Hex(one) }));
        var parsed = 0;
        Assert.All(cases.Zip(answers), pair =>
        {
            var ours = Secp256k1PublicKey.TryParse(pair.First, out var key);
            Assert.Equal(pair.Second.Noble, key is null ? null : Hex(key.ToUncompressed()));
            parsed += ours ? 1 : 0;

            // libsecp256k1 reads the hybrid form of X9.62, which nobody writes.
            if (pair.First is not { Length: 65 } || pair.First[0] is not (6 or 7))
            {
                Assert.Equal(pair.Second.Libsecp256k1, ours);
            }
        });
        output.WriteLine($"{parsed} of {cases.Length} are keys");
        Assert.InRange(parsed, 1, cases.Length - 1);
    }

    private static byte[] Encode(Random random, int i)
    {
        var key = random.Key().PublicKey;
        var encoded = random.Next(2) == 0 ? key.ToCompressed() : key.ToUncompressed();
        return (i % 8) switch
        {
            0 => encoded,
            1 => random.FlipOneBit(encoded),
            2 => [(byte)random.Next(9), .. encoded[1..]],
            3 => encoded[..^1],
            4 => [.. encoded, 0],
            5 => [(byte)random.Next(2, 4), .. random.Bytes(32)],
            6 => [(byte)random.Next(2, 4), .. Word(Prime + random.Next(-9, 9))],
            _ => [4, .. Word(Prime + random.Next(-2, 3)), .. encoded[1..33]],
        };
    }

    private static string? Precompile(Bytes32 digest, byte[] signature)
    {
        byte[] input = [.. digest.AsSpan(), .. Word(signature[64]), .. signature[..64]];
        return EcrecoverPrecompile.TryRecover(input, out var signer) ? signer.ToString() : null;
    }

    private Task<RecoveredAddress[]> AskForAddressesAsync(IEnumerable<(Bytes32 Digest, byte[] Signature)> cases) =>
        judge.AskAsync<RecoveredAddress>(
            "recoverAddress", cases.Select(one => new { digest = one.Digest.ToString(), signature = Hex(one.Signature) }));

    private sealed record Recovered(string? Noble, string? Libsecp256k1);

    private sealed record RecoveredAddress(string? Address);

    private sealed record ParsedKey(string? Noble, bool Libsecp256k1);
}
