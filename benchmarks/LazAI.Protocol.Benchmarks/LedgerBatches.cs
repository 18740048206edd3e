using LazAI.Protocol.Coordination;
using LazAI.Protocol.Ledger;

namespace LazAI.Protocol.Benchmarks;

/// <summary>Fees reserved and divided in batches of 500, on a ledger with as many accounts as a genesis can have.</summary>
internal static class LedgerBatches
{
    private static readonly LedgerState s_ledger = Carry(LedgerState.Initial, new LedgerCommand.Allocate(
    [
        new Allocation(SampleNetwork.Payer, Amount.FromTokens(1_000)),
        .. Enumerable.Range(1, LedgerAggregate.BatchItemsMaximum - 1).Select(i => new Allocation(
            LedgerAccount.User(new Cryptography.Address(SampleNetwork.Hash($"account {i}").AsSpan()[..20])), new Amount(1))),
    ]));

    public static ulong SettleAll(SampleNetwork network)
    {
        var ledger = s_ledger;
        foreach (var requests in Enumerable.Range(0, network.TaskCount).Chunk(Coordinator.SettlementBatchMaximum))
        {
            ledger = Carry(ledger, new LedgerCommand.Reserve([.. requests.Select(i => new Escrow(
                network.Results[i].Result.TaskId, SampleNetwork.Payer, network.Requests[i].FeeMaximum, network.Requests[i].DeadlineSlot))]));
            ledger = Carry(ledger, new LedgerCommand.Settle([.. requests.Select(i => FeeDivision.Divide(
                ledger.Escrows[network.Results[i].Result.TaskId], new Amount(1_000), network.Workers[i % network.Workers.Length],
                SampleNetwork.Model.Description.Publisher, SampleNetwork.Rules))]));
        }

        return (ulong)ledger.BalanceOf(LedgerAccount.ValidatorPool).BaseUnits + (ulong)ledger.Balances.Count;
    }

    private static LedgerState Carry(LedgerState ledger, LedgerCommand command) =>
        LedgerAggregate.Decide(ledger, command, SampleNetwork.Now) is Accepted<LedgerEvent, LedgerEffect> accepted
            ? accepted.Events.Aggregate(ledger, LedgerAggregate.Apply)
            : throw new InvalidOperationException($"{command} is refused.");
}
