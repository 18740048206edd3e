using System.Text;
using LazAI.Client.Receipts;
using LazAI.Client.Tests.Receipts;
using LazAI.Interop.Tests.Judging;
using LazAI.Protocol;
using LazAI.Testing;

namespace LazAI.Interop.Tests.Receipts;

/// <summary>
/// Receipts judged by a stranger's program, written from the documents and other people's packages (<c>judges/receipt.mjs</c>): typed
/// structures, signatures, trees, traces, and the perceptron itself.
/// </summary>
public sealed class ReceiptTests(Judge judge) : IClassFixture<Judge>
{
    /// <summary>A judgement takes milliseconds; our own verifier's tests make all changes.</summary>
    private const int ChangesOfOne = 4;

    /// <summary>What the judge does not look at: quote and policy, the network, the service's own records. Our verifier does.</summary>
    private static readonly string[] s_notJudged =
    [
        "assignment.", "evidence", "fee.", "genesisHash", "history", "history[]", "history[].", "session.capacity", "session.evidence.", "session.openedAt", "session.until", "session.verifiedAt", "status",
        "disputableUntil", "challenges[]", "challenges[].detail", "challenges[].filedAt", "challenges[].outcome",
    ];

    [JudgeTheory]
    [InlineData(VerifyMode.Tee)]
    [InlineData(VerifyMode.Optimistic)]
    public async Task Receipt_Genuine_IsAcceptedAndRecomputed(VerifyMode mode)
    {
        using var sample = new SampleReceipt(mode: mode, challenges: 2);
        using var lie = new SampleReceipt(mode: mode, lie: true);

        var verdicts = await judge.AskAsync<Verdict>(
            "receipt.verify", [Ask(sample.Json, null), Ask(sample.Json, sample.Weights), Ask(lie.Json, null), Ask(lie.Json, lie.Weights)]);

        Assert.Equal([new(true, null), new(true, null), new(true, null), new Verdict(false, "recomputed output")], verdicts);
    }

    [JudgeFact]
    public async Task Receipt_WithProof_IsAcceptedAndRecomputed()
    {
        using var sample = new SampleReceipt(mode: VerifyMode.TeeZk);

        var verdicts = await judge.AskAsync<Verdict>("receipt.verify", [Ask(sample.Json, null), Ask(sample.Json, sample.Weights)]);

        Assert.Equal([new(true, null), new Verdict(true, null)], verdicts);
    }

    /// <summary>Both refuse what is signed or hashed; the judge's own blind spots are those above and no others.</summary>
    [JudgeTheory]
    [InlineData(VerifyMode.Tee)]
    [InlineData(VerifyMode.Optimistic)]
    [InlineData(VerifyMode.TeeZk)]
    public async Task Receipt_AnySingleChange_IsRefusedWhereverTheJudgeLooks(VerifyMode mode)
    {
        using var sample = new SampleReceipt(mode: mode, challenges: mode == VerifyMode.TeeZk ? 0 : 2);
        var verifier = new ReceiptVerifier(sample.Trust);
        var tampered = JsonTampering.Of(sample.Json).GroupBy(change => change.Place).SelectMany(changes => changes.Take(ChangesOfOne)).ToArray();

        var verdicts = await judge.AskAsync<Verdict>("receipt.verify", tampered.Select(change => Ask(change.Json, null)));

        var accepted = tampered.Where((_, i) => verdicts[i].Holds).ToArray();
        Assert.DoesNotContain(JsonTampering.Places(accepted), place => !s_notJudged.Any(part => part.EndsWith('.')
            ? $"{place}.".StartsWith(part, StringComparison.Ordinal)
            : part == place));
        Assert.All(
            tampered.Where((change, i) => !verdicts[i].Holds && verifier.Verify(change.Json).IsValid),
            change => Assert.Fail($"The judge refuses what we accept: {change.Place}, {change.What}."));
    }

    private static object Ask(byte[] json, byte[]? weights) =>
        new { receipt = Encoding.UTF8.GetString(json), weights = weights is null ? null : Convert.ToBase64String(weights) };

    private sealed record Verdict(bool Holds, string? Fault);
}
