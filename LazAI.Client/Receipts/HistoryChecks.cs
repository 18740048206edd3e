using LazAI.Protocol;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Receipts;

namespace LazAI.Client.Receipts;

/// <summary>That the record is one that the rules allow (PROTOCOL §4) and adds up.</summary>
internal static class HistoryChecks
{
    public static Finding History(Receipt receipt)
    {
        var history = receipt.History;
        if (history.IsEmpty || history[0] is not { Status: ComputeTaskStatus.Submitted, Attempt: 0 })
        {
            return Finding.Fail("The history does not begin with the submission.");
        }

        for (var i = 1; i < history.Length; i++)
        {
            if (FindFault(history[i - 1], history[i], receipt.Request.VerifyMode) is { } fault)
            {
                return Finding.Fail(fault);
            }
        }

        var executed = history.LastOrDefault(change => change.Status == ComputeTaskStatus.Executed);
        if (executed is null || history[^1].Status is ComputeTaskStatus.Executed or ComputeTaskStatus.Submitted or ComputeTaskStatus.Assigned)
        {
            return Finding.Fail($"A task that is {history[^1].Status} has no verified result to give a receipt for.");
        }

        return Finding.From(
            history[^1].Status == receipt.Status ? null : $"The history ends with {history[^1].Status}, the receipt says {receipt.Status}.",
            string.Join(", ", history.Select(change => $"{change.Status} in slot {change.Slot}")) + ".");
    }

    public static Finding Assignment(Receipt receipt)
    {
        var assignment = receipt.Assignment;
        if (assignment.Worker != receipt.Worker || assignment.Session != receipt.Session.Id)
        {
            return Finding.Fail("The lease was held by another worker or session than the one that signed.");
        }

        var assigned = Last(receipt, ComputeTaskStatus.Assigned);
        var verified = Last(receipt, ComputeTaskStatus.Verified);
        if (assigned is null || verified is null || assigned.Slot != assignment.AssignedAt)
        {
            return Finding.Fail("The history does not show this assignment.");
        }

        if (receipt.History[0].Slot >= receipt.Submission.DeadlineSlot || assigned.Slot >= receipt.Request.DeadlineSlot)
        {
            return Finding.Fail("The submission or the assignment came after its deadline.");
        }

        if (assignment.DrawIndex < 0 || receipt.Session.Capacity < 1 || assigned.Slot < receipt.Session.OpenedAt)
        {
            return Finding.Fail("The assignment is not one that this session could have been given.");
        }

        return Finding.From(
            verified.Slot <= assignment.Until && assignment.Until <= receipt.Session.Until
                ? null
                : "The result, or its proof, came outside the lease, or the lease outlived the session.",
            $"{assignment.Worker} held the lease from slot {assignment.AssignedAt} to {assignment.Until}, attempt {assigned.Attempt}.");
    }

    public static Finding Fee(Receipt receipt)
    {
        if (receipt.Status != ComputeTaskStatus.Settled)
        {
            return receipt.Fee is null
                ? Finding.Pass(receipt.Status == ComputeTaskStatus.Invalid ? "None: failure is not billed." : $"None yet: the task is {receipt.Status}.")
                : Finding.Fail($"A task that is {receipt.Status} has paid no fee.");
        }

        if (receipt.Fee is not { } fee)
        {
            return Finding.Fail("The task is settled and no fee is shown.");
        }

        if (fee.Charged != receipt.Model.Price)
        {
            return Finding.Fail($"{fee.Charged} were charged, the model's price is {receipt.Model.Price}.");
        }

        return Finding.From(
            Amount.TryAdd(fee.Charged, fee.Refunded, out var total) && total == receipt.Request.FeeMaximum
                ? null
                : "Charge and refund do not add up to the amount that was reserved.",
            $"The model's price {fee.Charged} was charged, {fee.Refunded} of {receipt.Request.FeeMaximum} went back.");
    }

    private static StatusChange? Last(Receipt receipt, ComputeTaskStatus status) =>
        receipt.History.LastOrDefault(change => change.Status == status);

    private static string? FindFault(StatusChange from, StatusChange to, VerifyMode mode)
    {
        if (to.Slot < from.Slot)
        {
            return $"{to.Status} in slot {to.Slot} comes before {from.Status} in slot {from.Slot}.";
        }

        var attempt = to.Status == ComputeTaskStatus.Assigned ? from.Attempt + 1 : from.Attempt;
        if (to.Attempt != attempt)
        {
            return $"{to.Status} belongs to attempt {attempt}, the history says {to.Attempt}.";
        }

        return IsAllowed(from, to, mode) ? null : $"{to.Status} in slot {to.Slot} cannot follow {from.Status} in slot {from.Slot}.";
    }

    /// <summary>§4's arrows as far as a receipt can see them. Verification is one step with the result, but where the proof comes by itself; final is the
    /// next slot at the earliest.</summary>
    private static bool IsAllowed(StatusChange from, StatusChange to, VerifyMode mode) => (from.Status, to.Status) switch
    {
        (ComputeTaskStatus.Submitted, ComputeTaskStatus.Assigned) => true,
        (ComputeTaskStatus.Assigned, ComputeTaskStatus.Submitted or ComputeTaskStatus.Executed) => true,
        (ComputeTaskStatus.Executed, ComputeTaskStatus.Submitted or ComputeTaskStatus.Verified) =>
            to.Slot == from.Slot || mode == VerifyMode.TeeZk,
        (ComputeTaskStatus.Verified, ComputeTaskStatus.Final) => to.Slot > from.Slot,
        (ComputeTaskStatus.Verified, ComputeTaskStatus.Batched or ComputeTaskStatus.Invalid) => true,
        (ComputeTaskStatus.Batched, ComputeTaskStatus.Provisional) => true,
        (ComputeTaskStatus.Provisional, ComputeTaskStatus.Final) => true,
        (ComputeTaskStatus.Final, ComputeTaskStatus.Settled) => true,
        _ => false,
    };
}
