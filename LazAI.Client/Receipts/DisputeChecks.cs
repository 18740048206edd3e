using LazAI.Protocol;
using LazAI.Protocol.Challenges;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Receipts;

namespace LazAI.Client.Receipts;

/// <summary>How long the result could be challenged, and what came of that (PROTOCOL §7.3).</summary>
internal static class DisputeChecks
{
    public static Finding Window(Receipt receipt, NetworkIdentity? network)
    {
        if (receipt.History.LastOrDefault(change => change.Status == ComputeTaskStatus.Verified) is not { } verified)
        {
            return Finding.Fail("The history does not show when the result was verified.");
        }

        if (network is not null)
        {
            var expected = ComputeTaskAggregate.LastDisputableSlot(receipt.Request, receipt.Model, network.Rules, verified.Slot);
            if (receipt.DisputableUntil != expected)
            {
                return Finding.Fail(
                    $"By the network's rules the window ends with {NameOf(expected)}, the receipt says {NameOf(receipt.DisputableUntil)}.");
            }
        }

        if (receipt.DisputableUntil is not { } last)
        {
            return Finding.From(
                receipt.Request.VerifyMode == VerifyMode.Optimistic ? "A result of mode OP has a window, this one has none." : null,
                "The result cannot be challenged.");
        }

        if (last < verified.Slot)
        {
            return Finding.Fail($"The window ends with slot {last}, before the result was verified.");
        }

        if (receipt.Status == ComputeTaskStatus.Invalid)
        {
            return Finding.Pass($"Open to challenges from slot {verified.Slot} to {last}; proven false in slot {receipt.History[^1].Slot}.");
        }

        return receipt.History.FirstOrDefault(change => change.Status == ComputeTaskStatus.Final) is { } final
            ? Finding.From(
                final.Slot > last ? null : $"The task was final in slot {final.Slot}, within its window.",
                $"Open to challenges from slot {verified.Slot} to {last}, final in slot {final.Slot}.")
            : Finding.NotChecked($"OPEN: the result can be proven false until slot {last}. Fetch the receipt again after that.");
    }

    /// <summary>Every challenge that is shown is one that its challenger has signed, was filed within the window, and has come to an end that fits the task's.</summary>
    public static Finding Challenges(Receipt receipt)
    {
        var ids = new HashSet<ChallengeId>();
        var domain = new Eip712Domain(receipt.ChainId);
        var earliest = receipt.History.LastOrDefault(change => change.Status == ComputeTaskStatus.Verified)?.Slot ?? default;
        var isProven = false;
        foreach (var challenge in receipt.Challenges)
        {
            var command = challenge.SubmissionFor(receipt.TaskId);
            var id = command.ComputeChallengeId();
            if (!challenge.Signature.TryRecoverAddress(domain.Digest(command.StructHash()), out var signer) || signer != challenge.Challenger)
            {
                return Finding.Fail($"Challenge {id} is not signed by {challenge.Challenger}.");
            }

            if (!ids.Add(id))
            {
                return Finding.Fail($"Challenge {id} is there twice.");
            }

            if (challenge.Challenger == receipt.Worker)
            {
                return Finding.Fail($"Challenge {id} is by the worker itself.");
            }

            if (challenge.FiledAt < earliest || receipt.DisputableUntil is not { } last || challenge.FiledAt > last)
            {
                return Finding.Fail($"Challenge {id} was filed in slot {challenge.FiledAt}, out of its turn or outside of the window.");
            }

            if (RefuseOutcome(receipt, challenge.Outcome, isProven) is { } refusal)
            {
                return Finding.Fail($"Challenge {id} is {challenge.Outcome}: {refusal}");
            }

            isProven |= challenge.Outcome == ChallengeOutcome.Upheld;
            earliest = challenge.FiledAt;
        }

        if (receipt.Status == ComputeTaskStatus.Invalid && !isProven)
        {
            return Finding.Fail("The task is Invalid, and no challenge is shown that was upheld.");
        }

        return Finding.Pass(receipt.Challenges.IsEmpty
            ? "None was filed, says the service."
            : string.Join(" ", receipt.Challenges.Select(challenge => $"By {challenge.Challenger} in slot {challenge.FiledAt}: {challenge.Outcome}.")));
    }

    /// <param name="isProven">A challenge before this one was upheld.</param>
    private static string? RefuseOutcome(Receipt receipt, ChallengeOutcome outcome, bool isProven) => outcome switch
    {
        ChallengeOutcome.Dropped => null,
        ChallengeOutcome.Moot => isProven ? null : "no challenge before it was upheld.",
        ChallengeOutcome.Pending when receipt.Status is ComputeTaskStatus.Verified or ComputeTaskStatus.Invalid => null,
        ChallengeOutcome.Pending => "nothing is final before it is decided.",
        _ when isProven => "a challenge before it was upheld already.",
        ChallengeOutcome.Upheld when receipt.Status != ComputeTaskStatus.Invalid => "the result was proven false, yet the task is not Invalid.",
        _ => null,
    };

    private static string NameOf(Slot? slot) => slot is { } last ? $"slot {last}" : "no slot";
}
