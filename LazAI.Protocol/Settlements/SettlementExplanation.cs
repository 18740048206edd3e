using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Protocol.Challenges;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Ledger;

namespace LazAI.Protocol.Settlements;

/// <summary>A value that an explanation rests on, and where anybody reads it again.</summary>
/// <param name="From">A path of the service's API, <c>#</c>, and the value's place in the answer as a JSON pointer (RFC 6901).</param>
public sealed record Explained<T>(T Value, string From);

/// <summary>
/// What a task has cost, earned and forfeited, with everything that it follows from (PROTOCOL §8, §11). What the ledger has posted stands
/// beside what the rules demand; <see cref="SettlementCheck"/> works it out again and compares the two to the last unit.
/// </summary>
/// <param name="Slashes">One for each false result that was given for the task, oldest first.</param>
/// <param name="Bonds">One for each challenge, in the order of filing.</param>
public sealed record SettlementExplanation(
    TaskId TaskId,
    Explained<ComputeTaskStatus> Status,
    Explained<int> RulesVersion,
    FeeExplanation Fee,
    ImmutableArray<SlashExplanation> Slashes,
    ImmutableArray<BondExplanation> Bonds);

/// <summary>What became of the reserved fee.</summary>
/// <param name="Charged">Absent while the task's end is open; nothing where it has failed.</param>
/// <param name="Returned">Absent while the task's end is open.</param>
/// <param name="Lines">What the rules demand; empty while the task's end is open.</param>
/// <param name="Posted">What the ledger has done; absent until it has.</param>
public sealed record FeeExplanation(
    FeeInputs Inputs, Amount? Charged, Amount? Returned, ImmutableArray<FeeLine> Lines, Explained<Settlement>? Posted);

/// <summary>What a division of a fee follows from, beside the task's status.</summary>
/// <param name="Reservation">What was set aside when the task was submitted, and by whom.</param>
/// <param name="Price">What the model costs.</param>
/// <param name="Worker">Whose result it is; absent where there is none.</param>
/// <param name="Owner">Who owns the model.</param>
public sealed record FeeInputs(
    Explained<Escrow> Reservation,
    Explained<Amount> Price,
    Explained<Address>? Worker,
    Explained<Address> Owner,
    Explained<BasisPoints> WorkerShare,
    Explained<BasisPoints> ValidatorShare,
    Explained<BasisPoints> OwnerShare,
    Explained<BasisPoints> TreasuryShare);

/// <summary>One part of the reserved fee.</summary>
/// <param name="Purpose">As in the ledger: <c>worker</c>, <c>validators</c>, <c>owner</c>, <c>treasury</c> or <c>refund</c>.</param>
/// <param name="Formula">How the amount follows, for people.</param>
/// <param name="Share">The part of the charge; absent of what returns.</param>
/// <param name="Rounding">How the share was rounded; absent of what returns.</param>
public sealed record FeeLine(string Purpose, LedgerAccount Account, Amount Amount, string Formula, BasisPoints? Share, Rounding? Rounding);

/// <summary>Largest remainder: shares are rounded down, and the units left over go to the largest remainders, earlier payees first.</summary>
/// <param name="Floor">The share, rounded down.</param>
/// <param name="Remainder">What that has cut off, in 10,000ths of a unit.</param>
/// <param name="Up">Whether the share has got a unit that was left over.</param>
public sealed record Rounding(Amount Floor, int Remainder, bool Up);

/// <summary>What a worker has lost by a false result for the task.</summary>
/// <param name="Attempt">Which attempt at the task it was.</param>
/// <param name="StakeThen">What the worker had at stake when it was given the task.</param>
/// <param name="Reporter">Who has shown the fault; absent where the result itself did.</param>
/// <param name="StakeBefore">What it still had at stake when the slash was taken; absent until then.</param>
/// <param name="UnbondingBefore">What of its stake was on its way out then.</param>
/// <param name="Owed">The share of the stake at the time of the task.</param>
/// <param name="Taken">What of it was still there; absent until the slash is taken.</param>
/// <param name="Reward">The reporter's part of what was taken.</param>
/// <param name="Formula">How these follow, for people.</param>
/// <param name="Movements">What the rules demand.</param>
/// <param name="Posted">What the ledger has done; absent until it has.</param>
public sealed record SlashExplanation(
    OperationId Id,
    Explained<Address> Worker,
    Explained<int> Attempt,
    Explained<ErrorCode> Reason,
    Explained<Amount> StakeThen,
    Explained<BasisPoints> Share,
    Explained<Address>? Reporter,
    Explained<BasisPoints>? ReporterShare,
    Explained<Amount>? StakeBefore,
    Explained<Amount>? UnbondingBefore,
    Amount Owed,
    Amount? Taken,
    Amount? Reward,
    string Formula,
    ImmutableArray<Movement> Movements,
    Explained<ImmutableArray<Movement>>? Posted);

/// <summary>What became of a challenger's bond.</summary>
/// <param name="Worker">Whose result was challenged.</param>
/// <param name="Bond">What the rules ask for.</param>
/// <param name="Formula">Where the bond goes and why, for people.</param>
/// <param name="PutUp">The transfer that puts it up; absent where it never was.</param>
/// <param name="Settled">The transfer that ends it; absent while the challenge is pending, or where nothing was put up.</param>
/// <param name="PostedPutUp">What the ledger has done; absent until it has.</param>
/// <param name="PostedSettled">What the ledger has done; absent until it has.</param>
public sealed record BondExplanation(
    ChallengeId Id,
    Explained<Address> Challenger,
    Explained<Address> Worker,
    Explained<ChallengeOutcome> Outcome,
    Explained<Amount> Bond,
    string Formula,
    Transfer? PutUp,
    Transfer? Settled,
    Explained<Transfer>? PostedPutUp,
    Explained<Transfer>? PostedSettled);
