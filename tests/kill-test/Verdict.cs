using System.Globalization;
using LazAI.Protocol.Api;
using LazAI.Protocol.ComputeTasks;

namespace LazAI.KillTest;

/// <summary>What must hold after all kills, with what was found.</summary>
internal sealed class Verdict
{
    private readonly List<(string What, string Found, bool Held)> _rows = [];

    public Verdict(int gatewayKills, int postgresKills, IReadOnlyList<int> openTasks, TaskLoad load, RecordedLog log, LedgerTotals ledger)
    {
        var statuses = load.Acknowledged.Values.CountBy(status => status).ToDictionary();
        var settled = statuses.GetValueOrDefault(ComputeTaskStatus.Settled);
        var expired = statuses.GetValueOrDefault(ComputeTaskStatus.Expired);
        var ids = load.Acknowledged.Keys.Select(id => id.ToString()).ToHashSet(StringComparer.Ordinal);
        var escrows = log.Ledger.Balances.Keys.Count(account => account.StartsWith("escrow:", StringComparison.Ordinal));

        Add("kills", true, $"gateway or silos {gatewayKills}, PostgreSQL {postgresKills}; submissions repeated {load.Retried}");
        Add("under load", openTasks.Count(open => open > 0) * 2 > openTasks.Count, $"open tasks at the kills: {string.Join(" ", openTasks)}");
        Add("all ended", settled + expired == ids.Count, $"{ids.Count} acknowledged: {settled} settled, {expired} expired, {ids.Count - settled - expired} other");
        Add("none lost", ids.All(log.Tasks.ContainsKey), $"{ids.Count(id => !log.Tasks.ContainsKey(id))} acknowledged tasks are not in the log");
        Add("none invented", log.Tasks.Keys.All(ids.Contains), $"{log.Tasks.Keys.Count(id => !ids.Contains(id))} tasks of the log were never acknowledged");
        Add("none doubled", load.Repeated == 0 && log.Tasks.Values.All(IsOnce), $"{log.Tasks.Values.Count(types => !IsOnce(types))} tasks with other than one beginning and one end");
        Add("fees reserved once", ids.SetEquals(log.Ledger.Reserved.Keys) && log.Ledger.Reserved.Values.All(count => count == 1), $"{log.Ledger.Reserved.Count} tasks, at most {Most(log.Ledger.Reserved)} each");
        Add("fees settled once", ids.SetEquals(log.Ledger.Settled.Keys) && log.Ledger.Settled.Values.All(count => count == 1), $"{log.Ledger.Settled.Count} tasks, at most {Most(log.Ledger.Settled)} each");
        Add("ledger balanced", log.Ledger.Violations == 0 && escrows == 0, $"{log.Ledger.Violations} violations after {log.Ledger.Events} ledger events, {escrows} open escrows");
        Add("service agrees", ledger.Balanced && ledger.OpenEscrows == escrows && (Int128)ledger.Supply.BaseUnits == log.Ledger.Supply && AgreesByKind(ledger, log.Ledger), $"GET /v1/ledger: balanced {ledger.Balanced}, {ledger.OpenEscrows} open escrows");
        Add("streams whole", log.VersionGaps == 0, $"{log.VersionGaps} gaps in {log.Events} events");
    }

    public bool Held => _rows.All(row => row.Held);

    public void Print(TextWriter output)
    {
        var width = _rows.Max(row => row.What.Length);
        output.WriteLine();
        foreach (var (what, found, held) in _rows)
        {
            output.WriteLine($"{(held ? "ok  " : "FAIL")} {what.PadRight(width)}  {found}");
        }

        output.WriteLine(Held ? "All of it held." : $"NOT HELD: {string.Join("; ", _rows.Where(row => !row.Held).Select(row => row.What))}.");
    }

    private void Add(string what, bool held, FormattableString found) => _rows.Add((what, found.ToString(CultureInfo.InvariantCulture), held));

    private static bool IsOnce(Dictionary<string, int> types) =>
        types.GetValueOrDefault("task.submitted") == 1
        && types.GetValueOrDefault("task.settled") + types.GetValueOrDefault("task.expired") == 1;

    private static int Most(IReadOnlyDictionary<string, int> counts) => counts.Values.DefaultIfEmpty(0).Max();

    /// <summary>The service's totals by kind of account are those of the auditor's own accounts.</summary>
    private static bool AgreesByKind(LedgerTotals service, LedgerFold own)
    {
        var sums = own.Balances
            .GroupBy(account => account.Key.Split(':')[0].Replace("-", "", StringComparison.Ordinal), StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key, group => group.Aggregate(Int128.Zero, (sum, account) => sum + account.Value), StringComparer.OrdinalIgnoreCase);
        var kinds = service.Kinds.Where(kind => !kind.Total.IsZero).ToArray();
        return kinds.Length == sums.Count && kinds.All(kind => sums.GetValueOrDefault(kind.Kind.ToString()) == (Int128)kind.Total.BaseUnits);
    }
}
