using System.Collections.Immutable;
using LazAI.Protocol.Challenges;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ledger;

namespace LazAI.Protocol.Settlements;

/// <summary>One thing that was checked of an explanation.</summary>
/// <param name="Holds">Null where there is nothing to compare yet.</param>
public sealed record SettlementFinding(string Name, bool? Holds, string Detail);

/// <summary>
/// Works an explanation out again from its own inputs, and compares that with what it concludes and with what the ledger has posted. Pure:
/// anybody runs it on a stored explanation, offline. Whether the inputs are what they are said to be is another question, which
/// <see cref="Explained{T}.From"/> answers.
/// </summary>
public static class SettlementCheck
{
    /// <summary>Everything that was checked, in the explanation's order.</summary>
    public static ImmutableArray<SettlementFinding> Check(SettlementExplanation explanation)
    {
        ArgumentNullException.ThrowIfNull(explanation);
        try
        {
            return [.. CheckFee(explanation), .. CheckSlashes(explanation), .. CheckBonds(explanation)];
        }
        catch (OverflowException failure)
        {
            // Amounts that no ledger could hold together.
            return [new SettlementFinding("inputs", false, failure.Message)];
        }
    }

    private static IEnumerable<SettlementFinding> CheckFee(SettlementExplanation explanation)
    {
        var (task, status, fee) = (explanation.TaskId, explanation.Status.Value, explanation.Fee);
        var reserved = fee.Inputs.Reservation.Value;
        yield return new SettlementFinding("reservation", reserved.TaskId == task, $"{reserved.Amount} set aside by {reserved.Payer} for this task");

        var shares = fee.Inputs.WorkerShare.Value.Value + fee.Inputs.ValidatorShare.Value.Value + fee.Inputs.OwnerShare.Value.Value
            + fee.Inputs.TreasuryShare.Value.Value;
        if (shares != BasisPoints.Whole)
        {
            yield return new SettlementFinding("shares", false, $"the four shares add up to {shares} basis points");
            yield break;
        }

        var expected = SettlementRules.Fee(status, fee.Inputs, null);
        if (expected.Charged is not { } charged)
        {
            // Either its end is open, or inputs are missing with which a charge could be worked out.
            var open = status is not (ComputeTaskStatus.Final or ComputeTaskStatus.Settled);
            yield return new SettlementFinding(
                "charge", open && fee is { Charged: null, Posted: null } ? null : false, open ? $"the task is {status}" : "the price exceeds what was reserved");
            yield break;
        }

        yield return new SettlementFinding(
            "charge",
            fee.Charged == expected.Charged && fee.Returned == expected.Returned,
            $"{charged} charged and {expected.Returned} returned of {reserved.Amount}, for the task is {status}");
        yield return new SettlementFinding(
            "division", Same(fee.Lines, expected.Lines), $"{expected.Lines.Length} parts add up to {reserved.Amount}, each recomputed to the last unit");
        var legs = expected.Lines.Where(line => !line.Amount.IsZero).Select(line => new SettlementLeg(line.Account, line.Amount, line.Purpose));
        yield return Compare("ledger", fee.Posted?.Value, new Settlement(task, reserved.Number, [.. legs]), fee.Posted?.From);
    }

    private static IEnumerable<SettlementFinding> CheckSlashes(SettlementExplanation explanation)
    {
        // A result that others have proven false always costs its worker; the worker's record has it a moment later. An earlier attempt's slash is not it.
        if (explanation.Status.Value == ComputeTaskStatus.Invalid
            && !explanation.Slashes.Any(slash => slash.Reason.Value == ChallengeErrors.FaultProven))
        {
            yield return new SettlementFinding("slash", null, "the worker's record does not show the offence yet");
        }

        foreach (var slash in explanation.Slashes)
        {
            var expected = SettlementRules.Slash(explanation.TaskId, slash);
            yield return new SettlementFinding(
                "slash",
                expected.Id == slash.Id && expected.Owed == slash.Owed && expected.Taken == slash.Taken && expected.Reward == slash.Reward
                    && Same(expected.Movements, slash.Movements),
                expected.Formula);
            yield return expected.Taken is null
                ? new SettlementFinding("slash in the ledger", slash.Posted is null ? null : false, "not taken yet")
                : Compare("slash in the ledger", slash.Posted?.Value, expected.Movements, slash.Posted?.From);
        }
    }

    private static IEnumerable<SettlementFinding> CheckBonds(SettlementExplanation explanation)
    {
        foreach (var bond in explanation.Bonds)
        {
            var expected = SettlementRules.Bond(bond);
            yield return new SettlementFinding("bond", expected.PutUp == bond.PutUp && expected.Settled == bond.Settled, expected.Formula);
            if (expected.PutUp is not null)
            {
                yield return Compare("bond put up", bond.PostedPutUp?.Value, expected.PutUp, bond.PostedPutUp?.From);
            }

            if (expected.Settled is not null)
            {
                yield return Compare("bond's end", bond.PostedSettled?.Value, expected.Settled, bond.PostedSettled?.From);
            }
            else if (bond.PostedSettled is not null)
            {
                yield return new SettlementFinding("bond's end", false, $"the challenge is {bond.Outcome.Value}, and the ledger has ended its bond");
            }
        }
    }

    private static SettlementFinding Compare<T>(string name, T? posted, T expected, string? from)
    {
        if (from is null || posted is null)
        {
            return new SettlementFinding(name, null, "not posted yet");
        }

        var same = Same(posted, expected);
        return new SettlementFinding(name, same, same ? $"posted exactly so ({from})" : $"the ledger has posted something else ({from})");
    }

    /// <summary>By their canonical bytes, since arrays compare by identity.</summary>
    private static bool Same<T>(T left, T right) => CanonicalJson.Serialize(left).AsSpan().SequenceEqual(CanonicalJson.Serialize(right));
}
