using System.Collections.Immutable;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Tests.Deciding;

namespace LazAI.Protocol.Tests.Ledger;

/// <summary>
/// The batch (allocated, empty, size, expired), then for each item in turn its form, its identity, its funds. A duplicate is the
/// second item's fault, so all those of the first come before it.
/// </summary>
internal static class LedgerRefusals
{
    private static readonly LedgerAccount s_escrow = LedgerAccount.Escrow(LedgerStates.OtherTask);
    private static readonly TaskId s_task = new(Samples.Hash("fresh task"));

    public static IEnumerable<RefusalCase> Cases =>
    [
        .. Allocate.Cases, .. AllocateAgain.Cases, .. AllocateNothing.Cases, .. Post.Cases, .. PostNothing.Cases, .. Reserve.Cases,
        .. ReserveNothing.Cases, .. Unbond.Cases, .. Release.Cases, .. ReleaseNothing.Cases, .. Settle.Cases, .. SettleNothing.Cases,
    ];

    public static RefusalChain<Scenario<Allocation>> Allocate { get; } =
        Chain("allocate", LedgerState.Initial, new Allocation(LedgerStates.Alice, new Amount(1)), items => new LedgerCommand.Allocate(items))
            .Then(LedgerErrors.BatchTooLarge, it => it.Extra = LedgerAggregate.BatchItemsMaximum)
            .Then(LedgerErrors.ZeroAmount, it => it.Item = it.Item with { Amount = Amount.Zero })
            .Then(LedgerErrors.EscrowDirect, it => it.Item = it.Item with { Account = s_escrow })
            .Then(LedgerErrors.UnbondingDirect, it => it.Item = it.Item with { Account = LedgerAccount.Unbonding(Samples.Worker) })
            .Then(LedgerErrors.SupplyOverflow, it => it.Before = [new(LedgerAccount.Treasury, new Amount(UInt128.MaxValue))])
            .Then(LedgerErrors.DuplicateInBatch, it => it.Extra = Math.Max(it.Extra, 1));

    public static RefusalChain<Scenario<Allocation>> AllocateAgain { get; } =
        Chain("allocate again", LedgerState.Initial, new Allocation(LedgerStates.Alice, new Amount(1)), items => new LedgerCommand.Allocate(items))
            .Then(LedgerErrors.AlreadyAllocated, it => it.State = LedgerStates.Allocated);

    public static RefusalChain<Scenario<Allocation>> AllocateNothing { get; } =
        Chain("allocate nothing", LedgerState.Initial, new Allocation(LedgerStates.Alice, new Amount(1)), items => new LedgerCommand.Allocate(items))
            .Then(LedgerErrors.EmptyBatch, it => it.Extra = -1);

    public static RefusalChain<Scenario<Transfer>> Post { get; } =
        Chain("post", LedgerStates.Posted, LedgerStates.Transfer with { Id = new(Samples.Hash("fresh")) }, (items, it) => new LedgerCommand.Post(items, it.Until))
            .Then(LedgerErrors.NotAllocated, it => it.State = LedgerState.Initial)
            .Then(LedgerErrors.BatchTooLarge, it => it.Extra = LedgerAggregate.BatchItemsMaximum)
            .Then(LedgerErrors.CommandExpired, it => it.Until = Samples.Now + -1)
            .Then(LedgerErrors.ZeroAmount, it => it.Item = it.Item with { Amount = Amount.Zero })
            .Then(LedgerErrors.SameAccount, it => it.Item = it.Item with { Debit = s_escrow, Credit = s_escrow })
            .Then(LedgerErrors.EscrowDirect, it => it.Item = it.Item with { Credit = s_escrow })
            .Then(LedgerErrors.UnbondingDirect, it => it.Item = it.Item with { Credit = LedgerAccount.Unbonding(Samples.Worker) })
            .Then(LedgerErrors.TransferIdReused, it => it.Item = it.Item with { Id = LedgerStates.Transfer.Id })
            .Then(LedgerErrors.InsufficientFunds, it => it.Item = it.Item with { Amount = new Amount(100_000) })
            .Then(LedgerErrors.DuplicateInBatch, it => (it.Extra, it.Item) = (Math.Max(it.Extra, 1), it.Item with { Amount = new Amount(1) }));

    public static RefusalChain<Scenario<Transfer>> PostNothing { get; } =
        Chain("post nothing", LedgerStates.Allocated, LedgerStates.Transfer, (items, it) => new LedgerCommand.Post(items, it.Until))
            .Then(LedgerErrors.EmptyBatch, it => it.Extra = -1);

    public static RefusalChain<Scenario<Escrow>> Reserve { get; } =
        Chain("reserve", LedgerStates.Reserved, LedgerStates.Escrow with { TaskId = s_task }, items => new LedgerCommand.Reserve(items))
            .Then(LedgerErrors.NotAllocated, it => it.State = LedgerState.Initial)
            .Then(LedgerErrors.BatchTooLarge, it => it.Extra = LedgerAggregate.BatchItemsMaximum)
            .Then(LedgerErrors.ZeroAmount, it => it.Item = it.Item with { Amount = Amount.Zero })
            .Then(LedgerErrors.EscrowDirect, it => it.Item = it.Item with { Payer = s_escrow })
            .Then(LedgerErrors.UnbondingDirect, it => it.Item = it.Item with { Payer = LedgerAccount.Unbonding(Samples.Worker) })
            .Then(LedgerErrors.EscrowExpired, it => it.Item = it.Item with { ExpiresAt = Samples.Now })
            .Then(LedgerErrors.EscrowConflict, it => it.Item = it.Item with { TaskId = LedgerStates.Task })
            .Then(LedgerErrors.InsufficientFunds, it => it.Item = it.Item with { Amount = new Amount(100_000) })
            .Then(LedgerErrors.DuplicateInBatch, it => (it.Extra, it.Item) = (Math.Max(it.Extra, 1), it.Item with { Amount = new Amount(1) }));

    public static RefusalChain<Scenario<Escrow>> ReserveNothing { get; } =
        Chain("reserve nothing", LedgerStates.Reserved, LedgerStates.Escrow, items => new LedgerCommand.Reserve(items))
            .Then(LedgerErrors.EmptyBatch, it => it.Extra = -1);

    public static RefusalChain<Scenario<Unbonding>> Unbond { get; } =
        Chain(
            "unbond",
            LedgerStates.Unbonds,
            LedgerStates.Unbonding with { Id = new(Samples.Hash("fresh")), Amount = new Amount(1) },
            (items, it) => new LedgerCommand.Unbond(items[0].Id, items[0].Owner, items[0].Amount, items[0].ReleaseAt.Number, it.Until))
            .Then(LedgerErrors.NotAllocated, it => it.State = LedgerState.Initial)
            .Then(LedgerErrors.CommandExpired, it => it.Until = Samples.Now + -1)
            .Then(LedgerErrors.ZeroAmount, it => it.Item = it.Item with { Amount = Amount.Zero })
            .Then(LedgerErrors.TransferIdReused, it => it.Item = it.Item with { Id = LedgerStates.Unbonding.Id, Owner = Samples.Submitter })
            .Then(LedgerErrors.TooManyUnbondings, it => it.State = WithUnbondings(it.State))
            .Then(LedgerErrors.InsufficientFunds, it => it.Item = it.Item with { Amount = new Amount(100_000) });

    public static RefusalChain<Scenario<OperationId>> Release { get; } =
        Chain("release", LedgerStates.UnbondingDue, LedgerStates.Unbonding.Id, items => new LedgerCommand.ReleaseUnbondings(items, 1))
            .Then(LedgerErrors.NotAllocated, it => it.State = LedgerState.Initial)
            .Then(LedgerErrors.BatchTooLarge, it => it.Extra = LedgerAggregate.BatchItemsMaximum);

    public static RefusalChain<Scenario<OperationId>> ReleaseNothing { get; } =
        Chain("release nothing", LedgerStates.UnbondingDue, LedgerStates.Unbonding.Id, items => new LedgerCommand.ReleaseUnbondings(items, 1))
            .Then(LedgerErrors.EmptyBatch, it => it.Extra = -1);

    public static RefusalChain<Scenario<Settlement>> Settle { get; } =
        Chain("settle", LedgerStates.Reserved, LedgerStates.Settlement, items => new LedgerCommand.Settle(items))
            .Then(LedgerErrors.NotAllocated, it => it.State = LedgerState.Initial)
            .Then(LedgerErrors.BatchTooLarge, it => it.Extra = LedgerAggregate.BatchItemsMaximum)
            .Then(LedgerErrors.EscrowDirect, it => it.Item = it.Item with { Legs = [new(s_escrow, Amount.Zero, "worker")] })
            .Then(LedgerErrors.UnbondingDirect, it => it.Item = it.Item with { Legs = [new(LedgerAccount.Unbonding(Samples.Worker), Amount.Zero, "worker")] })
            .Then(LedgerErrors.ZeroAmount, it => it.Item = it.Item with { Legs = [new(LedgerStates.Bob, Amount.Zero, "worker")] })
            .Then(LedgerErrors.SettlementUnbalanced, it => it.Item = it.Item with
            {
                Legs = [new(LedgerStates.Bob, new Amount(UInt128.MaxValue), "worker"), new(LedgerStates.Bob, new Amount(151), "worker")],
            })
            .Then(LedgerErrors.DuplicateInBatch, it => it.Extra = Math.Max(it.Extra, 1));

    public static RefusalChain<Scenario<Settlement>> SettleNothing { get; } =
        Chain("settle nothing", LedgerStates.Reserved, LedgerStates.Settlement, items => new LedgerCommand.Settle(items))
            .Then(LedgerErrors.EmptyBatch, it => it.Extra = -1);

    private static LedgerState WithUnbondings(LedgerState state)
    {
        for (var i = 1; i < LedgerAggregate.UnbondingsPerOwnerMaximum; i++)
        {
            var id = new OperationId(Samples.Hash($"unbonding {i}"));
            state = state with { Unbondings = state.Unbondings.Add(id, LedgerStates.Unbonding with { Id = id }) };
        }

        return state;
    }

    private static RefusalChain<Scenario<T>> Chain<T>(string name, LedgerState state, T item, Func<ImmutableArray<T>, LedgerCommand> command) =>
        Chain(name, state, item, (items, _) => command(items));

    private static RefusalChain<Scenario<T>> Chain<T>(
        string name, LedgerState state, T item, Func<ImmutableArray<T>, Scenario<T>, LedgerCommand> command) =>
        new(
            name,
            () => new Scenario<T> { State = state, Item = item },
            it => Refusal.Of(LedgerAggregate.Decide(it.State, command(it.Items, it), Samples.Now)));

    /// <summary>One item, with others before it and copies of it behind; -1 copies is an empty batch.</summary>
    internal sealed class Scenario<T>
    {
        public required LedgerState State { get; set; }

        public required T Item { get; set; }

        public ImmutableArray<T> Before { get; set; } = [];

        public int Extra { get; set; }

        public Slot Until { get; set; } = Samples.Now;

        public ImmutableArray<T> Items => Extra < 0 ? [] : [.. Before, .. Enumerable.Repeat(Item, 1 + Extra)];
    }
}
