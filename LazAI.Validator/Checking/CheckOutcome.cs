using LazAI.Protocol;
using LazAI.Protocol.Challenges;
using LazAI.Protocol.Encoding;

namespace LazAI.Validator.Checking;

/// <summary>What repeating a claimed result has shown.</summary>
internal abstract record CheckOutcome
{
    /// <summary>The model gives the same result and, where the check names it, the same trace.</summary>
    public sealed record Right(CheckedResult Check) : CheckOutcome;

    /// <summary>It does not, and here is what proves it.</summary>
    public sealed record Wrong(Finding Finding) : CheckOutcome;

    /// <summary>It differs from a trace that has to be fetched before anything can be proven.</summary>
    public sealed record Differs : CheckOutcome;

    /// <summary>Nobody can say here, now or ever.</summary>
    public sealed record Uncheckable(string Reason) : CheckOutcome;
}

/// <summary>A false result with the evidence against it, to be filed while its window is open.</summary>
/// <param name="Fault">What is wrong, for people.</param>
internal sealed record Finding(TaskId TaskId, ModelId ModelId, Slot WindowUntil, ChallengeEvidence Evidence, string Fault);
