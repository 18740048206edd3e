using LazAI.Client.Receipts;
using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Proofs;
using LazAI.Protocol.Receipts;

namespace LazAI.Client.Tests.Receipts;

/// <summary>What receipts of mode TEE_ZK say of their proofs (PROTOCOL §7.2).</summary>
public sealed class ProvenReceiptTests
{
    [Fact]
    public void Verify_SetUp_IsRefusedUnlessItsKeyIsNamed()
    {
        using var sample = new SampleReceipt(mode: VerifyMode.TeeZk);
        var key = sample.Trust.DevelopmentSetups[0];
        string[] FailedUnder(ReceiptTrust trust) => Failed(new ReceiptVerifier(trust).Verify(sample.Receipt));

        Assert.Empty(FailedUnder(sample.Trust));
        Assert.Equal(["set-up of the proof"], FailedUnder(sample.Trust with { DevelopmentSetups = default }));
        Assert.Equal(["set-up of the proof"], FailedUnder(sample.Trust with { DevelopmentSetups = [Bytes32.Zero] }));
        Assert.Equal(["set-up of the proof"], FailedUnder(sample.Trust with { DevelopmentSetups = [], Setups = [key] }));
    }

    [Fact]
    public void Verify_DevelopmentSetup_IsSaidLoudly()
    {
        using var sample = new SampleReceipt(mode: VerifyMode.TeeZk);

        var verification = new ReceiptVerifier(sample.Trust).Verify(sample.Receipt);

        Assert.True(verification.RestsOnDevelopmentSetup);
        Assert.Contains(ReceiptVerification.DevelopmentSetupWarning, ReceiptReport.Verdict(verification), StringComparison.Ordinal);
        Assert.Contains(verification.NotProven, limit => limit.Contains("trusts the set-up", StringComparison.Ordinal));
    }

    /// <summary>Each as its worker would have signed it: only the proof itself is wrong.</summary>
    [Fact]
    public void Verify_ProofOfAnotherInference_IsRefused()
    {
        using var sample = new SampleReceipt(mode: VerifyMode.TeeZk);
        using var other = new SampleReceipt(mode: VerifyMode.TeeZk);
        using var tee = new SampleReceipt();
        var proof = sample.Receipt.Proof!;

        AssertRefused(sample, sample.Receipt with { Proof = null });
        AssertRefused(sample, sample.Receipt with { Proof = other.Receipt.Proof });
        AssertRefused(sample, sample.Receipt with { Proof = proof with { InputSalt = Bytes32.Zero } });
        AssertRefused(sample, sample.Receipt with { Proof = proof with { Proof = new byte[100_000] } });
        AssertRefused(tee, tee.Receipt with { Proof = proof });
        AssertSignedIsRefused(sample, proof with { Proof = other.Receipt.Proof!.Proof }, "does not hold");
        AssertSignedIsRefused(sample, proof with { PublicSignals = "[\"1\",\"2\",\"3\",\"4\"]"u8.ToArray() }, "other weights");
        AssertSignedIsRefused(sample, proof with { InputSalt = Bytes32.Zero }, "another input");
        AssertSignedIsRefused(sample, proof with { InputSalt = new Bytes32(Enumerable.Repeat((byte)255, 32).ToArray()) }, "no number");
    }

    /// <summary>A publisher who commits to other weights for proofs than for everybody else is found out by whoever has the weights.</summary>
    [Fact]
    public void Verify_CommitmentOfOtherWeights_IsRefusedWithTheWeights()
    {
        using var sample = new SampleReceipt(mode: VerifyMode.TeeZk);
        var model = sample.Receipt.Model;
        var receipt = sample.Receipt with { Model = model with { ZeroKnowledge = model.ZeroKnowledge! with { WeightsCommitment = Bytes32.Zero } } };

        var check = new ReceiptVerifier(sample.Trust).Verify(receipt, sample.Files).Checks.Single(check => check.Name == "recomputation");

        Assert.Equal(CheckOutcome.Failed, check.Outcome);
        Assert.Contains("other weights than the model's", check.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_ModelWithoutKey_IsRefusedAndNotThrownAt()
    {
        using var sample = new SampleReceipt(mode: VerifyMode.TeeZk);
        var model = sample.Receipt.Model;

        foreach (var described in new[] { model with { ZeroKnowledge = null }, model with { ZeroKnowledge = model.ZeroKnowledge! with { VerificationKey = "{}"u8.ToArray() } } })
        {
            var failed = Failed(new ReceiptVerifier(sample.Trust).Verify(sample.Receipt with { Model = described }));
            Assert.Contains("proof of the mode", failed);
            Assert.Contains("set-up of the proof", failed);
        }
    }

    /// <summary>S1 hands in a proof by itself: verification may come later than the result, but within the lease.</summary>
    [Theory]
    [InlineData(2, true)]
    [InlineData(9, false)]
    public void Verify_ProofThatCameLater_HoldsWithinTheLease(int slots, bool holds)
    {
        using var sample = new SampleReceipt(mode: VerifyMode.TeeZk);
        var later = sample.Receipt.History.Select(
            change => change.Status >= ComputeTaskStatus.Verified ? change with { Slot = change.Slot + slots } : change);

        Assert.Equal(
            holds ? [] : ["assignment"], Failed(new ReceiptVerifier(sample.Trust).Verify(sample.Receipt with { History = [.. later] })));
    }

    private static void AssertRefused(SampleReceipt sample, Receipt receipt) =>
        Assert.Equal(["proof of the mode"], Failed(new ReceiptVerifier(sample.Trust).Verify(receipt)));

    private static void AssertSignedIsRefused(SampleReceipt sample, ResultProof proof, string reason)
    {
        var result = sample.Receipt.Result with { ZkPublicHash = proof.ComputeHash() };
        var check = new ReceiptVerifier(sample.Trust).Verify(sample.Receipt with { Proof = proof, Result = result })
            .Checks.Single(check => check.Name == "proof of the mode");
        Assert.Equal(CheckOutcome.Failed, check.Outcome);
        Assert.Contains(reason, check.Explanation, StringComparison.Ordinal);
    }

    private static string[] Failed(ReceiptVerification verification) =>
        [.. verification.Checks.Where(check => check.Outcome == CheckOutcome.Failed).Select(check => check.Name)];
}
