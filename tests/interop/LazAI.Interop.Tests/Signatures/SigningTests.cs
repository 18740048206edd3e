using System.Numerics;
using LazAI.Cryptography;
using LazAI.Interop.Tests.Judging;
using LazAI.Testing;
using Xunit.Abstractions;
using static LazAI.Interop.Tests.Judging.Draw;

namespace LazAI.Interop.Tests.Signatures;

/// <summary>Keys, addresses and signatures byte for byte as noble, libsecp256k1 and viem make them.</summary>
public class SigningTests(Judge judge, ITestOutputHelper output) : IClassFixture<Judge>
{
    private static readonly BigInteger[] s_edges =
    [
        0, 1, 2, (Order - 1) / 2, (Order + 1) / 2, Order - 2, Order - 1, Order, Order + 1, Prime - 1, Prime, (BigInteger.One << 256) - 1,
    ];

    [JudgeFact]
    public async Task Account_AnyKey_HasThePublicKeyAndTheAddressOfTheJudges()
    {
        var keys = Keys(TestSeed.Create(output));
        var answers = await judge.AskAsync<Account>("account", keys.Select(key => new { key = key.Export() }));
        Assert.All(keys.Zip(answers), pair =>
        {
            var (key, address) = (pair.First.PublicKey, pair.First.Address.ToString());
            var compressed = Hex(key.ToCompressed());
            Assert.Equal(new Account(compressed, Hex(key.ToUncompressed()), compressed, address, address), pair.Second);
        });
    }

    [JudgeFact]
    public async Task TryCreate_NumbersAtTheEdges_TakesWhatTheJudgesTake()
    {
        var keys = s_edges.Select(Word).Append([1]).Append([]).ToArray();
        var answers = await judge.AskAsync<Validity>("isPrivateKey", keys.Select(key => new { key = Hex(key) }));
        Assert.All(keys.Zip(answers), pair =>
        {
            var valid = Secp256k1PrivateKey.TryCreate(pair.First, out _);
            Assert.Equal(new Validity(valid, valid), pair.Second);
        });
    }

    // RFC 6979: no choice is left, so the bytes are the same everywhere.
    [JudgeFact]
    public async Task Sign_AnyDigest_GivesTheBytesOfTheJudges()
    {
        var random = TestSeed.Create(output);
        var keys = Keys(random);
        var cases = keys.Select(key => (Key: key, Digest: random.Digest())).ToArray();
        var answers = await judge.AskAsync<Signed>(
            "sign", cases.Select(one => new { key = one.Key.Export(), digest = one.Digest.ToString() }));
        Assert.All(cases.Zip(answers), pair =>
        {
            var ours = pair.First.Key.Sign(pair.First.Digest).ToString();
            Assert.Equal(new Signed(ours, ours, ours), pair.Second);
        });
    }

    // RFC 6979, section 2.3.4: a digest of n or more is reduced before it enters the nonce.
    [JudgeFact]
    public async Task Sign_DigestsAtTheEdges_GivesTheBytesOfTheJudges()
    {
        var random = TestSeed.Create(output);
        var cases = s_edges.SelectMany(edge => Enumerable.Range(0, 8).Select(_ => (Key: random.Key(), Number: edge))).ToArray();
        var answers = await judge.AskAsync<Signed>(
            "sign", cases.Select(one => new { key = one.Key.Export(), digest = Hex(Word(one.Number)) }));
        Assert.All(cases.Zip(answers), pair =>
        {
            var ours = pair.First.Key.Sign(new Bytes32(Word(pair.First.Number))).ToString();
            Assert.Equal(new Signed(ours, ours, ours), pair.Second);
        });
    }

    [JudgeFact]
    public async Task Sign_WithAdditionalData_GivesTheBytesOfTheJudges()
    {
        var random = TestSeed.Create(output);
        var cases = Keys(random).Select(key => (Key: key, Digest: random.Digest(), Data: random.Bytes(32))).ToArray();
        var answers = await judge.AskAsync<Signed>("sign", cases.Select(one =>
            new { key = one.Key.Export(), digest = one.Digest.ToString(), additionalData = Hex(one.Data) }));
        Assert.All(cases.Zip(answers), pair =>
        {
            var ours = pair.First.Key.Sign(pair.First.Digest, pair.First.Data).ToString();
            Assert.Equal(new Signed(ours, ours, null), pair.Second);
        });
    }

    private static Secp256k1PrivateKey[] Keys(Random random) =>
    [
        .. s_edges.Select(edge => Secp256k1PrivateKey.TryCreate(Word(edge), out var key) ? key : null).OfType<Secp256k1PrivateKey>(),
        .. Enumerable.Range(0, Cases).Select(_ => random.Key()),
    ];

    private sealed record Account(string Compressed, string Uncompressed, string Libsecp256k1, string Address, string PublicKeyAddress);

    private sealed record Validity(bool Noble, bool Libsecp256k1);

    private sealed record Signed(string Noble, string Libsecp256k1, string? Viem);
}
