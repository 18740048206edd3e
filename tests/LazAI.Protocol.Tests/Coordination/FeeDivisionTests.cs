using System.Numerics;
using LazAI.Cryptography;
using LazAI.Protocol.Coordination;
using LazAI.Protocol.Ledger;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Protocol.Tests.Coordination;

public class FeeDivisionTests(ITestOutputHelper output)
{
    private static readonly Address s_worker = Address.Parse("0x1111111111111111111111111111111111111111");
    private static readonly Address s_owner = Address.Parse("0x2222222222222222222222222222222222222222");
    private static readonly Address s_payer = Address.Parse("0x3333333333333333333333333333333333333333");

    /// <summary>Worked by hand: total, then 70 %, 20 %, 8 %, 2 %.</summary>
    [Theory]
    [InlineData(0, 0, 0, 0, 0)]
    [InlineData(1, 1, 0, 0, 0)] // remainders .7 .2 .08 .02
    [InlineData(2, 2, 0, 0, 0)] // 1.4 0.4 0.16 0.04: the tie of .4 goes to the earlier payee
    [InlineData(3, 2, 1, 0, 0)] // 2.1 0.6 0.24 0.06
    [InlineData(99, 69, 20, 8, 2)] // 69.3 19.8 7.92 1.98
    [InlineData(101, 71, 20, 8, 2)] // 70.7 20.2 8.08 2.02
    [InlineData(10_000, 7_000, 2_000, 800, 200)]
    public void Apportion_SmallTotals_FollowsLargestRemainder(int total, int worker, int validators, int owner, int treasury) =>
        Assert.Equal(
            [worker, validators, owner, treasury],
            FeeDivision.Apportion(new Amount((UInt128)total), Shares(ProtocolRules.Default)).Select(portion => (int)portion.Amount.BaseUnits));

    [Fact]
    public void Apportion_AnyTotalAndShares_LosesNothingAndStaysWithinOneUnit()
    {
        var random = TestSeed.Create(output);
        UInt128[] extremes = [0, 1, 2, 3, 9_999, 10_000, 10_001, UInt128.MaxValue / 10_000, UInt128.MaxValue - 1, UInt128.MaxValue];
        foreach (var total in extremes.Concat(Enumerable.Range(0, 20_000).Select(_ => Any128(random))))
        {
            var shares = AnyShares(random);
            var amounts = FeeDivision.Apportion(new Amount(total), shares);
            var sum = BigInteger.Zero;
            for (var i = 0; i < shares.Length; i++)
            {
                var exact = (BigInteger)total * shares[i].Value;
                var given = (BigInteger)amounts[i].Amount.BaseUnits;
                sum += given;
                Assert.InRange(given * 10_000, exact - 9_999, exact + 9_999);
            }

            Assert.Equal((BigInteger)total, sum);
        }
    }

    [Fact]
    public void Divide_ChargeBelowTheEscrow_PaysEveryoneAndReturnsTheRest()
    {
        var escrow = new Escrow(default, LedgerAccount.User(s_payer), new Amount(150), new Slot(9));
        var settlement = FeeDivision.Divide(escrow, new Amount(99), s_worker, s_owner, ProtocolRules.Default);
        Assert.Equal(
            [
                new SettlementLeg(LedgerAccount.User(s_worker), new Amount(69), "worker"),
                new SettlementLeg(LedgerAccount.ValidatorPool, new Amount(20), "validators"),
                new SettlementLeg(LedgerAccount.User(s_owner), new Amount(8), "owner"),
                new SettlementLeg(LedgerAccount.Treasury, new Amount(2), "treasury"),
                new SettlementLeg(LedgerAccount.User(s_payer), new Amount(51), "refund"),
            ],
            settlement.Legs.AsEnumerable());
    }

    [Fact]
    public void Divide_ChargeOfTheWholeEscrow_HasNoRefundLeg()
    {
        var escrow = new Escrow(default, LedgerAccount.User(s_payer), new Amount(UInt128.MaxValue), new Slot(9));
        var settlement = FeeDivision.Divide(escrow, escrow.Amount, s_worker, s_owner, ProtocolRules.Default);
        Assert.Equal(["worker", "validators", "owner", "treasury"], settlement.Legs.Select(leg => leg.Purpose));
        Assert.Equal(
            (BigInteger)UInt128.MaxValue, settlement.Legs.Aggregate(BigInteger.Zero, (sum, leg) => sum + (BigInteger)leg.Amount.BaseUnits));
    }

    [Fact]
    public void Divide_OneUnit_LeavesOutPayeesOfNothing()
    {
        var escrow = new Escrow(default, LedgerAccount.User(s_payer), new Amount(1), new Slot(9));
        var settlement = FeeDivision.Divide(escrow, new Amount(1), s_worker, s_owner, ProtocolRules.Default);
        Assert.Equal([new SettlementLeg(LedgerAccount.User(s_worker), new Amount(1), "worker")], settlement.Legs.AsEnumerable());
    }

    [Fact]
    public void Divide_ChargeAboveTheEscrow_IsABug()
    {
        var escrow = new Escrow(default, LedgerAccount.User(s_payer), new Amount(1), new Slot(9));
        Assert.Throws<InvariantViolatedException>(
            () => FeeDivision.Divide(escrow, new Amount(2), s_worker, s_owner, ProtocolRules.Default));
    }

    private static BasisPoints[] Shares(ProtocolRules rules) =>
        [rules.WorkerFeeShare, rules.ValidatorFeeShare, rules.OwnerFeeShare, rules.TreasuryFeeShare];

    private static BasisPoints[] AnyShares(Random random)
    {
        int[] cuts = [0, .. Enumerable.Range(0, random.Next(1, 6)).Select(_ => random.Next(10_001)).Order(), 10_000];
        return [.. cuts.Zip(cuts.Skip(1), (from, to) => new BasisPoints(to - from))];
    }

    private static UInt128 Any128(Random random) =>
        new UInt128((ulong)random.NextInt64(), (ulong)random.NextInt64() << 1) >> random.Next(128);
}
