using LazAI.Protocol;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Receipts;
using LazAI.Protocol.Workers;

namespace LazAI.Client.Receipts;

/// <summary>That the receipt is of the verifier's network and that its clocks agree.</summary>
internal static class NetworkChecks
{
    public static Finding Network(Receipt receipt, NetworkIdentity? network)
    {
        if (network is null)
        {
            return Finding.NotChecked(
                $"No network was given. The receipt is of chain {receipt.ChainId} with genesis {receipt.GenesisHash}: is that yours?");
        }

        return Finding.From(
            receipt.ChainId == network.ChainId && receipt.GenesisHash == network.GenesisHash
                ? null
                : $"The receipt is of chain {receipt.ChainId}, genesis {receipt.GenesisHash}; yours is {network.ChainId}, {network.GenesisHash}.",
            $"Chain {network.ChainId}, genesis {network.GenesisHash}, as given.");
    }

    /// <summary>The session's life follows from the rules, and what the enclave's clock says lies where the slots say, within the tolerance for evidence.</summary>
    public static Finding Times(Receipt receipt, NetworkIdentity? network)
    {
        if (network is null)
        {
            return Finding.NotChecked("Slots become times only with the network's genesis time and rules.");
        }

        var rules = network.Rules;
        var session = receipt.Session;
        if (session.Until != WorkerAggregate.LastSlotOfSession(session.OpenedAt, rules))
        {
            return Finding.Fail($"A session of this network lasts {rules.SessionSlotsMaximum} slots.");
        }

        if (receipt.History[0].Slot.Number + rules.CommandDeadlineSlotsMaximum < receipt.Submission.DeadlineSlot.Number)
        {
            return Finding.Fail($"No submission of this network may have a deadline more than {rules.CommandDeadlineSlotsMaximum} slots ahead.");
        }

        var executed = receipt.History.LastOrDefault(change => change.Status == ComputeTaskStatus.Executed);
        return Finding.From(
            executed is not null
                && IsWithin(session.Timestamp, session.OpenedAt, session.OpenedAt, network)
                && IsWithin(receipt.Result.ExecutedAt, receipt.Assignment.AssignedAt, executed.Slot, network)
                ? null
                : "The enclave's times of registration or execution do not lie within the slots that the history names.",
            "The enclave's times of registration and execution lie within the slots that the history names.");
    }

    private static bool IsWithin(ulong unixSeconds, Slot first, Slot last, NetworkIdentity network)
    {
        var slotMilliseconds = (Int128)network.Rules.SlotMilliseconds;
        var tolerance = (Int128)network.Rules.EvidenceAgeSecondsMaximum * 1_000;
        var begin = ((Int128)network.GenesisTime * 1_000) + (slotMilliseconds * first.Number);
        var end = ((Int128)network.GenesisTime * 1_000) + (slotMilliseconds * ((Int128)last.Number + 1));
        var at = (Int128)unixSeconds * 1_000;
        return at >= begin - tolerance && at <= end + tolerance;
    }
}
