using LazAI.Cryptography;
using LazAI.Protocol.Challenges;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Coordination;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Settlements;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Protocol.Tests.Settlements;

/// <summary>An honest explanation holds to the last unit, and one that anything was changed in does not.</summary>
public sealed class SettlementCheckTests(ITestOutputHelper output)
{
    private static readonly Address s_payer = Address.Parse("0x1111111111111111111111111111111111111111");
    private static readonly Address s_worker = Address.Parse("0x2222222222222222222222222222222222222222");
    private static readonly Address s_owner = Address.Parse("0x3333333333333333333333333333333333333333");
    private static readonly Address s_challenger = Address.Parse("0x4444444444444444444444444444444444444444");
    private static readonly TaskId s_task = new(Keccak256.Hash("task"u8));
    private static readonly ChallengeId s_challenge = new(Keccak256.Hash("challenge"u8));

    [Fact]
    public void Fee_OfAnyPriceAndShares_IsTheLedgersDivision()
    {
        var random = TestSeed.Create(output);
        for (var i = 0; i < 2_000; i++)
        {
            var rules = AnyShares(random);
            var price = new Amount((UInt128)random.NextInt64(0, i % 2 == 0 ? 200 : long.MaxValue));
            var escrow = new Escrow(s_task, LedgerAccount.User(s_payer), price + new Amount((UInt128)random.NextInt64(1, 1_000)), new Slot(9), 7);
            var posted = FeeDivision.Divide(escrow, price, s_worker, s_owner, rules);

            var explanation = Explain(ComputeTaskStatus.Settled, Inputs(escrow, price, rules), posted);

            AllHold(explanation);
            Assert.Equal(price, explanation.Fee.Charged);
            Assert.Equal(posted.Legs.AsEnumerable(), explanation.Fee.Lines.Where(line => !line.Amount.IsZero)
                .Select(line => new SettlementLeg(line.Account, line.Amount, line.Purpose)));
        }
    }

    [Theory]
    [InlineData(ComputeTaskStatus.Expired)]
    [InlineData(ComputeTaskStatus.Invalid)]
    public void Fee_OfATaskThatFailed_IsNothing(ComputeTaskStatus status)
    {
        var escrow = AnEscrow(500);
        var explanation = Explain(status, Inputs(escrow, new Amount(99), ProtocolRules.Default), LedgerAggregate.Release(escrow));

        Assert.DoesNotContain(SettlementCheck.Check(explanation), finding => finding.Holds == false);
        Assert.Equal((Amount.Zero, escrow.Amount), (explanation.Fee.Charged, explanation.Fee.Returned));

        // A service that bills it all the same is found out, whether the explanation hides it or not.
        var billed = FeeDivision.Divide(escrow, new Amount(99), s_worker, s_owner, ProtocolRules.Default);
        Fails(explanation with { Fee = explanation.Fee with { Posted = At(billed) } });
        Fails(explanation with { Fee = explanation.Fee with { Charged = new Amount(99), Returned = new Amount(401), Posted = At(billed) } });
    }

    [Fact]
    public void Fee_WhileTheEndIsOpen_IsPending()
    {
        var explanation = Explain(ComputeTaskStatus.Verified, Inputs(AnEscrow(500), new Amount(99), ProtocolRules.Default), null);

        Assert.Contains(SettlementCheck.Check(explanation), finding => finding is { Name: "charge", Holds: null });
        Fails(explanation with { Fee = explanation.Fee with { Charged = new Amount(99) } });
    }

    [Fact]
    public void Fee_WithAnythingChanged_Fails()
    {
        var (escrow, rules) = (AnEscrow(101), ProtocolRules.Default);
        var honest = Explain(
            ComputeTaskStatus.Settled, Inputs(escrow, new Amount(99), rules), FeeDivision.Divide(escrow, new Amount(99), s_worker, s_owner, rules));
        AllHold(honest);
        var (fee, inputs) = (honest.Fee, honest.Fee.Inputs);
        FeeInputs[] changed =
        [
            inputs with { Price = At(new Amount(98)) },
            inputs with { Price = At(new Amount(102)) },
            inputs with { Worker = At(s_owner) },
            inputs with { Worker = null },
            inputs with { Owner = At(s_worker) },
            inputs with { Reservation = At(escrow with { Amount = new Amount(102) }) },
            inputs with { Reservation = At(escrow with { Number = 8 }) },
            inputs with { Reservation = At(escrow with { TaskId = new TaskId(Bytes32.Zero) }) },
            inputs with { Reservation = At(escrow with { Payer = LedgerAccount.User(s_owner) }) },
            inputs with { WorkerShare = At(new BasisPoints(6_999)) },
            inputs with { WorkerShare = At(new BasisPoints(2_000)), ValidatorShare = At(new BasisPoints(7_000)) },
            inputs with { TreasuryShare = At(new BasisPoints(10_000)) },
        ];
        Assert.All(changed, input => Fails(honest with { Fee = fee with { Inputs = input } }));
        for (var i = 0; i < fee.Lines.Length; i++)
        {
            var line = fee.Lines[i];
            Fails(honest with { Fee = fee with { Lines = fee.Lines.SetItem(i, line with { Amount = line.Amount + new Amount(1) }) } });
            Fails(honest with { Fee = fee with { Lines = fee.Lines.SetItem(i, line with { Formula = "trust us" }) } });
            Fails(honest with { Fee = fee with { Lines = fee.Lines.RemoveAt(i) } });
        }

        Fails(honest with { Fee = fee with { Posted = At(fee.Posted!.Value with { Legs = fee.Posted.Value.Legs.RemoveAt(0) }) } });
        Fails(honest with { Status = At(ComputeTaskStatus.Expired) });
    }

    /// <summary>A rejected attempt has its own slash; that of the result which others have proven false follows a moment after the verdict.</summary>
    [Theory]
    [InlineData("task/trace-invalid", true)]
    [InlineData("challenge/fault-proven", false)]
    public void Slash_OfAnInvalidTask_IsPendingUntilItsOwnIsThere(string reason, bool pending)
    {
        var escrow = AnEscrow(500);
        var invalid = Explain(ComputeTaskStatus.Invalid, Inputs(escrow, new Amount(99), ProtocolRules.Default), LedgerAggregate.Release(escrow));
        var slash = SettlementRules.Slash(s_task, new SlashExplanation(
            default, At(s_worker), At(1), At(new ErrorCode(reason)), At(new Amount(100)), At(new BasisPoints(2_000)), null, null,
            At(new Amount(100)), At(Amount.Zero), Amount.Zero, null, null, "", [], null));
        Assert.True(IsPending(invalid));
        Assert.Equal(pending, IsPending(invalid with { Slashes = [slash] }));

        static bool IsPending(SettlementExplanation explanation) => SettlementCheck.Check(explanation).Any(
            finding => finding.Holds is null && finding.Detail.Contains("does not show the offence", StringComparison.Ordinal));
    }

    [Fact]
    public void Slash_OfAnyStakes_IsTheLedgers_AndChangedFails()
    {
        var random = TestSeed.Create(output);
        for (var i = 0; i < 500; i++)
        {
            var (stake, unbonding, then) = (Some(random), Some(random), Some(random));
            var (share, reporterShare) = (new BasisPoints(random.Next(10_001)), new BasisPoints(random.Next(10_001)));
            Address? reporter = random.Next(3) == 0 ? null : s_challenger;
            var id = Protocol.Workers.WorkerAggregate.OffenceId(s_task, 2);
            var state = (LedgerState.Initial with { Supply = new Amount(1) }) with
            {
                Balances = LedgerState.Initial.Balances.Add(LedgerAccount.Stake(s_worker), stake).Add(LedgerAccount.Unbonding(s_worker), unbonding),
            };
            var command = new LedgerCommand.Slash(id, s_worker, share, then, reporter, reporter is null ? default : reporterShare);
            var accepted = Assert.IsType<Accepted<LedgerEvent, LedgerEffect>>(LedgerAggregate.Decide(state, command, new Slot(1)));
            var slashed = Assert.IsType<LedgerEvent.Slashed>(Assert.Single(accepted.Events));
            var honest = WithSlash(SettlementRules.Slash(s_task, new SlashExplanation(
                default, At(s_worker), At(2), At(ChallengeErrors.FaultProven), At(then), At(share),
                reporter is { } named ? At(named) : null, reporter is null ? null : At(reporterShare), At(stake), At(unbonding),
                Amount.Zero, null, null, "", [], At(slashed.Movements))));
            AllHold(honest);

            var slash = honest.Slashes[0];
            Fails(WithSlash(slash with { Taken = slash.Taken + new Amount(1) }));
            Fails(WithSlash(slash with { Reward = slash.Reward + new Amount(1) }));
            Fails(WithSlash(slash with { Owed = slash.Owed + new Amount(1) }));
            Fails(WithSlash(slash with { Attempt = At(1) }));
            Fails(WithSlash(slash with { Posted = At(slashed.Movements.Add(new Movement(LedgerAccount.Treasury, LedgerAccount.Slashed, new Amount(1)))) }));
        }
    }

    [Theory]
    [InlineData(ChallengeOutcome.Upheld, "user:0x4444444444444444444444444444444444444444")]
    [InlineData(ChallengeOutcome.Moot, "user:0x4444444444444444444444444444444444444444")]
    [InlineData(ChallengeOutcome.Void, "user:0x4444444444444444444444444444444444444444")]
    [InlineData(ChallengeOutcome.Rejected, "user:0x2222222222222222222222222222222222222222")]
    public void Bond_OfADecidedChallenge_GoesWhereTheOutcomeSays(ChallengeOutcome outcome, string receiver)
    {
        var bond = ABond(outcome);
        Assert.Equal(receiver, bond.Settled!.Credit.ToString());
        bond = bond with { PostedPutUp = At(bond.PutUp!), PostedSettled = At(bond.Settled) };
        AllHold(WithBond(bond));

        Fails(WithBond(bond with { Outcome = At(outcome == ChallengeOutcome.Rejected ? ChallengeOutcome.Upheld : ChallengeOutcome.Rejected) }));
        Fails(WithBond(bond with { Outcome = At(ChallengeOutcome.Pending) }));
        Fails(WithBond(bond with { Bond = At(new Amount(1)) }));
        Fails(WithBond(bond with { PostedSettled = At(bond.Settled with { Credit = LedgerAccount.Treasury }) }));
    }

    [Fact]
    public void Bond_NeverPutUpOrPending_EndsInNothing()
    {
        Assert.True(ABond(ChallengeOutcome.Dropped) is { PutUp: null, Settled: null });
        Assert.True(ABond(ChallengeOutcome.Pending) is { PutUp: not null, Settled: null });
    }

    private static BondExplanation ABond(ChallengeOutcome outcome) => SettlementRules.Bond(new BondExplanation(
        s_challenge, At(s_challenger), At(s_worker), At(outcome), At(ProtocolRules.Default.ChallengeBond), "", null, null, null, null));

    private static SettlementExplanation WithBond(BondExplanation bond) => Settled() with { Bonds = [bond] };

    private static SettlementExplanation WithSlash(SlashExplanation slash) => Settled() with { Slashes = [slash] };

    private static SettlementExplanation Settled()
    {
        var escrow = AnEscrow(101);
        return Explain(
            ComputeTaskStatus.Settled,
            Inputs(escrow, new Amount(99), ProtocolRules.Default),
            FeeDivision.Divide(escrow, new Amount(99), s_worker, s_owner, ProtocolRules.Default));
    }

    private static SettlementExplanation Explain(ComputeTaskStatus status, FeeInputs inputs, Settlement? posted) => new(
        s_task, At(status), At(1), SettlementRules.Fee(status, inputs, posted is null ? null : At(posted)), [], []);

    private static FeeInputs Inputs(Escrow escrow, Amount price, ProtocolRules rules) => new(
        At(escrow), At(price), At(s_worker), At(s_owner), At(rules.WorkerFeeShare), At(rules.ValidatorFeeShare), At(rules.OwnerFeeShare),
        At(rules.TreasuryFeeShare));

    private static Escrow AnEscrow(int amount) => new(s_task, LedgerAccount.User(s_payer), new Amount((UInt128)amount), new Slot(9), 7);

    private static Explained<T> At<T>(T value) => new(value, "/v1/somewhere#/value");

    private static Amount Some(Random random) => new((UInt128)random.NextInt64(1, 1_000));

    private static ProtocolRules AnyShares(Random random)
    {
        var cuts = Enumerable.Range(0, 3).Select(_ => random.Next(10_001)).Order().ToArray();
        return ProtocolRules.Default with
        {
            WorkerFeeShare = new BasisPoints(cuts[0]),
            ValidatorFeeShare = new BasisPoints(cuts[1] - cuts[0]),
            OwnerFeeShare = new BasisPoints(cuts[2] - cuts[1]),
            TreasuryFeeShare = new BasisPoints(10_000 - cuts[2]),
        };
    }

    private static void AllHold(SettlementExplanation explanation) =>
        Assert.All(SettlementCheck.Check(explanation), finding => Assert.True(finding.Holds, $"{finding.Name}: {finding.Detail}"));

    private static void Fails(SettlementExplanation explanation) =>
        Assert.Contains(SettlementCheck.Check(explanation), finding => finding.Holds == false);
}
