using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Tests.Deciding;

namespace LazAI.Protocol.Tests.Ledger;

public class LedgerTests
{
    [Fact]
    public void Refusals_ScenariosWithoutFault_AreAccepted()
    {
        LedgerRefusals.Allocate.RequireAccepted();
        LedgerRefusals.AllocateAgain.RequireAccepted();
        LedgerRefusals.AllocateNothing.RequireAccepted();
        LedgerRefusals.Post.RequireAccepted();
        LedgerRefusals.PostNothing.RequireAccepted();
        LedgerRefusals.Reserve.RequireAccepted();
        LedgerRefusals.ReserveNothing.RequireAccepted();
        LedgerRefusals.Release.RequireAccepted();
        LedgerRefusals.ReleaseNothing.RequireAccepted();
        LedgerRefusals.Settle.RequireAccepted();
        LedgerRefusals.SettleNothing.RequireAccepted();
    }

    [Fact]
    public void Post_LinkedTransfers_MayUseWhatEarlierOnesBring()
    {
        var carol = LedgerStates.User(3);
        LedgerCommand.Post Linked(params Transfer[] transfers) => new([.. transfers], Samples.Now);
        var first = LedgerStates.Transfer with { Amount = new Amount(1_000) };
        var second = new Transfer(new OperationId(Samples.Hash("2")), LedgerStates.Bob, carol, new Amount(1_005), "transfer");
        Assert.Null(Refusal.Of(LedgerAggregate.Decide(LedgerStates.Allocated, Linked(first, second), Samples.Now)));
        Assert.Equal(
            LedgerErrors.InsufficientFunds, Refusal.Of(LedgerAggregate.Decide(LedgerStates.Allocated, Linked(second, first), Samples.Now))?.Code);
    }

    [Fact]
    public void Post_WholeBalance_LeavesNoEmptyAccountBehind()
    {
        var state = LedgerStates.Fold(
            LedgerStates.Allocated, new LedgerEvent.Posted([LedgerStates.Transfer with { Amount = new Amount(1_000) }], Samples.Now, Samples.Now));
        Assert.False(state.Balances.ContainsKey(LedgerStates.Alice));
        Assert.Equal(Amount.Zero, state.BalanceOf(LedgerStates.Alice));
    }

    /// <summary>The order may have been under way for as long as its deadline allows.</summary>
    [Fact]
    public void Unbond_TakenLate_StaysSlashableForTheWholeTime()
    {
        var taken = Samples.Now + 9;
        var command = new LedgerCommand.Unbond(LedgerStates.Unbonding.Id, Samples.Worker, new Amount(200), 50, Samples.Now + 10);

        var accepted = Assert.IsType<Accepted<LedgerEvent, LedgerEffect>>(LedgerAggregate.Decide(LedgerStates.Allocated, command, taken));

        Assert.Equal(taken + 50, Assert.IsType<LedgerEvent.UnbondingBegan>(Assert.Single(accepted.Events)).Entry.ReleaseAt);
    }

    /// <summary>An id protects its transfer for as long as the command could still be taken, to the slot.</summary>
    [Fact]
    public void Post_SameIdAtAnyLaterTime_IsNeverPostedTwice()
    {
        var command = new LedgerCommand.Post([LedgerStates.Transfer], Samples.Now + 10);
        var state = LedgerStates.Posted;
        for (var at = Samples.Now; at < Samples.Now + 30; at += 1)
        {
            Assert.Empty(LedgerAggregate.Decide(state, command, at) switch
            {
                Accepted<LedgerEvent, LedgerEffect> accepted => accepted.Events.AsEnumerable(),
                _ => [],
            });
            var another = LedgerStates.Transfer with { Id = new OperationId(Samples.Hash("at " + at)), Amount = new Amount(1) };
            state = LedgerStates.Fold(state, new LedgerEvent.Posted([another], at, at));
        }

        Assert.DoesNotContain(LedgerStates.Transfer.Id, state.Transfers.Keys);
        Assert.InRange(state.Transfers.Count, 1, 2);
        Assert.Equal(state.Transfers.Count, state.TransferExpiries.Values.Sum(ids => ids.Count));
    }

    /// <summary>With a later deadline it would still be good when the ledger has forgotten the first one.</summary>
    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public void Post_SameTransferUnderAnotherDeadline_IsRefused(long slots)
    {
        var state = LedgerStates.Fold(
            LedgerStates.Allocated, new LedgerEvent.Posted([LedgerStates.Transfer], Samples.Now + 10, Samples.Now));
        LedgerCommand Until(Slot slot) => new LedgerCommand.Post([LedgerStates.Transfer], slot);
        Assert.Null(Refusal.Of(LedgerAggregate.Decide(state, Until(Samples.Now + 10), Samples.Now)));
        Assert.Equal(
            LedgerErrors.TransferIdReused,
            Refusal.Of(LedgerAggregate.Decide(state, Until(Samples.Now + (10 + slots)), Samples.Now))?.Code);
    }

    /// <summary>A task's fee that is reserved a second time, after its payment, is not what a repeated settlement divides.</summary>
    [Fact]
    public void Settle_FirstReservationAgainAfterASecond_TouchesNothing()
    {
        var decision = LedgerAggregate.Decide(LedgerStates.ReservedAgain, new LedgerCommand.Settle([LedgerStates.Settlement]), Samples.Now);
        Assert.Empty(Assert.IsType<Accepted<LedgerEvent, LedgerEffect>>(decision).Events);
    }

    [Fact]
    public void Reserve_Batch_NumbersItsEscrowsInOrder()
    {
        var command = new LedgerCommand.Reserve(
            [LedgerStates.Escrow with { TaskId = LedgerStates.OtherTask, Number = 77 }, LedgerStates.Escrow, LedgerStates.Escrow with { TaskId = default }]);
        var decision = LedgerAggregate.Decide(LedgerStates.Reserved, command, Samples.Now);
        var reserved = Assert.IsType<LedgerEvent.Reserved>(Assert.Single(Assert.IsType<Accepted<LedgerEvent, LedgerEffect>>(decision).Events));
        Assert.Equal([(LedgerStates.OtherTask, 2L), (default, 3L)], reserved.Escrows.Select(escrow => (escrow.TaskId, escrow.Number)));
        Assert.Equal(3, LedgerStates.Fold(LedgerStates.Reserved, reserved).Reservations);
    }

    [Fact]
    public void Apply_MovementThatIsNotCovered_IsABug() =>
        Assert.Throws<InvariantViolatedException>(() => LedgerStates.Fold(
            LedgerStates.Allocated, new LedgerEvent.Posted([LedgerStates.Transfer with { Amount = new Amount(1_001) }], Samples.Now, Samples.Now)));

    [Fact]
    public void Snapshot_OfEveryGridState_IsReadBackAsItWas() =>
        Assert.All(LedgerGridTests.States, entry =>
        {
            var read = CanonicalJson.Deserialize<LedgerState>(CanonicalJson.Serialize(entry.State));
            Assert.Equal(entry.State.Supply, read.Supply);
            Assert.Equal(entry.State.Balances, read.Balances);
            Assert.Equal(entry.State.Escrows, read.Escrows);
            Assert.Equal(entry.State.Reservations, read.Reservations);
            Assert.Equal(entry.State.Transfers, read.Transfers);
            Assert.Equal(entry.State.Slashes, read.Slashes);
            Assert.Equal(entry.State.Unbondings, read.Unbondings);
            Assert.Equal(entry.State.UnbondingCount, read.UnbondingCount);
            Assert.Equal(entry.State.TransferExpiries.Keys, read.TransferExpiries.Keys);
            Assert.Equal(entry.State.TransferExpiries.Values.SelectMany(ids => ids), read.TransferExpiries.Values.SelectMany(ids => ids));
        });

    [Theory]
    [InlineData("treasury")]
    [InlineData("validator-pool")]
    [InlineData("slashed")]
    [InlineData("user:0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed")]
    [InlineData("stake:0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed")]
    [InlineData("unbonding:0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed")]
    [InlineData("bond:0x00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff")]
    [InlineData("escrow:0x00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff")]
    public void TryParse_TextOfAnAccount_IsItsText(string text)
    {
        Assert.True(LedgerAccount.TryParse(text, out var account));
        Assert.Equal(text, account.ToString());
    }

    [Fact]
    public void Accounts_OfOneAddress_AreDistinctByKind()
    {
        LedgerAccount[] accounts =
        [
            LedgerAccount.User(Samples.Worker), LedgerAccount.Stake(Samples.Worker), LedgerAccount.Unbonding(Samples.Worker),
            LedgerAccount.User(default), LedgerAccount.Treasury, LedgerAccount.ValidatorPool, LedgerAccount.Slashed,
            LedgerAccount.Escrow(default),
        ];
        Assert.Equal(accounts.Length, accounts.Distinct().Count());
        Assert.Equal(accounts.Length, accounts.Select(account => account.ToString()).Distinct().Count());
    }

    /// <summary>The account of the zero address has a text form like any other, so it can also be read.</summary>
    [Fact]
    public void TryParse_ZeroAddress_IsAnAccount()
    {
        Assert.True(LedgerAccount.TryParse(LedgerAccount.User(default).ToString(), out var account));
        Assert.Equal(LedgerAccount.User(default), account);
    }
}
