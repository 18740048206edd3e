using System.Collections.Immutable;
using System.Globalization;
using LazAI.Grains.EventLog;
using LazAI.Protocol;
using LazAI.Protocol.Ledger;
using LazAI.Simulation.Faults;
using LazAI.Simulation.Kernel;
using Xunit.Abstractions;

namespace LazAI.Simulation.Tests.DataSetUses;

/// <summary>Whatever crashes when, a use that happens is paid once to its owner, one that does not costs nothing, and the books agree.</summary>
public sealed class UseCrashTests(ITestOutputHelper output)
{
    private const ulong ShortSweep = 60;

    private static readonly ulong s_seeds =
        ulong.TryParse(Environment.GetEnvironmentVariable("LAZAI_SIMULATION_SEEDS"), CultureInfo.InvariantCulture, out var seeds) ? seeds : ShortSweep;

    private static readonly ulong s_first =
        ulong.TryParse(Environment.GetEnvironmentVariable("LAZAI_SIMULATION_FIRST"), CultureInfo.InvariantCulture, out var first) ? first : 1;

    /// <summary>Each kind of append on a use's way, before and after it is written, the first times that it comes.</summary>
    public static TheoryData<string> Kinds { get; } =
    [
        "account.authorized", "ownership.anchored", "ownership.licence-granted", "ownership.key-requested", "ownership.key-released",
        "ownership.transferred", "ledger.reserved", "ledger.settled: payment", "ledger.settled: refund",
    ];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Uses_SiloCrashesAtAnAppend_ArePaidOnceOrNotAtAll(string kind)
    {
        foreach (var isWritten in new[] { false, true })
        {
            var reached = 0;
            for (var occurrence = 1; occurrence <= 3; occurrence++)
            {
                var run = UseRun.Run((ulong)occurrence, FaultPlan.None with { CrashPoints = [new CrashPoint(kind, occurrence, isWritten)] });
                Assert.True(run.Inspector.Paid > 0, "uses are paid");
                reached += run.Reached.Count;
            }

            Assert.True(reached > 0, $"silos have crashed {(isWritten ? "after" : "before")} an append of {kind}");
        }
    }

    /// <summary>An inspector that was never seen to complain proves nothing.</summary>
    [Theory]
    [InlineData("what was reserved stays where it is", "escrows are open")]
    [InlineData("what has happened is given back", "what goes back is of a use that has not happened")]
    [InlineData("another is paid", "the price goes to who owned it then")]
    [InlineData("a payment comes twice", "what is settled was reserved")]
    [InlineData("nothing is reserved", "a use is reserved before it is recorded")]
    public void Uses_SystemIsBroken_IsNoticed(string what, string complaint)
    {
        var sabotage = what switch
        {
            "what was reserved stays where it is" => new Sabotage { SwallowsCall = call => call.MethodName == "SettleAsync" },
            "what has happened is given back" => Settling(settlement => [settlement with
            {
                Legs = [settlement.Legs[^1] with { Amount = Sum(settlement), Purpose = "refund" }],
            }]),
            "another is paid" => Settling(settlement => [settlement with
            {
                Legs = [.. settlement.Legs.Select(leg => leg.Purpose == "licence" ? leg with { Account = LedgerAccount.Treasury } : leg)],
            }]),
            "a payment comes twice" => Settling(settlement => [settlement, settlement]),
            _ => new Sabotage { SwallowsCall = call => call.MethodName == "ReserveAsync" },
        };
        var failure = Assert.ThrowsAny<Exception>(() => UseRun.Run(1, FaultPlan.None, sabotage));
        Assert.Contains(complaint, failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Uses_AnythingGoesWrong_ArePaidOnceOrNotAtAll()
    {
        var (happened, paid, returned, ended, crashes) = (0, 0, 0, 0, 0);
        for (ulong seed = s_first; seed < s_first + s_seeds; seed++)
        {
            var run = UseRun.Run(seed, FaultPlan.Draw(new SeededRandom(seed)));
            (happened, paid, returned, ended, crashes) = (
                happened + run.Inspector.Happened, paid + run.Inspector.Paid, returned + run.Inspector.Returned, ended + run.Inspector.Ended,
                crashes + run.Crashes);
        }

        output.WriteLine($"{happened} uses have happened, {paid} were paid, {returned} reservations went back, {ended} ended by transfers, {crashes} crashes");
        Assert.Equal(happened, paid);
        Assert.True(s_seeds < ShortSweep || (paid > 300 && returned > 100 && ended > 50 && crashes > 50), "enough has happened to say so");
    }

    private static Amount Sum(Settlement settlement) => settlement.Legs.Aggregate(Amount.Zero, (sum, leg) => sum + leg.Amount);

    /// <summary>Puts something else in the place of each payment of a use.</summary>
    private static Sabotage Settling(Func<Settlement, ImmutableArray<Settlement>> change) => new()
    {
        Append = (_, events) => [.. events.Select(data =>
        {
            if (data.Type != "ledger.settled")
            {
                return data;
            }

            var settled = (LedgerEvent.Settled)LedgerEvent.Codec.Decode(data.Type, data.Payload.Span);
            var (type, payload) = LedgerEvent.Codec.Encode(settled with
            {
                Settlements = [.. settled.Settlements.SelectMany(it => it.Legs is [{ Purpose: "licence" }, { Purpose: "refund" }] ? change(it) : [it])],
            });
            return new EventData(type, payload);
        })],
    };
}
