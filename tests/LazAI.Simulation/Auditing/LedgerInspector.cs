using System.Numerics;
using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Models;

namespace LazAI.Simulation.Auditing;

/// <summary>Follows the money: the auditor keeps the books, and this asks what each entry is for.</summary>
public sealed class LedgerInspector(Inspector inspector, ProtocolRules rules, RegisteredModel model)
{
    private readonly LedgerAuditor _auditor = new();
    private readonly Dictionary<TaskId, Escrow> _escrows = [];
    private readonly HashSet<TaskId> _paid = [];
    private readonly HashSet<OperationId> _slashes = [];
    private LedgerState _state = LedgerState.Initial;

    public int OpenEscrows => _auditor.OpenEscrows;

    public int Unbondings => _state.Unbondings.Count;

    public BigInteger BalanceOf(LedgerAccount account) => _auditor.BalanceOf(account);

    public bool IsPaid(TaskId taskId) => _paid.Contains(taskId);

    public bool IsSlashed(OperationId id) => _slashes.Contains(id);

    public bool Reserved(TaskId taskId, TaskRequest request) =>
        _escrows.GetValueOrDefault(taskId) is { } escrow
        && escrow.Amount == request.FeeMaximum
        && escrow.Payer == LedgerAccount.User(request.Submitter);

    public void Record(LedgerEvent entry)
    {
        switch (entry)
        {
            case LedgerEvent.Posted posted:
                foreach (var transfer in posted.Transfers)
                {
                    inspector.Disputes.Move(transfer);
                }

                break;
            case LedgerEvent.UnbondingBegan { Entry: var began } unbonding:
                Check.That(began.ReleaseAt == unbonding.At + rules.UnbondingSlots, "a stake stays slashable for the time that the rules say");
                break;
            case LedgerEvent.UnbondingsReleased released:
                inspector.Holds.Inspect(released);
                break;
            case LedgerEvent.Slashed slashed:
                InspectSlash(slashed);
                break;
            case LedgerEvent.Reserved reserved:
                foreach (var escrow in reserved.Escrows)
                {
                    _escrows[escrow.TaskId] = escrow;
                }

                break;
            case LedgerEvent.Settled settled:
                foreach (var settlement in settled.Settlements)
                {
                    Inspect(settlement, settled.At);
                }

                break;
        }

        _auditor.Record(entry);
        _state = LedgerAggregate.Apply(_state, entry);
        inspector.Disputes.LookAtFunds();
        if (entry is LedgerEvent.Slashed slash)
        {
            inspector.Duties.Slash(slash);
        }
    }

    public void Compare() => _auditor.Compare(_state);

    private void Inspect(Settlement settlement, Slot at)
    {
        Check.That(_escrows.Remove(settlement.TaskId, out var escrow), $"task {settlement.TaskId} has something to settle");
        inspector.Tasks.Tasks.TryGetValue(settlement.TaskId, out var task);
        if (settlement.Legs is [{ Purpose: "refund" } refund])
        {
            Check.That(refund.Account == escrow.Payer && refund.Amount == escrow.Amount, "all goes back to who has paid");
            Check.That(
                task is { Stage: TaskStage.Expired or TaskStage.Invalid } || (task is { Stage: TaskStage.Settled } && _paid.Contains(settlement.TaskId))
                || (task is null && at > escrow.ExpiresAt),
                "what goes back is of a task that has expired, has a false result, was never accepted, or was reserved again after its end");
            return;
        }

        Check.That(task is { Stage: TaskStage.Final }, $"only final tasks are paid, {settlement.TaskId} is {task?.Stage}");
        Check.That(_paid.Add(settlement.TaskId), $"task {settlement.TaskId} is paid once");
        var price = (BigInteger)model.Description.Price.BaseUnits;
        var legs = settlement.Legs.ToDictionary(leg => leg.Purpose);
        Require("worker", LedgerAccount.User(task!.Worker), price * rules.WorkerFeeShare.Value / 10_000);
        Require("validators", LedgerAccount.ValidatorPool, price * rules.ValidatorFeeShare.Value / 10_000);
        Require("owner", LedgerAccount.User(model.Description.Publisher), price * rules.OwnerFeeShare.Value / 10_000);
        Require("treasury", LedgerAccount.Treasury, price * rules.TreasuryFeeShare.Value / 10_000);
        Require("refund", escrow.Payer, (BigInteger)escrow.Amount.BaseUnits - price);

        void Require(string purpose, LedgerAccount account, BigInteger amount) => Check.That(
            amount.IsZero ? !legs.ContainsKey(purpose) : legs.TryGetValue(purpose, out var leg) && leg.Account == account && leg.Amount.BaseUnits == (UInt128)amount,
            $"the {purpose} of task {settlement.TaskId} gets {amount}");
    }

    private void InspectSlash(LedgerEvent.Slashed slash)
    {
        Check.That(_slashes.Add(slash.Id), "an offence is slashed once");
        inspector.Holds.End(slash.Id);
        var held = BalanceOf(LedgerAccount.Stake(slash.Offender)) + BalanceOf(LedgerAccount.Unbonding(slash.Offender));
        var (offender, owed, reporter) = (default(Address), BigInteger.Zero, (Address?)null);
        if (inspector.Workers.Downs.TryGetValue(slash.Id, out var down))
        {
            (offender, owed) = (down.Worker, held * rules.WorkerDownSlash.Value / 10_000);
        }
        else if (inspector.Workers.Offences.TryGetValue(slash.Id, out var offence))
        {
            (offender, reporter) = (offence.Worker, offence.Reporter);
            owed = BigInteger.Min(held, (BigInteger)offence.Stake.BaseUnits * rules.FalseResultSlash.Value / 10_000);
        }

        else if (inspector.Duties.Negligences.TryGetValue(slash.Id, out var negligent))
        {
            (offender, owed) = (negligent, held * rules.ChallengerMissSlash.Value / 10_000);
        }

        Check.That(offender != default, $"{slash} answers an offence");
        Check.That(slash.Offender == offender, "a slash takes the offender's stake");
        Check.That(Sum(slash.Movements) == owed, "a slash takes the share that the rules say");
        var reward = reporter is null ? BigInteger.Zero : owed * rules.ReporterShare.Value / 10_000;
        Check.That(
            Sum(slash.Movements.Where(movement => reporter is { } rewarded && movement.Credit == LedgerAccount.User(rewarded))) == reward
            && Sum(slash.Movements.Where(movement => movement.Credit == LedgerAccount.Slashed)) == owed - reward,
            "a reporter gets its share of a slash, and nobody else gets any");
    }

    private static BigInteger Sum(IEnumerable<Movement> movements) =>
        movements.Aggregate(BigInteger.Zero, (sum, movement) => sum + movement.Amount.BaseUnits);
}
