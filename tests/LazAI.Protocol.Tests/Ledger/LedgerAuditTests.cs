using System.Diagnostics;
using LazAI.Protocol.Ledger;
using LazAI.Simulation.Auditing;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Protocol.Tests.Ledger;

public class LedgerAuditTests(ITestOutputHelper output)
{
    private const int Transfers = 1_000_000;
    private const int TransfersBetweenAudits = 20_000;

    [Fact]
    public void Decide_AMillionRandomTransfersAndEscrows_ConservesEveryUnit()
    {
        var stopwatch = Stopwatch.StartNew();
        var customers = new RandomCustomers(TestSeed.Create(output));
        var auditor = new LedgerAuditor();
        var state = LedgerState.Initial;
        var (audited, refused, commands) = (0, 0, 0);
        for (var moved = 0; moved < Transfers;)
        {
            var (command, now) = commands++ == 0 ? (customers.Genesis(), new Slot(0)) : customers.NextCommand(state);
            switch (LedgerAggregate.Decide(state, command, now))
            {
                case Accepted<LedgerEvent, LedgerEffect> accepted:
                    foreach (var @event in accepted.Events)
                    {
                        auditor.Record(@event);
                        state = LedgerAggregate.Apply(state, @event);
                        moved += RandomCustomers.MovementsOf(@event);
                    }

                    break;
                case Rejected<LedgerEvent, LedgerEffect>:
                    refused++;
                    break;
            }

            if (moved - audited >= TransfersBetweenAudits)
            {
                auditor.Compare(state);
                audited = moved;
            }
        }

        auditor.Compare(state);
        output.WriteLine($"{commands} commands, {refused} refused, {state.Balances.Count} accounts, {state.Escrows.Count} escrows open, "
            + $"{state.Transfers.Count} ids remembered, {stopwatch.Elapsed.TotalSeconds:F1} s");
        Assert.InRange(refused, commands / 20, commands * 19 / 20);
    }

    public static TheoryData<string, LedgerEvent[]> Frauds { get; } = new()
    {
        { "a transfer that is not covered", [Posted(Movement("1", 1_001))] },
        { "a transfer twice", [Posted(Movement("1", 1)), Posted(Movement("1", 1))] },
        { "a transfer of nothing", [Posted(Movement("1", 0))] },
        { "a transfer to oneself", [Posted(Movement("1", 1) with { Credit = LedgerStates.Alice })] },
        { "a second supply", [new LedgerEvent.Allocated([new(LedgerStates.Bob, new Amount(1))])] },
        { "an escrow without its number", [new LedgerEvent.Reserved([LedgerStates.Escrow], Samples.Now)] },
        { "a lapsed escrow", [new LedgerEvent.Reserved([LedgerStates.Escrow with { Number = 1, ExpiresAt = Samples.Now }], Samples.Now)] },
        { "a settlement of nothing", [new LedgerEvent.Settled([LedgerStates.Settlement], Samples.Now)] },
        {
            "a settlement that leaves something",
            [
                Reserved(),
                new LedgerEvent.Settled([LedgerStates.Settlement with { Legs = [new(LedgerStates.Bob, new Amount(149), "worker")] }], Samples.Now),
            ]
        },
        { "a settlement twice", [Reserved(), Settled(), Settled()] },
        { "a direct way into an escrow", [Posted(Movement("1", 1) with { Credit = LedgerAccount.Escrow(default) })] },
    };

    [Theory]
    [MemberData(nameof(Frauds), DisableDiscoveryEnumeration = true)]
    public void Record_BooksThatWereCooked_AreFound(string fraud, LedgerEvent[] entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var auditor = new LedgerAuditor();
        auditor.Record(new LedgerEvent.Allocated([new(LedgerStates.Alice, new Amount(1_000))]));
        Assert.ThrowsAny<AuditException>(() =>
        {
            foreach (var entry in entries)
            {
                auditor.Record(entry);
            }
        });
        Assert.NotEmpty(fraud);
    }

    [Fact]
    public void Compare_BalanceThatWasChanged_IsFound()
    {
        var auditor = new LedgerAuditor();
        var allocated = new LedgerEvent.Allocated([new(LedgerStates.Alice, new Amount(1_000)), new(LedgerStates.Bob, new Amount(1))]);
        auditor.Record(allocated);
        var state = LedgerStates.Fold(LedgerState.Initial, allocated);
        auditor.Compare(state);
        var moved = state.Balances.SetItem(LedgerStates.Alice, new Amount(999)).SetItem(LedgerStates.Bob, new Amount(2));
        Assert.Throws<AuditException>(() => auditor.Compare(state with { Balances = moved }));
        Assert.Throws<AuditException>(() => auditor.Compare(state with { Supply = new Amount(1_002) }));
        Assert.Throws<AuditException>(() => auditor.Compare(state with { Escrows = state.Escrows.Add(LedgerStates.Task, LedgerStates.Escrow) }));
        Assert.Throws<AuditException>(() => auditor.Compare(state with { Escrowed = new Amount(1) }));
    }

    private static Transfer Movement(string id, uint amount) =>
        LedgerStates.Transfer with { Id = new OperationId(Samples.Hash(id)), Amount = new Amount(amount) };

    private static LedgerEvent.Posted Posted(Transfer transfer) => new([transfer], Samples.Now, Samples.Now);

    private static LedgerEvent.Reserved Reserved() => new([LedgerStates.Escrow with { Number = 1 }], Samples.Now);

    private static LedgerEvent.Settled Settled() => new([LedgerStates.Settlement], Samples.Now);
}
