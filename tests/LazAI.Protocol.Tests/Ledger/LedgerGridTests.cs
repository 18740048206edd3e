using LazAI.Protocol.Ledger;
using LazAI.Protocol.Tests.Deciding;

namespace LazAI.Protocol.Tests.Ledger;

public class LedgerGridTests
{
    public static IEnumerable<(string Name, LedgerState State)> States =>
    [
        ("Initial", LedgerState.Initial),
        ("Allocated", LedgerStates.Allocated),
        ("Transfer posted", LedgerStates.Posted),
        ("Stake slashed", LedgerStates.Slashed),
        ("Stake unbonding", LedgerStates.Unbonds),
        ("Stake unbonding, its slot has come", LedgerStates.UnbondingDue),
        ("Stake released", LedgerStates.Released),
        ("Escrow open", LedgerStates.Reserved),
        ("Escrow settled", LedgerStates.Settled),
        ("Escrow settled, reserved again", LedgerStates.ReservedAgain),
    ];

    private static IReadOnlyList<(string Name, LedgerCommand Command)> Commands =>
    [
        ("Allocate", new LedgerCommand.Allocate([new(LedgerStates.Alice, new Amount(1))])),
        ("Post", new LedgerCommand.Post([LedgerStates.Transfer], Samples.Now + 10)),
        ("Post, same id, other amount", new LedgerCommand.Post([LedgerStates.Transfer with { Amount = new Amount(11) }], Samples.Now + 10)),
        (
            "Post, partly posted before",
            new LedgerCommand.Post(
                [LedgerStates.Transfer, LedgerStates.Transfer with { Id = new OperationId(Samples.Hash("second")) }], Samples.Now + 10)),
        ("Post, more than there is", new LedgerCommand.Post([LedgerStates.Transfer with { Amount = new Amount(1_001) }], Samples.Now + 10)),
        ("Post, lapsed", new LedgerCommand.Post([LedgerStates.Transfer], Samples.Now + -1)),
        ("Slash 2 %", new LedgerCommand.Slash(LedgerStates.Transfer.Id, Samples.Worker, new BasisPoints(200))),
        ("Slash 2 % of another", new LedgerCommand.Slash(LedgerStates.Transfer.Id, Samples.Submitter, new BasisPoints(200))),
        ("Slash 2 % again", new LedgerCommand.Slash(new OperationId(Samples.Hash("second")), Samples.Worker, new BasisPoints(200))),
        (
            "Slash 10 % of a former stake for a reporter",
            new LedgerCommand.Slash(
                new OperationId(Samples.Hash("second")), Samples.Worker, new BasisPoints(1_000), new Amount(1_000), Samples.Submitter, new BasisPoints(5_000))),
        ("Unbond", new LedgerCommand.Unbond(LedgerStates.Unbonding.Id, Samples.Worker, new Amount(200), 50, Samples.Now + 10)),
        (
            "Unbond under another's id",
            new LedgerCommand.Unbond(LedgerStates.Unbonding.Id, Samples.Submitter, new Amount(1), 50, Samples.Now + 10)),
        (
            "Unbond more than there is",
            new LedgerCommand.Unbond(new OperationId(Samples.Hash("second")), Samples.Worker, new Amount(211), 50, Samples.Now + 10)),
        ("Unbond, lapsed", new LedgerCommand.Unbond(LedgerStates.Unbonding.Id, Samples.Worker, new Amount(1), 50, Samples.Now + -1)),
        ("Release", new LedgerCommand.ReleaseUnbondings([LedgerStates.Unbonding.Id], 7)),
        ("Release another", new LedgerCommand.ReleaseUnbondings([new OperationId(Samples.Hash("second"))], 7)),
        ("Reserve", new LedgerCommand.Reserve([LedgerStates.Escrow])),
        ("Reserve, other terms", new LedgerCommand.Reserve([LedgerStates.Escrow with { Amount = new Amount(151) }])),
        (
            "Reserve, one more",
            new LedgerCommand.Reserve([LedgerStates.Escrow, LedgerStates.Escrow with { TaskId = LedgerStates.OtherTask }])),
        ("Settle the first reservation", new LedgerCommand.Settle([LedgerStates.Settlement])),
        ("Settle the second reservation", new LedgerCommand.Settle([LedgerStates.Settlement with { EscrowNumber = 2 }])),
        (
            "Settle, legs do not add up",
            new LedgerCommand.Settle([LedgerStates.Settlement with { Legs = [new(LedgerStates.Bob, new Amount(149), "worker")] }])),
        ("Return", new LedgerCommand.Settle([LedgerAggregate.Release(LedgerStates.Escrow with { Number = 1 })])),
    ];

    [Fact]
    public void Decide_EveryCommandInEveryState_DoesWhatTheGridSays() =>
        Snapshot.Match("LedgerGrid.txt", Grid.Of<LedgerState, LedgerCommand, LedgerEvent, LedgerEffect>(
            States,
            Commands,
            (state, command) => LedgerAggregate.Decide(state, command, Samples.Now),
            LedgerAggregate.Apply,
            after => $"alice {after.BalanceOf(LedgerStates.Alice)}, bob {after.BalanceOf(LedgerStates.Bob)}, "
                + $"{after.BalanceOf(LedgerStates.Stake)} at stake, {after.BalanceOf(LedgerAccount.Unbonding(Samples.Worker))} unbonding, "
                + $"{after.BalanceOf(LedgerAccount.Slashed)} slashed, "
                + $"{after.Escrows.Count} escrows, {after.Transfers.Count} transfers remembered"));

    [Fact]
    public void Commands_OfTheGrid_CoverEveryCommand() =>
        Assert.Equal(
            typeof(LedgerCommand).GetNestedTypes().Select(type => type.Name).Order(),
            Commands.Select(entry => entry.Command.GetType().Name).Distinct().Order());
}
