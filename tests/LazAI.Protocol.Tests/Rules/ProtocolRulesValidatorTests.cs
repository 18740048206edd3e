using System.Reflection;

namespace LazAI.Protocol.Tests.Rules;

public class ProtocolRulesValidatorTests
{
    /// <summary>One broken rule each, and a word of the statement that must be reported.</summary>
    public static TheoryData<string, Func<ProtocolRules, ProtocolRules>> Violations { get; } = new()
    {
        { "version", rules => rules with { Version = 0 } },
        { "slotMilliseconds", rules => rules with { SlotMilliseconds = 99 } },
        { "slotMilliseconds", rules => rules with { SlotMilliseconds = 60_001, SessionSlotsMaximum = 100, ChallengeSlots = 1 } },
        { "slotsPerEpoch", rules => rules with { SlotsPerEpoch = 0 } },
        { "slotsPerEpoch", rules => rules with { SlotsPerEpoch = 1_025 } },
        { "nativeAsset", rules => rules with { NativeAsset = "" } },
        { "nativeAsset", rules => rules with { NativeAsset = "lcai" } },
        { "nativeAsset", rules => rules with { NativeAsset = "LC/AI" } },
        { "nativeAsset", rules => rules with { NativeAsset = "ABCDEFGHIJKLMNOPQ" } },
        { "workerStakeMinimum", rules => rules with { WorkerStakeMinimum = Amount.Zero } },
        { "workerStakeMinimum", rules => rules with { WorkerStakeMinimum = new Amount(999_999_999_999_999_999) } },
        { "taskAttemptsMaximum", rules => rules with { TaskAttemptsMaximum = 0 } },
        { "taskAttemptsMaximum", rules => rules with { TaskAttemptsMaximum = 101 } },
        { "leaseSlots", rules => rules with { LeaseSlots = 0 } },
        { "taskDeadlineSlotsMaximum", rules => rules with { TaskDeadlineSlotsMaximum = rules.LeaseSlots } },
        { "taskDeadlineSlotsMaximum", rules => rules with { TaskDeadlineSlotsMaximum = long.MaxValue, UnbondingSlots = uint.MaxValue } },
        { "commandDeadlineSlotsMaximum", rules => rules with { CommandDeadlineSlotsMaximum = 0 } },
        { "commandDeadlineSlotsMaximum", rules => rules with { CommandDeadlineSlotsMaximum = long.MaxValue, UnbondingSlots = uint.MaxValue } },
        { "submissionTasksMaximum", rules => rules with { SubmissionTasksMaximum = 0 } },
        { "submissionTasksMaximum", rules => rules with { SubmissionTasksMaximum = 1_001 } },
        { "resultBatchMaximum", rules => rules with { ResultBatchMaximum = 0 } },
        { "resultBatchMaximum", rules => rules with { ResultBatchMaximum = 1_001 } },
        { "inlineDataBytesMaximum", rules => rules with { InlineDataBytesMaximum = -1 } },
        { "inlineDataBytesMaximum", rules => rules with { InlineDataBytesMaximum = 65_537 } },
        { "parametersBytesMaximum", rules => rules with { ParametersBytesMaximum = 1 } },
        { "parametersBytesMaximum", rules => rules with { ParametersBytesMaximum = 65_537 } },
        { "resultBytesMaximum", rules => rules with { ResultBytesMaximum = 0 } },
        { "resultBytesMaximum", rules => rules with { ResultBytesMaximum = 1_048_577 } },
        { "sessionSlotsMaximum", rules => rules with { SessionSlotsMaximum = rules.LeaseSlots } },
        { "sessionSlotsMaximum", rules => rules with { SessionSlotsMaximum = (86_400_000 / rules.SlotMilliseconds) + 1 } },
        { "sessionSlotsMaximum", rules => rules with { SessionSlotsMaximum = long.MaxValue } },

        // Times 16,384 ms this is 0 modulo 2^64.
        { "sessionSlotsMaximum", rules => rules with { SlotMilliseconds = 16_384, ChallengeSlots = 1, SessionSlotsMaximum = 1L << 50 } },
        { "sessionsPerWorkerMaximum", rules => rules with { SessionsPerWorkerMaximum = 1 } },
        { "sessionsPerWorkerMaximum", rules => rules with { SessionsPerWorkerMaximum = 65 } },
        { "sessionCapacityMaximum", rules => rules with { SessionCapacityMaximum = 0 } },
        { "sessionCapacityMaximum", rules => rules with { SessionCapacityMaximum = 100_001 } },
        { "challengesPerWorkerMaximum", rules => rules with { ChallengesPerWorkerMaximum = 0 } },
        { "challengesPerWorkerMaximum", rules => rules with { ChallengesPerWorkerMaximum = 1_025 } },
        { "challengeSlots", rules => rules with { ChallengeSlots = 0 } },
        { "challengeSlots", rules => rules with { ChallengeSlots = (300_000 / rules.SlotMilliseconds) + 1 } },
        { "challengeSlots", rules => rules with { ChallengeSlots = long.MaxValue } },
        { "evidenceAgeSecondsMaximum", rules => rules with { EvidenceAgeSecondsMaximum = 0 } },
        { "evidenceAgeSecondsMaximum", rules => rules with { EvidenceAgeSecondsMaximum = 301 } },
        { "workerDownSlots", rules => rules with { WorkerDownSlots = rules.LeaseSlots } },
        { "workerDownSlots", rules => rules with { WorkerDownSlots = long.MaxValue } },
        { "reputationFailureWeight", rules => rules with { ReputationFailureWeight = 0 } },
        { "reputationFailureWeight", rules => rules with { ReputationFailureWeight = 1_000_001 } },
        { "reputationPrior", rules => rules with { ReputationPrior = 0 } },
        { "reputationPrior", rules => rules with { ReputationPrior = 1_000_001 } },
        { "orphanMarginSlots", rules => rules with { OrphanMarginSlots = 0 } },
        { "orphanMarginSlots", rules => rules with { OrphanMarginSlots = long.MaxValue } },
        { "settlementPatienceSlots", rules => rules with { SettlementPatienceSlots = 0 } },
        { "settlementPatienceSlots", rules => rules with { SettlementPatienceSlots = long.MaxValue } },
        { "jailSlots", rules => rules with { JailSlots = 0 } },
        { "jailSlots", rules => rules with { JailSlots = long.MaxValue } },
        { "unbondingSlots", rules => rules with { UnbondingSlots = rules.TaskDeadlineSlotsMaximum + rules.LeaseSlots + rules.ChallengeWindowSlots + rules.ChallengeJudgingSlots } },
        { "unbondingSlots", rules => rules with { UnbondingSlots = long.MaxValue } },
        { "challengeWindowSlots", rules => rules with { ChallengeWindowSlots = 11 } },
        { "challengeWindowSlots", rules => rules with { ChallengeWindowSlotsMinimum = 0 } },
        { "challengeWindowSlots", rules => rules with { ChallengeWindowSlotsMaximum = 23 } },
        { "teeDisputeSlots", rules => rules with { TeeDisputeSlots = -1 } },
        { "challengeBond", rules => rules with { ChallengeBond = Amount.Zero } },
        { "challengesPerTaskMaximum", rules => rules with { ChallengesPerTaskMaximum = 0 } },
        { "challengesPerTaskMaximum", rules => rules with { ChallengesPerTaskMaximum = 1_025 } },
        { "challengeJudgingSlots", rules => rules with { ChallengeJudgingSlots = 0 } },
        { "challengeJudgingSlots", rules => rules with { ChallengeJudgingSlots = long.MaxValue, UnbondingSlots = uint.MaxValue } },
        { "challengeEvidenceBytesMaximum", rules => rules with { ChallengeEvidenceBytesMaximum = 1_023 } },
        { "challengeEvidenceBytesMaximum", rules => rules with { ChallengeEvidenceBytesMaximum = 2_097_153 } },
        { "shares and slashes", rules => rules with { FalseResultSlash = new BasisPoints(10_001) } },
        { "shares and slashes", rules => rules with { ReporterShare = new BasisPoints(-1) } },
        { "shares and slashes", rules => rules with { WorkerDownSlash = new BasisPoints(10_001) } },
        { "shares and slashes", rules => rules with { WorkerDownSlash = new BasisPoints(-1) } },
        {
            "shares and slashes",
            rules => rules with { WorkerFeeShare = new BasisPoints(-200), OwnerFeeShare = new BasisPoints(8_000) }
        },
        { "add up", rules => rules with { WorkerFeeShare = new BasisPoints(7_001) } },
        { "add up", rules => rules with { TreasuryFeeShare = new BasisPoints(0) } },
        { "challengersMaximum", rules => rules with { ChallengersMaximum = 16_385 } },
        { "challengerSeatsMaximum", rules => rules with { ChallengerSeatsMaximum = 0 } },
        { "challengerSeatsMaximum", rules => rules with { ChallengerSeatsMaximum = rules.ChallengersMaximum + 1 } },
        { "challengerStakeMinimum", rules => rules with { ChallengerStakeMinimum = Amount.Zero } },
        { "challengerTermSlotsMaximum", rules => rules with { ChallengerTermSlotsMaximum = 0 } },
        { "challengerTermSlotsMaximum", rules => rules with { ChallengerTermSlotsMaximum = long.MaxValue } },
        { "challengerMissRates", rules => rules with { ChallengerMissRateAcceptable = new BasisPoints(0) } },
        { "challengerMissRates", rules => rules with { ChallengerMissRateAcceptable = rules.ChallengerMissRateUnacceptable } },
        { "challengerMissRates", rules => rules with { ChallengerMissRateUnacceptable = new BasisPoints(10_000) } },
        { "challengerErrorRates", rules => rules with { ChallengerErrorRateFalseAlarm = new BasisPoints(0) } },
        { "challengerErrorRates", rules => rules with { ChallengerErrorRateFalseAlarm = new BasisPoints(5_000) } },
        { "challengerErrorRates", rules => rules with { ChallengerErrorRateOverlooked = new BasisPoints(0) } },
        { "challengerErrorRates", rules => rules with { ChallengerErrorRateOverlooked = new BasisPoints(5_000) } },
        { "challengerMissPauseSlots", rules => rules with { ChallengerMissPauseSlots = -1 } },
        { "challengerMissPauseSlots", rules => rules with { ChallengerMissPauseSlots = long.MaxValue } },
        { "challengerMissSlash", rules => rules with { ChallengerMissSlash = new BasisPoints(10_001) } },
    };

    [Fact]
    public void Validate_DefaultAndLocalRules_FindsNothing()
    {
        Assert.Empty(ProtocolRulesValidator.Validate(ProtocolRules.Default));
        Assert.Empty(ProtocolRulesValidator.Validate(ProtocolRules.Local));
    }

    [Theory]
    [MemberData(nameof(Violations), DisableDiscoveryEnumeration = true)]
    public void Validate_OneRuleBroken_ReportsThatRuleAndNoOther(string rule, Func<ProtocolRules, ProtocolRules> breakIt)
    {
        ArgumentNullException.ThrowIfNull(breakIt);
        var violation = Assert.Single(ProtocolRulesValidator.Validate(breakIt(ProtocolRules.Default)));
        Assert.StartsWith(rule, violation.Replace("the four fee shares ", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_EveryRule_HasAViolationInTheTable()
    {
        var broken = new HashSet<string>();
        foreach (var row in Violations)
        {
            var changed = ((Func<ProtocolRules, ProtocolRules>)row[1])(ProtocolRules.Default);
            broken.UnionWith(typeof(ProtocolRules).GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(rule => !Equals(rule.GetValue(changed), rule.GetValue(ProtocolRules.Default)))
                .Select(rule => rule.Name));
        }

        // The validators' share is bound by the sum alone, which the others' violations show.
        broken.Add(nameof(ProtocolRules.ValidatorFeeShare));

        // Any address may be named, and the zero address is nobody.
        broken.Add(nameof(ProtocolRules.ChallengerElector));

        // Both answers are rules.
        broken.Add(nameof(ProtocolRules.AllowInsecureDevelopmentSetups));
        Assert.Equal(
            typeof(ProtocolRules).GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(rule => rule.Name).Order(),
            broken.Order());
    }
}
