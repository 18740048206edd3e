using LazAI.Client.Receipts;
using LazAI.Protocol;
using LazAI.Protocol.Challenges;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Receipts;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Client.Tests.Receipts;

/// <summary>What receipts say of traces, windows and challenges (PROTOCOL §7.3), and of a second execution.</summary>
public sealed class DisputedReceiptTests(ITestOutputHelper output)
{
    [Fact]
    public void Verify_FalseStep_IsSeenByWhoeverHasTheWeightsOnly()
    {
        using var sample = new SampleReceipt(mode: VerifyMode.Optimistic, lie: true);
        var verifier = new ReceiptVerifier(sample.Trust);

        var without = verifier.Verify(sample.Receipt);
        var with = verifier.Verify(sample.Receipt, sample.Files);

        Assert.True(without.IsValid);
        Assert.True(without.IsPartial);
        Assert.Contains(without.NotProven, limit => limit.StartsWith("Correctness: that no step", StringComparison.Ordinal));
        Assert.Equal(["recomputation"], Failed(with));
        Assert.False(with.IsRecomputed);
    }

    [Theory]
    [InlineData(VerifyMode.Tee)]
    [InlineData(VerifyMode.Optimistic)]
    [InlineData(VerifyMode.TeeZk)]
    public void Verify_Recomputed_LeavesNothingOfCorrectnessUnproven(VerifyMode mode)
    {
        using var sample = new SampleReceipt(mode: mode);

        var verification = new ReceiptVerifier(sample.Trust).Verify(sample.Receipt, sample.Files);

        Assert.True(verification.IsRecomputed);
        Assert.Contains("the result is right", ReceiptReport.Verdict(verification), StringComparison.Ordinal);
        Assert.DoesNotContain(verification.NotProven, limit => limit.StartsWith("Correctness", StringComparison.Ordinal));
    }

    [Fact]
    public void Verify_OtherWeights_AreRefusedAndNotRun()
    {
        using var sample = new SampleReceipt();
        var other = sample.Weights.ToArray();
        other[^1] ^= 1;

        var verification = new ReceiptVerifier(sample.Trust).Verify(sample.Receipt, new ReceiptFiles(other));

        Assert.Equal(["recomputation"], Failed(verification));
        Assert.Equal(["recomputation"], Failed(new ReceiptVerifier(sample.Trust).Verify(sample.Receipt, new ReceiptFiles(Array.Empty<byte>()))));
    }

    [Fact]
    public void Verify_TraceOfAnotherRun_IsRefused()
    {
        using var sample = new SampleReceipt(mode: VerifyMode.Optimistic);
        using var lie = new SampleReceipt(mode: VerifyMode.Optimistic, lie: true);
        using var tee = new SampleReceipt();

        AssertRefused(sample, sample.Receipt with { Trace = lie.Receipt.Trace }, "proof of the mode");
        AssertRefused(sample, sample.Receipt with { Trace = null }, "proof of the mode");
        AssertRefused(tee, tee.Receipt with { Trace = sample.Receipt.Trace }, "proof of the mode");
        AssertRefused(
            sample, sample.Receipt with { Trace = sample.Receipt.Trace! with { Header = new byte[4096] } }, "proof of the mode");
    }

    [Fact]
    public void Verify_WindowStillOpen_IsNotCheckedAndSaysUntilWhen()
    {
        using var sample = new SampleReceipt(mode: VerifyMode.Optimistic);
        var open = sample.Receipt with
        {
            Status = ComputeTaskStatus.Verified,
            Fee = null,
            History = [.. sample.Receipt.History.Where(change => change.Status <= ComputeTaskStatus.Verified)],
        };

        var verification = new ReceiptVerifier(sample.Trust).Verify(open, sample.Files);

        Assert.True(verification.IsValid);
        var window = Assert.Single(verification.Checks, check => check.Outcome == CheckOutcome.NotChecked);
        Assert.Equal("window", window.Name);
        Assert.Contains($"until slot {open.DisputableUntil}", window.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_FinalWithinItsWindow_IsRefused()
    {
        using var sample = new SampleReceipt(mode: VerifyMode.Optimistic);
        var early = sample.Receipt.DisputableUntil!.Value;
        var receipt = sample.Receipt with
        {
            History = [.. sample.Receipt.History.Select(change => change.Slot > early ? change with { Slot = early } : change)],
        };

        AssertRefused(sample, receipt, "window");
        AssertRefused(sample, sample.Receipt with { DisputableUntil = null }, "window");
    }

    [Theory]
    [InlineData(ChallengeOutcome.Upheld)]
    [InlineData(ChallengeOutcome.Moot)]
    [InlineData(ChallengeOutcome.Pending)]
    public void Verify_ChallengeThatMakesTheResultInvalidOrIsOpen_IsRefused(ChallengeOutcome outcome)
    {
        using var sample = new SampleReceipt(mode: VerifyMode.Optimistic, challenges: 1);

        AssertRefused(sample, With(sample, sample.Receipt.Challenges[0] with { Outcome = outcome }), "challenges", "verdicts");
    }

    [Fact]
    public void Verify_ChallengeOfAnotherTaskOrTimeOrByTheWorker_IsRefused()
    {
        using var sample = new SampleReceipt(mode: VerifyMode.Optimistic, challenges: 2);
        var challenge = sample.Receipt.Challenges[0];
        var elsewhere = sample.Challenge(sample.Receipt.Request with { Nonce = 8 }, 1, challenge.FiledAt);

        AssertRefused(sample, With(sample, elsewhere), "challenges");
        AssertRefused(sample, With(sample, challenge with { FiledAt = sample.Receipt.DisputableUntil!.Value + 1 }), "challenges");
        AssertRefused(sample, With(sample, challenge with { FiledAt = new Slot(1) }), "challenges");
        AssertRefused(sample, With(sample, challenge with { Challenger = sample.Receipt.Worker }), "challenges");
        AssertRefused(sample, sample.Receipt with { Challenges = [.. sample.Receipt.Challenges.Reverse()] }, "challenges");
    }

    /// <summary>The service gives none of these; whoever makes one up is told.</summary>
    [Theory]
    [InlineData(ComputeTaskStatus.Invalid, "challenges")]
    [InlineData(ComputeTaskStatus.Expired, "history")]
    [InlineData(ComputeTaskStatus.Submitted, "history")]
    public void Verify_RefundedTaskWithoutAVerdict_IsRefused(ComputeTaskStatus status, string check)
    {
        using var sample = new SampleReceipt(mode: VerifyMode.Optimistic);
        var end = new StatusChange(status, sample.Receipt.DisputableUntil!.Value, 1);
        var receipt = sample.Receipt with
        {
            Status = status,
            Fee = null,
            History = [.. sample.Receipt.History.Where(change => change.Status <= ComputeTaskStatus.Verified), end],
        };

        AssertRefused(sample, receipt, check);
    }

    /// <summary>Hostile documents are refused, never thrown at: bytes flipped, and documents cut off, anywhere.</summary>
    [Theory]
    [InlineData(VerifyMode.Tee)]
    [InlineData(VerifyMode.Optimistic)]
    [InlineData(VerifyMode.TeeZk)]
    public void Verify_RandomDamage_NeverThrows(VerifyMode mode)
    {
        using var sample = new SampleReceipt(mode: mode, challenges: mode == VerifyMode.TeeZk ? 0 : 1);
        var verifier = new ReceiptVerifier(sample.Trust);
        var random = TestSeed.Create(output);
        var json = sample.Json;
        var listed = 0;
        for (var i = 0; i < 2_000; i++)
        {
            var damaged = json.ToArray();
            for (var flips = random.Next(1, 4); flips > 0; flips--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            // What is left is a digit of something that is the service's word, or the same document.
            listed += verifier.Verify(damaged, sample.Files).IsValid ? 1 : 0;
            Assert.False(verifier.Verify(json.AsSpan(0, random.Next(json.Length)), sample.Files).IsValid);
        }

        Assert.InRange(listed, 0, 60);
    }

    [Fact]
    public void Verify_TooLongADocument_IsRefusedUnread()
    {
        using var sample = new SampleReceipt();

        Assert.Equal(["document"], Failed(new ReceiptVerifier(sample.Trust).Verify(new byte[ReceiptVerifier.DocumentBytesMaximum + 1])));
    }

    private static Receipt With(SampleReceipt sample, FiledChallenge challenge) => sample.Receipt with { Challenges = [challenge] };

    private static void AssertRefused(SampleReceipt sample, Receipt receipt, params string[] checks) =>
        Assert.Equal(checks, Failed(new ReceiptVerifier(sample.Trust).Verify(receipt)));

    private static string[] Failed(ReceiptVerification verification) =>
        [.. verification.Checks.Where(check => check.Outcome == CheckOutcome.Failed).Select(check => check.Name)];
}
