using LazAI.Attestation;
using LazAI.Client.Receipts;
using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Models;
using LazAI.Testing;

namespace LazAI.Client.Tests.Receipts;

public sealed class ReceiptVerifierTests
{
    private const string BoundByNothing = "assignment.drawIndex assignment.rosterHash assignment.stake assignment.until challenges[] challenges[].detail"
        + " challenges[].filedAt history[].slot session.capacity session.verifiedAt";

    private const string BoundByNothingUndisputed =
        "assignment.drawIndex assignment.rosterHash assignment.stake assignment.until history[].slot session.capacity session.verifiedAt";

    private const string BoundByNetwork = " disputableUntil genesisHash session.openedAt session.until";

    [Theory]
    [InlineData(1, VerifyMode.Tee)]
    [InlineData(3, VerifyMode.Tee)]
    [InlineData(1, VerifyMode.Optimistic)]
    [InlineData(2, VerifyMode.Optimistic)]
    [InlineData(2, VerifyMode.TeeZk)]
    public void Verify_HonestReceipt_EveryCheckPasses(int attempts, VerifyMode mode)
    {
        using var sample = new SampleReceipt(attempts: attempts, mode: mode, challenges: mode == VerifyMode.TeeZk ? 0 : attempts);

        var verification = new ReceiptVerifier(sample.Trust).Verify(sample.Json, sample.Files);

        Assert.All(verification.Checks, check => Assert.True(check.Outcome == CheckOutcome.Passed, $"{check.Name}: {check.Explanation}"));
        Assert.Equal(Enumerable.Range(1, 27), verification.Checks.Select(check => check.Number));
        Assert.True(verification.IsValid);
        Assert.True(verification.IsRecomputed);
        Assert.False(verification.IsPartial);
        Assert.Equal(sample.Receipt.TaskId, verification.TaskId);
    }

    [Fact]
    public void Verify_DevelopmentEvidence_SaysSoLoudly()
    {
        using var sample = new SampleReceipt();

        var verification = new ReceiptVerifier(sample.Trust).Verify(sample.Json);

        Assert.True(verification.RestsOnDevelopmentEvidence);
        Assert.Contains(ReceiptVerification.DevelopmentWarning, ReceiptReport.Verdict(verification), StringComparison.Ordinal);
        Assert.Contains(ReceiptVerification.DevelopmentWarning, verification.Checks.Single(check => check.Name == "evidence").Explanation, StringComparison.Ordinal);
    }

    /// <summary>Whatever is signed, hashed or pinned cannot change; what is not is exactly the list that every report shows.</summary>
    [Theory]
    [InlineData(VerifyMode.Tee, true, true, BoundByNothing)]
    [InlineData(VerifyMode.Tee, true, false, BoundByNothing)]
    [InlineData(VerifyMode.Tee, false, false, BoundByNothing + BoundByNetwork)]
    [InlineData(VerifyMode.Optimistic, true, true, BoundByNothing)]
    [InlineData(VerifyMode.Optimistic, false, true, BoundByNothing + BoundByNetwork)]
    [InlineData(VerifyMode.TeeZk, true, true, BoundByNothingUndisputed)]
    public void Verify_AnySingleChange_IsRefusedUnlessListedAsTheServicesWord(VerifyMode mode, bool knowsNetwork, bool knowsModel, string unseen)
    {
        ArgumentNullException.ThrowIfNull(unseen);
        using var sample = new SampleReceipt(attempts: 2, mode: mode, challenges: mode == VerifyMode.TeeZk ? 0 : 2);
        var verifier = new ReceiptVerifier(sample.Trust with
        {
            Network = knowsNetwork ? sample.Trust.Network : null,
            ModelDescriptions = knowsModel ? sample.Trust.ModelDescriptions : [],
        });
        var tampered = JsonTampering.Of(sample.Json).ToArray();

        var accepted = tampered.Where(change => verifier.Verify(change.Json).IsValid).ToArray();

        Assert.Equal(JsonTampering.LeavesOf(sample.Json), JsonTampering.Changed(tampered));
        Assert.Equal(unseen.Split(' ').Order(StringComparer.Ordinal), JsonTampering.Places(accepted));
        Assert.Equal(verifier.Verify(sample.Json).StatedByService, JsonTampering.Places(accepted));
        Assert.DoesNotContain(accepted, change => change.What is "doubled");
    }

    /// <summary>A receipt without challenges could hide one, and one that was never filed can be shown: so the list as such is the service's word.</summary>
    [Fact]
    public void Verify_AnotherChallengeShown_IsNotSeenAndSoListed()
    {
        using var sample = new SampleReceipt(mode: VerifyMode.Optimistic);
        var more = sample.Challenge(sample.Receipt.Request, 9, sample.Receipt.DisputableUntil!.Value);
        var verifier = new ReceiptVerifier(sample.Trust);

        Assert.True(verifier.Verify(sample.Receipt with { Challenges = [more] }).IsValid);
        Assert.Contains("challenges[]", verifier.Verify(sample.Receipt).StatedByService);
    }

    /// <summary>The model id binds publisher, name and version only: another signature than the publisher's makes no description good.</summary>
    [Fact]
    public void Verify_DescriptionSignedByAnother_IsRefusedByThatCheckAlone()
    {
        using var sample = new SampleReceipt();
        using var random = System.Security.Cryptography.RandomNumberGenerator.Create();
        using var stranger = Secp256k1PrivateKey.Generate(random);
        var receipt = sample.Receipt;
        var lenient = receipt.Model with { Evidence = receipt.Model.Evidence with { AllowDebug = true } };
        var registration = new ModelRegistration(lenient.Publisher, lenient.ComputeModelId(), lenient.ComputeHash(), 1, receipt.Registration.DeadlineSlot);
        var signed = new RegistrationProof(
            1, registration.DeadlineSlot, stranger.Sign(new Eip712Domain(SampleReceipt.ChainId).Digest(registration.StructHash())));

        var verification = new ReceiptVerifier(sample.Trust with { ModelDescriptions = [] })
            .Verify(receipt with { Model = lenient, Registration = signed });

        Assert.Equal(["publisher's signature"], Failed(verification));
    }

    [Fact]
    public void Verify_WithoutPins_LeavesThoseChecksOutAndSaysSo()
    {
        using var sample = new SampleReceipt();

        var verification = new ReceiptVerifier(new ReceiptTrust(sample.Trust.Roots, null, [])).Verify(sample.Json);

        Assert.True(verification.IsValid);
        Assert.True(verification.IsPartial);
        Assert.Equal(
            ["network", "model description", "recomputation", "times"],
            verification.Checks.Where(check => check.Outcome == CheckOutcome.NotChecked).Select(check => check.Name));
    }

    [Fact]
    public void Verify_RootNotTrusted_IsRefusedWithItsFingerprint()
    {
        using var sample = new SampleReceipt();

        var verification = new ReceiptVerifier(sample.Trust with { Roots = TrustedRoot.Intel }).Verify(sample.Json);

        var check = Assert.Single(verification.Checks, check => check.Name == "evidence");
        Assert.Equal(CheckOutcome.Failed, check.Outcome);
        Assert.Contains(sample.Trust.Roots[0].Fingerprint.ToString(), check.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_PolicyDoesNotNameTheRoot_IsRefused()
    {
        using var sample = new SampleReceipt(policyNamesRoot: false);

        AssertRefused(sample, "evidence policy");
    }

    [Fact]
    public void Verify_DebugEnclave_IsRefused()
    {
        using var sample = new SampleReceipt(new TdAttributes(TdAttributes.DebugBit));

        AssertRefused(sample, "evidence policy");
    }

    [Fact]
    public void Verify_OtherNetworkOrModelPinned_IsRefused()
    {
        using var sample = new SampleReceipt();
        var network = sample.Trust.Network! with { GenesisHash = Bytes32.Zero };

        var verification = new ReceiptVerifier(sample.Trust with { Network = network, ModelDescriptions = [Bytes32.Zero] }).Verify(sample.Json);

        Assert.Equal(["network", "model description"], Failed(verification));
    }

    [Fact]
    public void Verify_InputElsewhere_IsNotCheckedAndNamesTheHash()
    {
        using var sample = new SampleReceipt();
        var elsewhere = sample.Receipt with
        {
            Input = null,
            Request = sample.Receipt.Request with { DataLocation = "https://data.example/1" },
        };

        var verification = new ReceiptVerifier(sample.Trust).Verify(elsewhere);

        var input = verification.Checks.Single(check => check.Name == "input");
        Assert.Equal(CheckOutcome.NotChecked, input.Outcome);
        Assert.Contains(elsewhere.Request.DataHash.ToString(), input.Explanation, StringComparison.Ordinal);
        Assert.Contains("task id", Failed(verification));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"version\":1}")]
    [InlineData("\u00ff")]
    public void Verify_NoReceipt_IsRefusedWithoutThrowing(string document)
    {
        using var sample = new SampleReceipt();

        var verification = new ReceiptVerifier(sample.Trust).Verify(System.Text.Encoding.Latin1.GetBytes(document));

        Assert.Equal(["document"], Failed(verification));
        Assert.Null(verification.TaskId);
    }

    [Fact]
    public void Verify_UnknownMember_IsRefused()
    {
        using var sample = new SampleReceipt();
        var json = System.Text.Encoding.UTF8.GetString(sample.Json).Insert(1, "\"remark\":\"verified by us\",");

        Assert.Equal(["document"], Failed(new ReceiptVerifier(sample.Trust).Verify(System.Text.Encoding.UTF8.GetBytes(json))));
    }

    [Fact]
    public void Report_ValidReceipt_ShowsEveryCheckAndEveryLimit()
    {
        using var sample = new SampleReceipt();
        var verification = new ReceiptVerifier(sample.Trust).Verify(sample.Json, sample.Files);

        var report = ReceiptReport.Render(verification);

        Assert.All(verification.Checks, check => Assert.Contains($"{check.Number,2}. ok   {check.Name}: ", report, StringComparison.Ordinal));
        Assert.All(verification.NotProven, limit => Assert.Contains(limit, report, StringComparison.Ordinal));
        Assert.All(verification.StatedByService, member => Assert.Contains(member, report, StringComparison.Ordinal));
    }

    [Fact]
    public void Report_RefusedReceipt_NamesTheFailedChecksOnly()
    {
        using var sample = new SampleReceipt();
        var other = sample.Receipt with { Output = "{}"u8.ToArray() };

        var report = ReceiptReport.Render(new ReceiptVerifier(sample.Trust).Verify(CanonicalJson.Serialize(other)));

        Assert.Contains("REFUSED: output; objective commitment.", report, StringComparison.Ordinal);
        Assert.DoesNotContain("What this does not prove", report, StringComparison.Ordinal);
    }

    private static void AssertRefused(SampleReceipt sample, string check) =>
        Assert.Equal([check], Failed(new ReceiptVerifier(sample.Trust).Verify(sample.Json)));

    private static string[] Failed(ReceiptVerification verification) =>
        [.. verification.Checks.Where(check => check.Outcome == CheckOutcome.Failed).Select(check => check.Name)];
}
