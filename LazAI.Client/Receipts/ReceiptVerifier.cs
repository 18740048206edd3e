using System.Collections.Immutable;
using System.Text.Json;
using LazAI.Attestation;
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
    private readonly TdxQuoteVerifier _quotes = new(trust.Roots);

    /// <summary>Checks a receipt in its JSON form. Unknown, missing and repeated members are refused.</summary>
    public ReceiptVerification Verify(ReadOnlySpan<byte> json)
    {
        Receipt receipt;
        try
        {
            receipt = CanonicalJson.Deserialize<Receipt>(json);
        }
        catch (JsonException exception)
        {
            return new ReceiptVerification(null, [Number(0, "document", Finding.Fail("The document is no receipt: " + exception.Message))], false, []);
        }

        return Verify(receipt);
    }

    /// <summary>Checks a receipt.</summary>
    public ReceiptVerification Verify(Receipt receipt)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        if (FindGap(receipt) is { } gap)
        {
            return new ReceiptVerification(null, [Number(0, "document", Finding.Fail(gap))], false, []);
        }

        var model = new RegisteredModel(receipt.Model);
        var evidence = new EvidenceChecks(receipt, _quotes);
        ReadOnlySpan<(string Name, Finding Finding)> findings =
        [
            ("document", Finding.Pass($"A receipt of version {receipt.Version}, every member known.")),
            ("network", NetworkChecks.Network(receipt, trust.Network)),
            ("task id", RequestChecks.TaskId(receipt)),
            ("parameters", RequestChecks.Parameters(receipt)),
            ("input", RequestChecks.Input(receipt)),
            ("submitter's signature", RequestChecks.Submission(receipt)),
            ("model", RequestChecks.Model(receipt, model)),
            ("publisher's signature", RequestChecks.Registration(receipt, model)),
            ("model description", RequestChecks.Description(receipt, trust.ModelDescriptions)),
            ("output", ResultChecks.Output(receipt)),
            ("objective commitment", ResultChecks.Objective(receipt, model)),
            ("session", evidence.Session()),
            ("session's signature", ResultChecks.Signature(receipt)),
            ("evidence", evidence.Authenticity()),
            ("evidence binding", evidence.Binding()),
            ("evidence statement", evidence.Statement()),
            ("evidence policy", evidence.Policy()),
            ("history", HistoryChecks.History(receipt)),
            ("assignment", HistoryChecks.Assignment(receipt)),
            ("times", NetworkChecks.Times(receipt, trust.Network)),
            ("fee", HistoryChecks.Fee(receipt)),
        ];
        var checks = ImmutableArray.CreateBuilder<ReceiptCheck>(findings.Length);
        foreach (var (name, finding) in findings)
        {
            checks.Add(Number(checks.Count, name, finding));
        }

        return new ReceiptVerification(receipt.TaskId, checks.MoveToImmutable(), evidence.IsDevelopment, StatedByService.Members(trust));
    }

    private static ReceiptCheck Number(int index, string name, Finding finding) =>
        new(index + 1, name, finding.Outcome, finding.Explanation);

    /// <summary>What must be there before anything can be checked: arrays that JSON leaves out, numbers that have no meaning.</summary>
    private static string? FindGap(Receipt receipt)
    {
        if (receipt.Version != Receipt.CurrentVersion)
        {
            return $"The receipt has version {receipt.Version}; this verifier knows version {Receipt.CurrentVersion}.";
        }

        var incomplete = receipt.Submission.Path.IsDefault || receipt.Batch.Path.IsDefault || receipt.History.IsDefault
            || receipt.Model.VerifyModes.IsDefault || receipt.Model.Evidence.DevelopmentRoots.IsDefault
            || receipt.Model.Evidence.Measurements.IsDefault;
        return incomplete ? "A list is missing." : null;
    }
}
