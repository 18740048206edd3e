using LazAI.Cryptography;
using LazAI.Interop.Tests.Judging;
using LazAI.Testing;
using Xunit.Abstractions;
using static LazAI.Interop.Tests.Judging.Draw;

namespace LazAI.Interop.Tests.Signatures;

/// <summary>EIP-191 as viem does it, texts and bytes.</summary>
public class PersonalMessageTests(Judge judge, ITestOutputHelper output) : IClassFixture<Judge>
{
    [JudgeFact]
    public async Task PersonalMessage_AnyText_IsHashedAndSignedAsByTheJudge()
    {
        var random = TestSeed.Create(output);
        string[] texts = ["", "0x", "0x00", "\0", .. Enumerable.Range(0, Cases).Select(_ => random.Text(random.Next(120))), random.Text(100_000)];
        await CheckAsync(
            [.. texts.Select(text => (random.Key(), Eip191.HashPersonalMessage(text)))],
            [.. texts.Select(text => (object)text)],
            (message, key, signature) => new { text = (string)message, key, signature });
    }

    [JudgeFact]
    public async Task PersonalMessage_AnyBytes_AreHashedAndSignedAsByTheJudge()
    {
        var random = TestSeed.Create(output);
        byte[][] messages = [.. Enumerable.Range(0, Cases).Select(length => random.Bytes(length)), random.Bytes(1_000_000)];
        await CheckAsync(
            [.. messages.Select(message => (random.Key(), Eip191.HashPersonalMessage(message)))],
            [.. messages],
            (message, key, signature) => new { raw = Hex((byte[])message), key, signature });
    }

    [JudgeFact]
    public async Task DataForAValidator_Any_IsHashedAsByTheJudge()
    {
        var random = TestSeed.Create(output);
        var cases = Enumerable.Range(0, Cases).Select(length => (Validator: new Address(random.Bytes(20)), Data: random.Bytes(length))).ToArray();
        var answers = await judge.AskAsync<string>(
            "hashForValidator", cases.Select(one => new { validator = one.Validator.ToString(), data = Hex(one.Data) }));
        Assert.Equal(answers, cases.Select(one => Eip191.HashForValidator(one.Validator, one.Data).ToString()));
    }

    private async Task CheckAsync(
        (Secp256k1PrivateKey Key, Bytes32 Digest)[] ours, object[] messages, Func<object, string, string?, object> ask)
    {
        var theirs = await judge.AskAsync<Signed>("signMessage", messages.Zip(ours, (message, one) => ask(message, one.Key.Export(), null)));
        var signatures = ours.Select(one => one.Key.Sign(one.Digest)).ToArray();
        Assert.Equal(
            theirs,
            ours.Zip(signatures, (one, signature) => new Signed(one.Digest.ToString(), signature.ToString(), one.Key.Address.ToString())));

        var signers = await judge.AskAsync<string>(
            "recoverMessage", messages.Zip(signatures, (message, signature) => ask(message, "0x", signature.ToString())));
        Assert.Equal(signers, ours.Select(one => one.Key.Address.ToString()));
    }

    private sealed record Signed(string Digest, string Signature, string Address);
}
