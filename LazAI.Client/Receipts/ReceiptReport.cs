using System.Globalization;
using System.Text;

namespace LazAI.Client.Receipts;

/// <summary>A verification as plain text.</summary>
public static class ReceiptReport
{
    /// <summary>All checks, the verdict and what it does not cover, a line each.</summary>
    public static string Render(ReceiptVerification verification)
    {
        ArgumentNullException.ThrowIfNull(verification);
        var text = new StringBuilder();
        foreach (var check in verification.Checks)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{check.Number,2}. {Mark(check.Outcome)} {check.Name}: {check.Explanation}");
        }

        text.AppendLine();
        text.AppendLine(Verdict(verification));
        if (!verification.IsValid)
        {
            return text.ToString();
        }

        text.AppendLine().AppendLine("What this does not prove:");
        foreach (var limit in verification.NotProven)
        {
            text.Append("- ").AppendLine(limit);
        }

        return text.Append("- The service's own word: ").AppendJoin(", ", verification.StatedByService).AppendLine(".").ToString();
    }

    /// <summary>The verdict in one line.</summary>
    public static string Verdict(ReceiptVerification verification)
    {
        ArgumentNullException.ThrowIfNull(verification);
        if (!verification.IsValid)
        {
            return "REFUSED: " + string.Join("; ", verification.Checks.Where(check => check.Outcome == CheckOutcome.Failed).Select(check => check.Name)) + ".";
        }

        return (verification.IsPartial ? "VALID as far as it was checked." : "VALID.")
            + verification.FalseResult switch
            {
                FalseResult.Shown => " The result is FALSE: the proof of that was judged again here.",
                FalseResult.Stated => " The result is FALSE, says the service: the verdict was not repeated here.",
                _ => verification.IsRecomputed ? " Recomputed: the result is right." : "",
            }
            + (verification.RestsOnDevelopmentEvidence ? " " + ReceiptVerification.DevelopmentWarning : "")
            + (verification.RestsOnDevelopmentSetup ? " " + ReceiptVerification.DevelopmentSetupWarning : "");
    }

    private static string Mark(CheckOutcome outcome) => outcome switch
    {
        CheckOutcome.Passed => "ok  ",
        CheckOutcome.Failed => "FAIL",
        _ => "–   ",
    };
}
