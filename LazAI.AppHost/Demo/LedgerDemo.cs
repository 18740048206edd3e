using System.Collections.Immutable;
using System.Globalization;
using LazAI.AppHost.Hosting;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Ledger;

namespace LazAI.AppHost.Demo;

/// <summary>Looks at the money: nothing was made or lost, and the payer paid exactly for what was settled.</summary>
internal static class LedgerDemo
{
    public static async Task<IEnumerable<DemoCheck>> RunAsync(
        LocalSystem system, LedgerAccount payer, Amount before, ImmutableArray<TaskId> tasks, CancellationToken cancellationToken)
    {
        var counts = TaskCounts.Of(tasks.Length, (await system.Client.QueryTasksAsync(new QueryTasksRequest(tasks), cancellationToken)).Items);
        var totals = await system.Client.GetLedgerAsync(cancellationToken);
        var after = (await system.Client.GetBalanceAsync(payer, cancellationToken)).Balance;
        var supply = system.Network.Genesis.Allocations.Aggregate(Amount.Zero, (sum, allocation) => sum + allocation.Amount);
        var sum = totals.Kinds.Aggregate(Amount.Zero, (sum, kind) => sum + kind.Total);
        var price = new Amount(checked(DigitModel.Price.BaseUnits * (uint)counts.Settled));
        return
        [
            new DemoCheck(
                "ledger balanced",
                totals.Balanced && sum == supply && totals.Supply == supply && totals.OpenEscrows == 0,
                string.Create(CultureInfo.InvariantCulture, $"accounts add up to {Tokens(sum)} of {Tokens(supply)} {totals.Asset}, {totals.OpenEscrows} open escrows")),
            new DemoCheck(
                "paid exactly",
                after <= before && before - after == price,
                $"the payer spent {(after <= before ? Tokens(before - after) : "less than nothing")} {totals.Asset} for {counts.Settled} settled of {tasks.Length} tasks at {Tokens(DigitModel.Price)}; what was false or late cost nothing"),
        ];
    }

    /// <summary>Whole tokens and what is behind the point, without the zeros at the end.</summary>
    internal static string Tokens(Amount amount)
    {
        var (whole, part) = UInt128.DivRem(amount.BaseUnits, Amount.FromTokens(1).BaseUnits);
        var decimals = part.ToString(CultureInfo.InvariantCulture).PadLeft(Amount.Decimals, '0').TrimEnd('0');
        return whole.ToString("N0", CultureInfo.InvariantCulture) + (decimals.Length > 0 ? "." + decimals : "");
    }
}
