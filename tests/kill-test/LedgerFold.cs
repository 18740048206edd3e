using System.Globalization;
using System.Text.Json;

namespace LazAI.KillTest;

/// <summary>An auditor's own ledger: folds the recorded events with nothing of the service's code, checks after each that no money
/// was made or lost, and counts what happened to each task's fee.</summary>
internal sealed class LedgerFold
{
    private readonly Dictionary<string, Int128> _balances = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _reserved = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _settled = new(StringComparer.Ordinal);

    public Int128 Supply { get; private set; }

    /// <summary>Events after which the accounts did not add up to the supply, or one was below zero.</summary>
    public int Violations { get; private set; }

    public int Events { get; private set; }

    public IReadOnlyDictionary<string, Int128> Balances => _balances;

    /// <summary>How often each task's fee was reserved.</summary>
    public IReadOnlyDictionary<string, int> Reserved => _reserved;

    /// <summary>How often each task's fee was paid out or returned.</summary>
    public IReadOnlyDictionary<string, int> Settled => _settled;

    public void Apply(string type, JsonElement payload)
    {
        Events++;
        switch (type)
        {
            case "ledger.allocated":
                foreach (var allocation in payload.GetProperty("allocations").EnumerateArray())
                {
                    Supply += Amount(allocation);
                    Move(Text(allocation, "account"), Amount(allocation));
                }

                break;
            case "ledger.posted":
                foreach (var transfer in payload.GetProperty("transfers").EnumerateArray())
                {
                    Move(Text(transfer, "debit"), -Amount(transfer));
                    Move(Text(transfer, "credit"), Amount(transfer));
                }

                break;
            case "ledger.reserved":
                foreach (var escrow in payload.GetProperty("escrows").EnumerateArray())
                {
                    var task = Text(escrow, "taskId");
                    _reserved[task] = _reserved.GetValueOrDefault(task) + 1;
                    Move(Text(escrow, "payer"), -Amount(escrow));
                    Move("escrow:" + task, Amount(escrow));
                }

                break;
            case "ledger.settled":
                foreach (var settlement in payload.GetProperty("settlements").EnumerateArray())
                {
                    var task = Text(settlement, "taskId");
                    _settled[task] = _settled.GetValueOrDefault(task) + 1;
                    foreach (var leg in settlement.GetProperty("legs").EnumerateArray())
                    {
                        Move("escrow:" + task, -Amount(leg));
                        Move(Text(leg, "account"), Amount(leg));
                    }
                }

                break;
            default:
                throw new InvalidDataException($"The auditor knows no event {type}.");
        }

        var sum = _balances.Values.Aggregate(Int128.Zero, (total, balance) => total + balance);
        Violations += sum == Supply && _balances.Values.All(balance => balance >= 0) ? 0 : 1;
    }

    private void Move(string account, Int128 amount)
    {
        var balance = _balances.GetValueOrDefault(account) + amount;
        if (balance == 0)
        {
            _balances.Remove(account);
        }
        else
        {
            _balances[account] = balance;
        }
    }

    private static string Text(JsonElement element, string member) => element.GetProperty(member).GetString()!;

    private static Int128 Amount(JsonElement element) => Int128.Parse(Text(element, "amount"), NumberStyles.None, CultureInfo.InvariantCulture);
}
