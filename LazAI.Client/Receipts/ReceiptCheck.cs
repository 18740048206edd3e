namespace LazAI.Client.Receipts;

/// <summary>What came of one check.</summary>
public enum CheckOutcome
{
    /// <summary>It holds.</summary>
    Passed,

    /// <summary>It does not hold; the receipt is refused.</summary>
    Failed,

    /// <summary>There was nothing to compare with; the explanation says what to supply.</summary>
    NotChecked,
}

/// <summary>One numbered check of a receipt.</summary>
/// <param name="Number">Its place in the fixed order, from 1.</param>
/// <param name="Name">What is checked.</param>
/// <param name="Explanation">What was found, in a sentence for a reader who has only the receipt.</param>
public sealed record ReceiptCheck(int Number, string Name, CheckOutcome Outcome, string Explanation);

/// <summary>An outcome before it has its number and name.</summary>
internal readonly record struct Finding(CheckOutcome Outcome, string Explanation)
{
    public static Finding Pass(string explanation) => new(CheckOutcome.Passed, explanation);

    public static Finding Fail(string explanation) => new(CheckOutcome.Failed, explanation);

    public static Finding NotChecked(string explanation) => new(CheckOutcome.NotChecked, explanation);

    public static Finding From(string? fault, string passed) => fault is null ? Pass(passed) : Fail(fault);
}
