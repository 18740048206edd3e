using LazAI.Cryptography;
using LazAI.Interop.Tests.Judging;
using LazAI.Testing;
using Xunit.Abstractions;
using static LazAI.Interop.Tests.Judging.Draw;

namespace LazAI.Interop.Tests.Signatures;

/// <summary>In a batch every signature gets the verdict, and every recovery the key, that the judges have for it alone.</summary>
public class BatchTests(Judge judge, ITestOutputHelper output) : IClassFixture<Judge>
{
    private sealed record Case(Secp256k1PublicKey Key, Bytes32 Digest, RecoverableSignature Signature);

    [JudgeFact]
    public async Task Verify_ManyAtOnce_GivesEachTheJudgesVerdict()
    {
        var cases = Draw(TestSeed.Create(output));
        var answers = await judge.AskAsync<Verdicts>("verify", cases.Select(one => new
        {
            publicKey = Hex(one.Key.ToCompressed()),
            digest = one.Digest.ToString(),
            signature = Hex(one.Signature.Signature.ToCompact()),
        }));
        foreach (var cores in new[] { 1, 2 })
        {
            var results = new bool[cases.Length];
            Secp256k1Batch.Verify(
                [.. cases.Select(one => one.Key)],
                [.. cases.Select(one => one.Digest)],
                [.. cases.Select(one => one.Signature.Signature)],
                results,
                cores);
            Assert.Equal(answers.Select(answer => answer.NobleLow), results);
            Assert.Equal(answers.Select(answer => answer.Libsecp256k1Low), results);
            Assert.InRange(results.Count(result => result), cases.Length / 4, 3 * cases.Length / 4);
        }
    }

    [JudgeFact]
    public async Task Recover_ManyAtOnce_GivesEachTheJudgesKey()
    {
        var cases = Draw(TestSeed.Create(output));
        var answers = await judge.AskAsync<Recovered>("recover", cases.Select(one => new
        {
            digest = one.Digest.ToString(),
            signature = Hex(one.Signature.Signature.ToCompact()),
            recoveryId = one.Signature.V - 27,
        }));
        foreach (var cores in new[] { 1, 2 })
        {
            var keys = new Secp256k1PublicKey?[cases.Length];
            Secp256k1Batch.Recover([.. cases.Select(one => one.Digest)], [.. cases.Select(one => one.Signature)], keys, cores);
            var texts = keys.Select(key => key?.ToString()).ToArray();
            Assert.Equal(answers.Select(answer => answer.Noble), texts);
            Assert.Equal(answers.Select(answer => answer.Libsecp256k1), texts);
        }
    }

    // A third as signed; the others under another key, of another digest, with another recovery id, or with a bit flipped in r or s.
    private static Case[] Draw(Random random)
    {
        var cases = new List<Case>();
        while (cases.Count < Cases)
        {
            var (key, digest) = (random.Key(), random.Digest());
            var signature = key.Sign(digest);
            var changed = random.Next(6) switch
            {
                0 => new Case(random.Key().PublicKey, digest, signature),
                1 => new Case(key.PublicKey, new Bytes32(random.FlipOneBit(digest.ToArray())), signature),
                2 => Parse(key.PublicKey, digest, [.. signature.Signature.ToCompact(), (byte)(55 - signature.V)]),
                3 => Parse(key.PublicKey, digest, [.. random.FlipOneBit(signature.Signature.ToCompact()), signature.V]),
                _ => new Case(key.PublicKey, digest, signature),
            };
            if (changed is not null)
            {
                cases.Add(changed);
            }
        }

        return [.. cases];
    }

    private static Case? Parse(Secp256k1PublicKey key, Bytes32 digest, byte[] bytes) =>
        RecoverableSignature.TryParse(bytes, out var signature) ? new Case(key, digest, signature) : null;

    private sealed record Verdicts(bool NobleLow, bool NobleAny, bool Libsecp256k1Low, bool Libsecp256k1Any);

    private sealed record Recovered(string? Noble, string? Libsecp256k1);
}
