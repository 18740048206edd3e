using LazAI.Protocol.Coordination;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Ownership;
using LazAI.Protocol.Time;
using static LazAI.Protocol.Tests.Ownership.OwnershipSamples;

namespace LazAI.Protocol.Tests.Coordination;

/// <summary>What becomes of the price that is reserved for a use, also with a coordinator that a snapshot has restored.</summary>
public sealed class CoordinatorUseTests
{
    private static readonly KeyRequest s_order = Request(Samples.Key("licensee")).Request.Order;
    private static readonly Escrow s_escrow = LicenceUse.ReservationOf(s_order)! with { Number = 1 };

    private static readonly OwnershipEvent.KeyRequested s_asked =
        (OwnershipEvent.KeyRequested)Events(Licensed, Request(Samples.Key("licensee")))[0];

    private static readonly OwnershipEvent.KeyReleased s_released = (OwnershipEvent.KeyReleased)Events(Licensed, Release())[0];

    private static readonly Settlement s_payment = LicenceUse.Pay(s_escrow, Owner, Grant.PricePerUse);
    private static readonly Settlement s_refund = LedgerAggregate.Release(s_escrow);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Plan_KeyReleased_PaysTheOwnerOnce(bool restored)
    {
        var coordinator = Waiting();
        coordinator = restored ? Restored(coordinator) : coordinator;
        Assert.Empty(Planned(coordinator, Samples.Now));
        coordinator.Observe(Content, s_released);
        coordinator = restored ? Restored(coordinator) : coordinator;
        AssertPlans(s_payment, coordinator, Samples.Now);

        // Not seen, it is asked for again when patience is over, and at once if it is reported lost; never as a refund. Seen, never again.
        Tick(coordinator, Samples.Now + Samples.Rules.SettlementPatienceSlots);
        AssertPlans(s_payment, coordinator, Samples.Now + Samples.Rules.SettlementPatienceSlots);
        coordinator.Failed(s_escrow.TaskId);
        AssertPlans(s_payment, coordinator, Samples.Now + Samples.Rules.SettlementPatienceSlots);
        coordinator.Observe(new LedgerEvent.Settled([s_payment], Samples.Now + 9));
        coordinator.Observe(Content, s_released);
        Tick(coordinator, Deadline + 1_000);
        Assert.Empty(Planned(coordinator, Deadline + 1_000));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Plan_SessionThatHasTheKey_PaysAtOnce(bool restored)
    {
        var coordinator = Reserved();
        coordinator.Observe(Content, s_asked with { Payee = Owner });
        AssertPlans(s_payment, restored ? Restored(coordinator) : coordinator, Samples.Now);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Plan_Transferred_GivesBackAtOnce(bool restored)
    {
        var coordinator = Waiting();
        coordinator.Observe(Content, Events(Licensed, TransferTo(Stranger, nonce: 30))[0]);
        coordinator = restored ? Restored(coordinator) : coordinator;
        AssertPlans(s_refund, coordinator, Samples.Now);
        coordinator.Observe(Content, s_released);
        Assert.Empty(Planned(coordinator, Samples.Now));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public void Plan_DeadlinePassed_GivesBackAfterTheMargin(bool recorded, bool restored)
    {
        var coordinator = recorded ? Waiting() : Reserved();
        coordinator = restored ? Restored(coordinator) : coordinator;
        var last = Deadline + (Samples.Rules.OrphanMarginSlots - 1);
        Tick(coordinator, last);
        Assert.Empty(Planned(coordinator, last));

        // What was released after the deadline is no use of this request.
        coordinator.Observe(Content, s_released with { At = Deadline });
        Assert.Empty(Planned(coordinator, last));
        Tick(coordinator, last + 1);
        AssertPlans(s_refund, coordinator, last + 1);
        coordinator.Observe(new LedgerEvent.Settled([s_refund], last + 1));
        Tick(coordinator, last + 1_000);
        Assert.Empty(Planned(coordinator, last + 1_000));
    }

    [Fact]
    public void Plan_KeyReleasedInTheLastSlotAndLateInTheLog_Pays()
    {
        var coordinator = Waiting();
        Tick(coordinator, Deadline + (Samples.Rules.OrphanMarginSlots - 1));
        coordinator.Observe(Content, s_released with { At = Deadline + -1 });
        AssertPlans(s_payment, coordinator, Deadline + 8);
    }

    [Fact]
    public void Plan_KeyReleasedToAnotherSessionOrOfOtherContent_PaysNothing()
    {
        var coordinator = Waiting();
        coordinator.Observe(Content, s_released with { Order = s_released.Order with { Session = new SessionId(Samples.Hash("another session")) } });
        coordinator.Observe(ContentHash.Of("other"u8), s_released);
        Assert.Empty(Planned(coordinator, Samples.Now));
    }

    [Fact]
    public void Plan_UseThatCostsNothing_LeavesTheLedgerAlone()
    {
        var coordinator = new Coordinator(Samples.Rules, Samples.GenesisHash, Samples.Schedule);
        coordinator.Observe(Content, s_asked with { Order = s_order with { PriceMaximum = Amount.Zero }, Price = Amount.Zero });
        coordinator.Observe(Content, s_released);
        Assert.Empty(Planned(coordinator, Samples.Now));
    }

    private static Coordinator Reserved()
    {
        var coordinator = new Coordinator(Samples.Rules, Samples.GenesisHash, Samples.Schedule);
        coordinator.Observe(new LedgerEvent.Reserved([s_escrow], Samples.Now));
        return coordinator;
    }

    private static Coordinator Waiting()
    {
        var coordinator = Reserved();
        coordinator.Observe(Content, s_asked);
        return coordinator;
    }

    private static void Tick(Coordinator coordinator, Slot slot) => coordinator.Observe(new SlotClockEvent.Ticked(slot, slot));

    private static Settlement[] Planned(Coordinator coordinator, Slot now) =>
        [.. coordinator.Plan(now).OfType<CoordinatorAction.CloseEscrows>().SelectMany(close => close.Settlements)];

    private static void AssertPlans(Settlement expected, Coordinator coordinator, Slot now) => Assert.Equal(
        CanonicalJson.Serialize(expected), CanonicalJson.Serialize(Assert.Single(Planned(coordinator, now))));

    /// <summary>Through the snapshot's own encoding.</summary>
    private static Coordinator Restored(Coordinator coordinator) => Coordinator.Restore(
        CanonicalJson.Deserialize<CoordinatorSnapshot>(CanonicalJson.Serialize(coordinator.Capture())), Samples.Rules, Samples.GenesisHash, Samples.Schedule);
}
