using System.Collections.Immutable;
using LazAI.Protocol;

namespace LazAI.Client.Receipts;

/// <summary>What a verifier says of a receipt.</summary>
/// <param name="TaskId">The task, absent when the document is no receipt at all.</param>
/// <param name="Checks">All checks in their order. After a document that cannot be read there are no further ones.</param>
/// <param name="RestsOnDevelopmentEvidence">The evidence ends in a development root: it proves nothing about hardware.</param>
/// <param name="RestsOnDevelopmentSetup">The proof's key is of a development set-up: whoever made it can prove anything.</param>
/// <param name="IsRecomputed">The model was run again, and the result is what the receipt says that it is: right, or false.</param>
/// <param name="FalseResult">Whether it is the receipt of a result that was proven false.</param>
/// <param name="StatedByService">Members that could be others and nothing would show: the service's own word.</param>
/// <param name="NotProven">What none of these checks shows, a sentence each.</param>
public sealed record ReceiptVerification(
    TaskId? TaskId,
    ImmutableArray<ReceiptCheck> Checks,
    bool RestsOnDevelopmentEvidence,
    bool RestsOnDevelopmentSetup,
    bool IsRecomputed,
    FalseResult FalseResult,
    ImmutableArray<string> StatedByService,
    ImmutableArray<string> NotProven)
{
    /// <summary>Shown wherever such a receipt is shown.</summary>
    public const string DevelopmentWarning = "DEVELOPMENT EVIDENCE: proves nothing about hardware.";

    /// <summary>The same of a proof's key.</summary>
    public const string DevelopmentSetupWarning = "DEVELOPMENT SET-UP: whoever made the key can prove anything.";

    /// <summary>No check has failed.</summary>
    public bool IsValid => Checks.All(check => check.Outcome != CheckOutcome.Failed);

    /// <summary>Something was left out for want of a reference.</summary>
    public bool IsPartial => Checks.Any(check => check.Outcome == CheckOutcome.NotChecked);
}

/// <summary>What a receipt says of a result that a challenge has shown to be false.</summary>
public enum FalseResult
{
    /// <summary>The result was not proven false.</summary>
    None,

    /// <summary>It was, says the service; the verdict could not be repeated here.</summary>
    Stated,

    /// <summary>It was, and the verdict was repeated here.</summary>
    Shown,
}
