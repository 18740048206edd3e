using LazAI.Cryptography;
using LazAI.Protocol.Ledger;

namespace LazAI.Protocol.Tests.Ledger;

/// <summary>A ledger with two users and a treasury at several points of its life, made by its events.</summary>
internal static class LedgerStates
{
    public static readonly LedgerAccount Alice = LedgerAccount.User(Samples.Submitter);
    public static readonly LedgerAccount Bob = LedgerAccount.User(Samples.Worker);
    public static readonly LedgerAccount Stake = LedgerAccount.Stake(Samples.Worker);
    public static readonly TaskId Task = Samples.Request.ComputeTaskId();
    public static readonly TaskId OtherTask = new(Samples.Hash("other task"));

    public static readonly Transfer Transfer = new(new OperationId(Samples.Hash("transfer")), Alice, Bob, new Amount(10), "transfer");
    public static readonly Escrow Escrow = new(Task, Alice, new Amount(150), Samples.Now + 100);
    public static readonly Settlement Settlement =
        new(Task, 1, [new(Bob, new Amount(100), "worker"), new(Alice, new Amount(50), "refund")]);

    public static readonly LedgerState Allocated = Fold(
        LedgerState.Initial,
        new LedgerEvent.Allocated([new(Alice, new Amount(1_000)), new(Bob, new Amount(5)), new(Stake, new Amount(210)), new(LedgerAccount.Treasury, new Amount(UInt128.MaxValue - 1_215))]));

    public static readonly LedgerState Posted = Fold(Allocated, new LedgerEvent.Posted([Transfer], Samples.Now + 10, Samples.Now));
    public static readonly LedgerState Slashed = Fold(
        Allocated,
        new LedgerEvent.Slashed(Transfer.Id, Samples.Worker, [new(Stake, LedgerAccount.Slashed, new Amount(4))], Samples.Now));
    public static readonly Unbonding Unbonding = new(Transfer.Id, 1, Samples.Worker, new Amount(200), Samples.Now + 50);
    public static readonly LedgerState Unbonds = Fold(Allocated, new LedgerEvent.UnbondingBegan(Unbonding, Samples.Now));
    public static readonly LedgerState UnbondingDue =
        Fold(Allocated, new LedgerEvent.UnbondingBegan(Unbonding with { ReleaseAt = Samples.Now }, Samples.Now + -50));
    public static readonly LedgerState Released =
        Fold(UnbondingDue, new LedgerEvent.UnbondingsReleased([Unbonding with { ReleaseAt = Samples.Now }], Samples.Now, 7));
    public static readonly LedgerState Reserved = Fold(Allocated, new LedgerEvent.Reserved([Escrow with { Number = 1 }], Samples.Now));
    public static readonly LedgerState Settled = Fold(Reserved, new LedgerEvent.Settled([Settlement], Samples.Now));
    public static readonly LedgerState ReservedAgain = Fold(Settled, new LedgerEvent.Reserved([Escrow with { Number = 2 }], Samples.Now));

    public static LedgerAccount User(int number)
    {
        var bytes = new byte[20];
        BitConverter.TryWriteBytes(bytes, number);
        return LedgerAccount.User(new Address(bytes));
    }

    public static LedgerState Fold(LedgerState state, params ReadOnlySpan<LedgerEvent> events)
    {
        foreach (var @event in events)
        {
            state = LedgerAggregate.Apply(state, @event);
        }

        return state;
    }
}
