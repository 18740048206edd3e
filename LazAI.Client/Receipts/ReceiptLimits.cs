using System.Collections.Immutable;
using LazAI.Protocol;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Receipts;

namespace LazAI.Client.Receipts;

/// <summary>What the checks of a receipt do not show: it depends on the mode and on what the verifier could do.</summary>
internal static class ReceiptLimits
{
    private const string Inclusion =
        "Inclusion: no block commits to this receipt yet. History, assignment and the session's slots are signed by nobody and only fit each other:"
        + " a service could show another history for the same task.";

    private const string TeeCorrectness =
        "Correctness: in mode TEE the result is right if the attested enclave is; nobody has computed it a second time. Give the model's weights to do so.";

    private const string OptimisticCorrectness =
        "Correctness: that no step between the first and the last is false. Nobody is said to have proven one in the window; that there was no such proof"
        + " is the service's word. Give the model's weights to compute all steps.";

    private const string ProvenCorrectness =
        "Correctness of the class: it is proven for who trusts the set-up of the verification key. That nobody knows the key's secrets, no check can show;"
        + " that its weights are the model's is the publisher's word. Give the model's weights to check both.";

    private const string Challenges =
        "Challenges: that those shown are all that were filed, and when, is the service's word.";

    private const string Verdicts =
        "Verdicts: that the challenges were judged as it says is the service's word where the judge was not repeated here. Give the model's weights to do so.";

    private const string Consequences =
        "Consequences: that the worker was slashed and the fee returned. The task's settlement explains both, from the ledger's own entries.";

    private static readonly ImmutableArray<string> s_always =
    [
        "The enclave's firmware, kernel and command line: the model's policy names MRTD only, not RTMR0 to RTMR3.",
        "Revocation and security version of the platform: development roots have neither.",
        "Fairness of the assignment: the roster that the draw was made from is not part of the receipt.",
    ];

    public static ImmutableArray<string> Of(Receipt receipt, bool recomputed, bool judged)
    {
        string?[] limits =
        [
            Inclusion,
            recomputed || receipt.Status == ComputeTaskStatus.Invalid ? null : CorrectnessOf(receipt.Request.VerifyMode),
            receipt.DisputableUntil is null ? null : Challenges,
            judged ? null : Verdicts,
            receipt.Status == ComputeTaskStatus.Invalid ? Consequences : null,
            .. s_always,
        ];
        return [.. limits.OfType<string>()];
    }

    private static string CorrectnessOf(VerifyMode mode) => mode switch
    {
        VerifyMode.Optimistic => OptimisticCorrectness,
        VerifyMode.TeeZk => ProvenCorrectness,
        _ => TeeCorrectness,
    };
}
