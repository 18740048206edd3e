using LazAI.Client.Receipts;
using LazAI.Protocol;
using LazAI.Protocol.Challenges;
using LazAI.Protocol.Receipts;
using LazAI.Testing;

namespace LazAI.Client.Tests.Receipts;

/// <summary>Receipts of challenged results: whoever has one judges the evidence again (PROTOCOL §7.3, §17).</summary>
public sealed class VerdictReceiptTests
{
    [Fact]
    public void Verify_ConvictedByAFraudProof_IsJudgedAgainFromTheReceiptAlone()
    {
        using var sample = Convicted(VerifyMode.Optimistic);
        var verifier = new ReceiptVerifier(sample.Trust);

        var without = verifier.Verify(sample.Json);
        Assert.True(without.IsValid, ReceiptReport.Render(without));
        Assert.Equal(FalseResult.Shown, without.FalseResult);
        Assert.Contains("FALSE: the proof of that was judged again", ReceiptReport.Verdict(without), StringComparison.Ordinal);

        var with = verifier.Verify(sample.Json, sample.Files);
        Assert.True(with.IsValid, ReceiptReport.Render(with));
        Assert.True(with.IsRecomputed);
        Assert.DoesNotContain("the result is right", ReceiptReport.Verdict(with), StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_ConvictedByRunningTheModel_IsJudgedAgainByWhoeverHasTheWeights()
    {
        using var sample = Convicted(VerifyMode.Tee);
        var verifier = new ReceiptVerifier(sample.Trust);

        var without = verifier.Verify(sample.Json);
        Assert.True(without.IsValid, ReceiptReport.Render(without));
        Assert.Equal(FalseResult.Stated, without.FalseResult);
        Assert.Contains("says the service", ReceiptReport.Verdict(without), StringComparison.Ordinal);
        Assert.Contains(without.NotProven, limit => limit.StartsWith("Verdicts", StringComparison.Ordinal));

        var with = verifier.Verify(sample.Json, sample.Files);
        Assert.True(with.IsValid, ReceiptReport.Render(with));
        Assert.Equal((FalseResult.Shown, false), (with.FalseResult, with.IsPartial));
        Assert.DoesNotContain(with.NotProven, limit => limit.StartsWith("Verdicts", StringComparison.Ordinal));
    }

    /// <summary>What is in no list of the service's word cannot change unseen, in these receipts either.</summary>
    [Theory]
    [InlineData(VerifyMode.Tee)]
    [InlineData(VerifyMode.Optimistic)]
    public void Verify_AnySingleChangeOfAConviction_IsRefusedUnlessListedAsTheServicesWord(VerifyMode mode)
    {
        using var sample = Convicted(mode);
        var verifier = new ReceiptVerifier(sample.Trust);

        var accepted = JsonTampering.Of(sample.Json).Where(change => verifier.Verify(change.Json).IsValid).ToArray();

        Assert.Equal(verifier.Verify(sample.Json).StatedByService, JsonTampering.Places(accepted));
        Assert.DoesNotContain("challenges[].outcome", JsonTampering.Places(accepted));
        Assert.DoesNotContain("challenges[].evidence", JsonTampering.Places(accepted));
    }

    /// <summary>A service that convicts the honest, or lets the liar go, is found out: by anybody, or in mode TEE by whoever has the weights.</summary>
    [Theory]
    [InlineData(VerifyMode.Optimistic, false)]
    [InlineData(VerifyMode.Tee, true)]
    public void Verify_WrongVerdict_IsRefused(VerifyMode mode, bool needsWeights)
    {
        using var lie = Convicted(mode);
        using var liar = new SampleReceipt(mode: mode, lie: true);
        var proof = lie.Receipt.Challenges[^1].Evidence!.Value.ToArray();
        var filedAt = liar.Receipt.History[^3].Slot;

        var acquitted = liar.Receipt with { Challenges = [liar.Challenge(liar.Receipt.Request, 1, filedAt, mode == VerifyMode.Tee ? proof : Convict(liar))] };
        Assert.Equal(["verdicts"], Failed(liar, acquitted, needsWeights).Except(["recomputation"]));

        using var convicted = new SampleReceipt(mode: mode, convicted: true, evidence: proof);
        Assert.Equal(["verdicts"], Failed(convicted, convicted.Receipt, needsWeights).Except(["recomputation"]));
    }

    [Fact]
    public void Verify_EvidenceOfAChallengeThatNobodyJudged_IsRefused()
    {
        using var sample = new SampleReceipt(mode: VerifyMode.Optimistic, challenges: 1);
        var dropped = sample.Receipt.Challenges[0] with { Outcome = ChallengeOutcome.Dropped };

        Assert.Equal(["verdicts"], Failed(sample, sample.Receipt with { Challenges = [dropped] }));
        Assert.Empty(Failed(sample, sample.Receipt with { Challenges = [dropped with { Evidence = null }] }));
        Assert.Empty(Failed(sample, sample.Receipt with { Challenges = [dropped with { Evidence = null, Outcome = ChallengeOutcome.Void }] }));
        Assert.Equal(["verdicts"], Failed(sample, sample.Receipt with { Challenges = [sample.Receipt.Challenges[0] with { Evidence = null }] }));
    }

    [Fact]
    public void Verify_VerdictsThatDoNotFitEachOther_AreRefused()
    {
        using var sample = Convicted(VerifyMode.Optimistic);
        var (rejected, upheld) = (sample.Receipt.Challenges[0], sample.Receipt.Challenges[1]);
        var behind = sample.Challenge(sample.Receipt.Request, 7, upheld.FiledAt);

        Assert.Equal(["challenges"], Failed(sample, sample.Receipt with { Challenges = [rejected, upheld, behind] }));
        Assert.Empty(Failed(sample, sample.Receipt with { Challenges = [rejected, upheld, behind with { Outcome = ChallengeOutcome.Moot, Evidence = null }] }));
        Assert.Equal(
            ["challenges"], Failed(sample, sample.Receipt with { Challenges = [behind with { Outcome = ChallengeOutcome.Moot, Evidence = null }, upheld] }));
    }

    private static SampleReceipt Convicted(VerifyMode mode) => new(mode: mode, challenges: 1, lie: true, convicted: true);

    private static byte[] Convict(SampleReceipt liar) => new SampleComputation(lie: true).Convict(liar.Receipt.Request.VerifyMode);

    private static string[] Failed(SampleReceipt sample, Receipt receipt, bool withWeights = false) =>
    [
        .. new ReceiptVerifier(sample.Trust).Verify(receipt, withWeights ? sample.Files : null).Checks
            .Where(check => check.Outcome == CheckOutcome.Failed).Select(check => check.Name),
    ];
}
