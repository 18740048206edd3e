using System.Collections.Immutable;
using System.Text.Json;
using LazAI.Attestation;
using LazAI.Protocol;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Models;
using LazAI.Protocol.Receipts;

namespace LazAI.Client.Receipts;

/// <summary>
/// Checks a receipt offline (PROTOCOL §17.14). A pure function of the receipt and of <see cref="ReceiptTrust"/>: no network, no clock, and
/// no code of the service but the pure libraries. Hostile documents are refused, never thrown at.
/// </summary>
public sealed class ReceiptVerifier(ReceiptTrust trust)
{
    /// <summary>Longest document that is read: as many challenges as a result may have, each with the largest evidence in base64, take two thirds of it.</summary>
    public const int DocumentBytesMaximum = 32 * 1024 * 1024;

    private readonly EvidenceVerifier _evidence = new(new EvidenceTrust(
        trust.Roots, SnpTrustedRoot.Amd, trust.AzureKeys.IsDefault ? [] : trust.AzureKeys));

    /// <summary>Checks a receipt in its JSON form. Unknown, missing and repeated members are refused.</summary>
    public ReceiptVerification Verify(ReadOnlySpan<byte> json, ReceiptFiles? files = null)
    {
        if (json.Length > DocumentBytesMaximum)
        {
            return Refuse($"A receipt has at most {DocumentBytesMaximum} bytes.");
        }

        Receipt receipt;
        try
        {
            receipt = CanonicalJson.Deserialize<Receipt>(json);
        }
        catch (JsonException exception)
        {
            return Refuse("The document is no receipt: " + exception.Message);
        }

        return Verify(receipt, files);
    }

    /// <summary>Checks a receipt.</summary>
    public ReceiptVerification Verify(Receipt receipt, ReceiptFiles? files = null)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        if (FindGap(receipt) is { } gap)
        {
            return Refuse(gap);
        }

        files ??= ReceiptFiles.None;
        var model = new RegisteredModel(receipt.Model);
        var recomputation = ProofChecks.Recomputation(receipt, files);
        var verdicts = VerdictChecks.Verdicts(receipt, files);
        var evidence = new EvidenceChecks(receipt, _evidence);
        ReadOnlySpan<(string Name, Finding Finding)> findings =
        [
            ("document", Finding.Pass($"A receipt of version {receipt.Version}, every member known.")),
            ("network", NetworkChecks.Network(receipt, trust.Network)),
            ("task id", RequestChecks.TaskId(receipt)),
            ("parameters", RequestChecks.Parameters(receipt)),
            ("input", RequestChecks.Input(receipt, files)),
            ("submitter's signature", RequestChecks.Submission(receipt)),
            ("model", RequestChecks.Model(receipt, model)),
            ("publisher's signature", RequestChecks.Registration(receipt, model)),
            ("model description", RequestChecks.Description(receipt, trust.ModelDescriptions)),
            ("output", ResultChecks.Output(receipt)),
            ("objective commitment", ResultChecks.Objective(receipt, model)),
            ("proof of the mode", ProofChecks.ModeProof(receipt, model, files)),
            ("set-up of the proof", ProofChecks.Setup(receipt, model, trust)),
            ("recomputation", recomputation),
            ("session", evidence.Session()),
            ("session's signature", ResultChecks.Signature(receipt)),
            ("evidence", evidence.Authenticity()),
            ("evidence binding", evidence.Binding()),
            ("evidence statement", evidence.Statement()),
            ("evidence policy", evidence.Policy()),
            ("history", HistoryChecks.History(receipt)),
            ("assignment", HistoryChecks.Assignment(receipt)),
            ("window", DisputeChecks.Window(receipt, trust.Network)),
            ("challenges", DisputeChecks.Challenges(receipt)),
            ("verdicts", verdicts),
            ("times", NetworkChecks.Times(receipt, trust.Network)),
            ("fee", HistoryChecks.Fee(receipt)),
        ];
        var checks = ImmutableArray.CreateBuilder<ReceiptCheck>(findings.Length);
        foreach (var (name, finding) in findings)
        {
            checks.Add(Number(checks.Count, name, finding));
        }

        var recomputed = recomputation.Outcome == CheckOutcome.Passed;
        var judged = verdicts.Outcome == CheckOutcome.Passed;
        return new ReceiptVerification(
            receipt.TaskId, checks.MoveToImmutable(), evidence.IsDevelopment,
            receipt.Request.VerifyMode == VerifyMode.TeeZk && model.VerificationKey is { IsOfInsecureDevelopmentSetup: true }, recomputed,
            receipt.Status == ComputeTaskStatus.Invalid ? judged ? FalseResult.Shown : FalseResult.Stated : FalseResult.None,
            StatedByService.Members(receipt, trust), ReceiptLimits.Of(receipt, recomputed, judged));
    }

    private static ReceiptVerification Refuse(string reason) =>
        new(null, [Number(0, "document", Finding.Fail(reason))], false, false, false, FalseResult.None, [], []);

    private static ReceiptCheck Number(int index, string name, Finding finding) =>
        new(index + 1, name, finding.Outcome, finding.Explanation);

    /// <summary>What must be there before anything can be checked: arrays that JSON leaves out, numbers that have no meaning.</summary>
    private static string? FindGap(Receipt receipt)
    {
        if (receipt.Version != Receipt.CurrentVersion)
        {
            return $"The receipt has version {receipt.Version}; this verifier knows version {Receipt.CurrentVersion}.";
        }

        var incomplete = receipt.Submission.Path.IsDefault || receipt.Batch.Path.IsDefault || receipt.History.IsDefault || receipt.Challenges.IsDefault
            || receipt.Model.VerifyModes.IsDefault || receipt.Model.Evidence.DevelopmentRoots.IsDefault
            || receipt.Model.Evidence.Measurements.IsDefault;
        return incomplete ? "A list is missing." : null;
    }
}
