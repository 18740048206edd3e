using System.Collections.Immutable;
using System.Globalization;
using LazAI.Protocol.Challenges;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Coordination;
using LazAI.Protocol.Ledger;

namespace LazAI.Protocol.Settlements;

/// <summary>Works out what the rules demand from the inputs of an explanation alone: by the functions by which coordinator and ledger do it.</summary>
public static class SettlementRules
{
    /// <summary>The fee: charged where the result stands, returned whole where there is none or it was false. Failure is never billed.</summary>
    public static FeeExplanation Fee(ComputeTaskStatus status, FeeInputs inputs, Explained<Settlement>? posted)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        var escrow = inputs.Reservation.Value;
        switch (status)
        {
            case ComputeTaskStatus.Final or ComputeTaskStatus.Settled when inputs.Worker is { } worker && inputs.Price.Value <= escrow.Amount:
                return new FeeExplanation(inputs, inputs.Price.Value, escrow.Amount - inputs.Price.Value, Charge(inputs, worker), posted);
            case ComputeTaskStatus.Expired or ComputeTaskStatus.Invalid:
                var reason = status == ComputeTaskStatus.Expired ? "no result came in time" : "the result was proven false";
                var refund = new FeeLine("refund", escrow.Payer, escrow.Amount, $"all {escrow.Amount}: {reason}, and failure is not billed", null, null);
                return new FeeExplanation(inputs, Amount.Zero, escrow.Amount, [refund], posted);
            default:
                return new FeeExplanation(inputs, null, null, [], posted);
        }
    }

    /// <summary>The slash of a false result.</summary>
    /// <param name="explanation">Its inputs count; what it concludes is replaced.</param>
    public static SlashExplanation Slash(TaskId task, SlashExplanation explanation)
    {
        ArgumentNullException.ThrowIfNull(explanation);
        var id = Workers.WorkerAggregate.OffenceId(task, explanation.Attempt.Value);
        var slash = new LedgerCommand.Slash(
            id, explanation.Worker.Value, explanation.Share.Value, explanation.StakeThen.Value, explanation.Reporter?.Value,
            explanation.ReporterShare?.Value ?? default);
        var owed = explanation.StakeThen.Value.ShareFloor(explanation.Share.Value);
        var text = $"owed ⌊{explanation.StakeThen.Value} × {Whole(explanation.Share.Value)} / 10000⌋ = {owed}";
        if (explanation is not { StakeBefore.Value: var stake, UnbondingBefore.Value: var unbonding })
        {
            return explanation with { Id = id, Owed = owed, Taken = null, Reward = null, Formula = text, Movements = [] };
        }

        var division = SlashDivision.Divide(slash, stake, unbonding);
        text += $"; taken the lesser of that and {stake} + {unbonding} still there = {division.Taken}";
        text += explanation.Reporter is null
            ? "; nobody had to report it"
            : $"; reporter ⌊{division.Taken} × {Whole(slash.ReporterShare)} / 10000⌋ = {division.Reward}";
        return explanation with
        {
            Id = id,
            Owed = division.Owed,
            Taken = division.Taken,
            Reward = division.Reward,
            Formula = text,
            Movements = division.Movements,
        };
    }

    /// <summary>The bond of a challenge.</summary>
    /// <param name="explanation">Its inputs count; what it concludes is replaced.</param>
    public static BondExplanation Bond(BondExplanation explanation)
    {
        ArgumentNullException.ThrowIfNull(explanation);
        var (id, challenger, worker, bond) =
            (explanation.Id, explanation.Challenger.Value, explanation.Worker.Value, explanation.Bond.Value);
        var putUp = Bonds.PutUp(id, challenger, bond);
        return explanation.Outcome.Value switch
        {
            ChallengeOutcome.Upheld => Ends("back to the challenger: the challenge was upheld", Bonds.Return(id, challenger, bond)),
            ChallengeOutcome.Moot => Ends("back to the challenger: an earlier challenge was upheld", Bonds.Return(id, challenger, bond)),
            ChallengeOutcome.Rejected => Ends("to the worker: the evidence proved nothing", Bonds.Forfeit(id, worker, bond)),
            ChallengeOutcome.Void => Ends(
                "back to the challenger: what it is judged by could not be read in time", Bonds.Return(id, challenger, bond)),
            ChallengeOutcome.Dropped => explanation with { Formula = "nothing: it was never put up", PutUp = null, Settled = null },
            _ => explanation with { Formula = $"{bond} while it is pending", PutUp = putUp, Settled = null },
        };

        BondExplanation Ends(string because, Transfer settled) =>
            explanation with { Formula = $"{bond} {because}", PutUp = putUp, Settled = settled };
    }

    private static ImmutableArray<FeeLine> Charge(FeeInputs inputs, Explained<Cryptography.Address> worker)
    {
        var (escrow, charge) = (inputs.Reservation.Value, inputs.Price.Value);
        (string Purpose, LedgerAccount Account, BasisPoints Share)[] payees =
        [
            ("worker", LedgerAccount.User(worker.Value), inputs.WorkerShare.Value),
            ("validators", LedgerAccount.ValidatorPool, inputs.ValidatorShare.Value),
            ("owner", LedgerAccount.User(inputs.Owner.Value), inputs.OwnerShare.Value),
            ("treasury", LedgerAccount.Treasury, inputs.TreasuryShare.Value),
        ];
        var portions = FeeDivision.Apportion(charge, [.. payees.Select(payee => payee.Share)]);
        var lines = payees.Zip(portions, (payee, portion) => new FeeLine(
            payee.Purpose,
            payee.Account,
            portion.Amount,
            $"⌊{charge} × {Whole(payee.Share)} / 10000⌋ = {portion.Floor}, remainder {Whole(new BasisPoints(portion.Remainder))}/10000"
                + (portion.RoundedUp ? ", and one of the units left over" : ""),
            payee.Share,
            new Rounding(portion.Floor, portion.Remainder, portion.RoundedUp)));
        var rest = escrow.Amount - charge;
        return
        [
            .. lines,
            new FeeLine("refund", escrow.Payer, rest, $"{escrow.Amount} reserved − {charge} charged = {rest}", null, null),
        ];
    }

    private static string Whole(BasisPoints share) => share.Value.ToString(CultureInfo.InvariantCulture);
}
