using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Protocol.Encoding;

namespace LazAI.Protocol.Ledger;

/// <summary>A movement from <paramref name="Debit"/> to <paramref name="Credit"/>, at most once by <paramref name="Id"/>.</summary>
/// <param name="Memo">What it is for: a short fixed word such as <c>transfer</c>, <c>stake</c> or <c>slash</c>.</param>
public sealed record Transfer(OperationId Id, LedgerAccount Debit, LedgerAccount Credit, Amount Amount, string Memo);

/// <summary>A movement that needs no id of its own.</summary>
public sealed record Movement(LedgerAccount Debit, LedgerAccount Credit, Amount Amount);

/// <summary>A part of a stake on its way out.</summary>
/// <param name="Number">Which unbonding of the ledger it is, counted from 1.</param>
/// <param name="Amount">What is left of it; slashes take from it.</param>
/// <param name="ReleaseAt">First slot in which it goes to its owner.</param>
public sealed record Unbonding(OperationId Id, long Number, Address Owner, Amount Amount, Slot ReleaseAt);

/// <summary>A fee set aside for a task, or the price of a use of a data set: posted to the payees by settlement, or returned to the payer.</summary>
/// <param name="TaskId">The task; of a use the hash that names it, in place of a task's.</param>
/// <param name="ExpiresAt">The deadline of the task or the use. Later than that, an escrow whose task was never accepted, or whose use has not happened, goes back.</param>
/// <param name="Number">Which reservation of the ledger it is, counted from 1; the ledger gives it, a command carries 0.</param>
public sealed record Escrow(TaskId TaskId, LedgerAccount Payer, Amount Amount, Slot ExpiresAt, long Number = 0);

/// <summary>One payment out of an escrow.</summary>
/// <param name="Purpose"><c>worker</c>, <c>validators</c>, <c>owner</c>, <c>treasury</c> or <c>refund</c>; of a use <c>licence</c> or <c>refund</c>.</param>
public sealed record SettlementLeg(LedgerAccount Account, Amount Amount, string Purpose);

/// <summary>How the escrow of one task is divided. The legs add up to the whole escrow.</summary>
/// <param name="EscrowNumber">The reservation that it divides: sent again late, it does not touch a newer one of the same task.</param>
public sealed record Settlement(TaskId TaskId, long EscrowNumber, ImmutableArray<SettlementLeg> Legs);

/// <summary>A starting balance of the genesis document.</summary>
public sealed record Allocation(LedgerAccount Account, Amount Amount);

/// <summary>What the ledger can be told. Every command is one batch that applies as a whole or not at all.</summary>
public abstract record LedgerCommand
{
    /// <summary>Creates the supply; only as the first command.</summary>
    public sealed record Allocate(ImmutableArray<Allocation> Allocations) : LedgerCommand;

    /// <summary>
    /// Posts linked transfers. Ids are remembered until <paramref name="ValidUntil"/>, when the command itself lapses; so an id is derived
    /// from something that binds the deadline, such as the signed command, or it might come again with a later one.
    /// </summary>
    public sealed record Post(ImmutableArray<Transfer> Transfers, Slot ValidUntil) : LedgerCommand;

    /// <summary>Takes a share of what <paramref name="Offender"/> has at stake, unbonding parts included, once by <paramref name="Id"/>. The
    /// ledger works out the amount, for nobody else knows the stake at the moment at which it is taken.</summary>
    /// <param name="StakeThen">The stake that counts, where it is that of an earlier time; more than is left is not taken.</param>
    /// <param name="Reporter">Who has shown the offence and gets <paramref name="ReporterShare"/> of what is taken; the rest is slashed.</param>
    public sealed record Slash(
        OperationId Id, Address Offender, BasisPoints Share, Amount? StakeThen = null, Address? Reporter = null, BasisPoints ReporterShare = default)
        : LedgerCommand;

    /// <summary>Begins to take a part of a stake out; it stays slashable for so many <paramref name="Slots"/>, counted from when the ledger takes
    /// it: a command that was under way for long shortens nothing.</summary>
    public sealed record Unbond(OperationId Id, Address Owner, Amount Amount, long Slots, Slot ValidUntil) : LedgerCommand;

    /// <summary>Gives those of these unbonding stakes back to their owners whose slot has come. One that is gone counts as released.</summary>
    /// <param name="ReadTo">Position of the log up to which it was looked whether an owner is held to something.</param>
    public sealed record ReleaseUnbondings(ImmutableArray<OperationId> Ids, long ReadTo) : LedgerCommand;

    /// <summary>Reserves fees. An escrow that is already there with the same terms counts as reserved.</summary>
    public sealed record Reserve(ImmutableArray<Escrow> Escrows) : LedgerCommand;

    /// <summary>Pays out or returns escrows. One that is gone counts as settled: an escrow leaves the ledger once only.</summary>
    public sealed record Settle(ImmutableArray<Settlement> Settlements) : LedgerCommand;
}

/// <summary>What the ledger records.</summary>
public abstract record LedgerEvent
{
    public sealed record Allocated(ImmutableArray<Allocation> Allocations) : LedgerEvent;

    public sealed record Posted(ImmutableArray<Transfer> Transfers, Slot ValidUntil, Slot At) : LedgerEvent;

    public sealed record Reserved(ImmutableArray<Escrow> Escrows, Slot At) : LedgerEvent;

    public sealed record Settled(ImmutableArray<Settlement> Settlements, Slot At) : LedgerEvent;

    /// <param name="Movements">Empty where nothing was left to take; the offence counts as punished all the same.</param>
    public sealed record Slashed(OperationId Id, Address Offender, ImmutableArray<Movement> Movements, Slot At) : LedgerEvent;

    public sealed record UnbondingBegan(Unbonding Entry, Slot At) : LedgerEvent;

    /// <param name="ReadTo">The log up to this position shows that none of the owners was held to anything; absent from entries of before there were holds.</param>
    public sealed record UnbondingsReleased(ImmutableArray<Unbonding> Entries, Slot At, long? ReadTo = null) : LedgerEvent;

    public static EventCodec<LedgerEvent> Codec { get; } = new("ledger");
}

/// <summary>The ledger asks nothing of others.</summary>
public abstract record LedgerEffect;

/// <summary>Why the ledger says no.</summary>
public static class LedgerErrors
{
    public static readonly ErrorCode AlreadyAllocated = new("ledger/already-allocated");
    public static readonly ErrorCode NotAllocated = new("ledger/not-allocated");
    public static readonly ErrorCode EmptyBatch = new("ledger/empty-batch");
    public static readonly ErrorCode BatchTooLarge = new("ledger/batch-too-large");
    public static readonly ErrorCode SupplyOverflow = new("ledger/supply-overflow");
    public static readonly ErrorCode CommandExpired = new("ledger/command-expired");
    public static readonly ErrorCode SameAccount = new("ledger/same-account");
    public static readonly ErrorCode ZeroAmount = new("ledger/zero-amount");
    public static readonly ErrorCode DuplicateInBatch = new("ledger/duplicate-in-batch");
    public static readonly ErrorCode TransferIdReused = new("ledger/transfer-id-reused");
    public static readonly ErrorCode InsufficientFunds = new("ledger/insufficient-funds");
    public static readonly ErrorCode EscrowConflict = new("ledger/escrow-conflict");
    public static readonly ErrorCode EscrowExpired = new("ledger/escrow-expired");
    public static readonly ErrorCode EscrowDirect = new("ledger/escrow-direct");
    public static readonly ErrorCode UnbondingDirect = new("ledger/unbonding-direct");
    public static readonly ErrorCode SettlementUnbalanced = new("ledger/settlement-unbalanced");
    public static readonly ErrorCode TooManyUnbondings = new("ledger/too-many-unbondings");
}
