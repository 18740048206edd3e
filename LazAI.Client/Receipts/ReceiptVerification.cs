using System.Collections.Immutable;
using LazAI.Protocol;

namespace LazAI.Client.Receipts;

/// <summary>What a verifier says of a receipt.</summary>
/// <param name="TaskId">The task, absent when the document is no receipt at all.</param>
/// <param name="Checks">All checks in their order. After a document that cannot be read there are no further ones.</param>
/// <param name="RestsOnDevelopmentEvidence">The evidence ends in a development root: it proves nothing about hardware.</param>
/// <param name="StatedByService">Members that could be others and nothing would show: the service's own word.</param>
public sealed record ReceiptVerification(
    TaskId? TaskId, ImmutableArray<ReceiptCheck> Checks, bool RestsOnDevelopmentEvidence, ImmutableArray<string> StatedByService)
{
    /// <summary>Shown wherever such a receipt is shown.</summary>
    public const string DevelopmentWarning = "DEVELOPMENT EVIDENCE: proves nothing about hardware.";

    /// <summary>What no check of a receipt can show today.</summary>
    public static ImmutableArray<string> NotProven { get; } =
    [
        "Inclusion: no block commits to this receipt yet. History, assignment and the session's slots are signed by nobody and only fit each other:"
            + " a service could show another history for the same task.",
        "Correctness: in mode TEE the result is right if the attested enclave is; nobody has computed it a second time.",
        "The enclave's firmware, kernel and command line: the model's policy names MRTD only, not RTMR0 to RTMR3.",
        "Revocation and security version of the platform: development roots have neither.",
        "Fairness of the assignment: the roster that the draw was made from is not part of the receipt.",
    ];

    /// <summary>No check has failed.</summary>
    public bool IsValid => Checks.All(check => check.Outcome != CheckOutcome.Failed);

    /// <summary>Something was left out for want of a reference.</summary>
    public bool IsPartial => Checks.Any(check => check.Outcome == CheckOutcome.NotChecked);
}
