using System.Collections.Immutable;

namespace LazAI.Protocol;

/// <summary>Refuses sets of rules that contradict themselves. Runs where rules enter: at genesis and at every change.</summary>
public static class ProtocolRulesValidator
{
    /// <summary>No network lets a session offer more, as a heart-beat names every task that is held.</summary>
    public const int SessionCapacityMaximum = 100_000;

    /// <summary>Longest time in slots that a rule may name; sums of slots stay far below <see cref="Slot.NumberMaximum"/>.</summary>
    private const long SlotsMaximum = uint.MaxValue;

    private const long DayMilliseconds = 24L * 3_600_000;
    private const long FiveMinutesMilliseconds = 5L * 60_000;

    /// <summary>Every violation, in a fixed order; empty when the rules hold together.</summary>
    public static ImmutableArray<string> Validate(ProtocolRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        var violations = ImmutableArray.CreateBuilder<string>();

        void Require(bool holds, string statement)
        {
            if (!holds)
            {
                violations.Add(statement);
            }
        }

        Require(rules.Version >= 1, "version is at least 1");
        Require(rules.SlotMilliseconds is >= 100 and <= 60_000, "slotMilliseconds is from 100 to 60,000");
        Require(rules.SlotsPerEpoch is >= 1 and <= 1_024, "slotsPerEpoch is from 1 to 1,024");
        Require(IsAsset(rules.NativeAsset), "nativeAsset is 1 to 16 upper-case letters or digits");
        Require(
            rules.WorkerStakeMinimum >= Amount.FromTokens(1),
            "workerStakeMinimum is at least 1 token, or a draw could have no weight");
        Require(rules.TaskAttemptsMaximum is >= 1 and <= 100, "taskAttemptsMaximum is from 1 to 100");
        Require(rules.LeaseSlots >= 1, "leaseSlots is at least 1");
        Require(
            rules.TaskDeadlineSlotsMaximum > rules.LeaseSlots && rules.TaskDeadlineSlotsMaximum <= SlotsMaximum,
            $"taskDeadlineSlotsMaximum exceeds leaseSlots and is at most {SlotsMaximum}");
        Require(
            rules.CommandDeadlineSlotsMaximum is >= 1 and <= SlotsMaximum,
            $"commandDeadlineSlotsMaximum is from 1 to {SlotsMaximum}");
        Require(rules.SubmissionTasksMaximum is >= 1 and <= 1_000, "submissionTasksMaximum is from 1 to 1,000");
        Require(rules.ResultBatchMaximum is >= 1 and <= 1_000, "resultBatchMaximum is from 1 to 1,000");
        Require(rules.InlineDataBytesMaximum is >= 0 and <= 64 * 1024, "inlineDataBytesMaximum is from 0 to 65,536");
        Require(rules.ParametersBytesMaximum is >= 2 and <= 64 * 1024, "parametersBytesMaximum is from 2 to 65,536");
        Require(rules.ResultBytesMaximum is >= 1 and <= 1024 * 1024, "resultBytesMaximum is from 1 to 1,048,576");
        Require(rules.SessionSlotsMaximum > rules.LeaseSlots, "sessionSlotsMaximum exceeds leaseSlots, or no session could finish a task");
        Require(Lasts(rules, rules.SessionSlotsMaximum) <= DayMilliseconds, "sessionSlotsMaximum lasts at most 24 hours");
        Require(rules.SessionsPerWorkerMaximum is >= 2 and <= 64, "sessionsPerWorkerMaximum is from 2 to 64, or renewal could not overlap");
        Require(
            rules.SessionCapacityMaximum is >= 1 and <= SessionCapacityMaximum,
            $"sessionCapacityMaximum is from 1 to {SessionCapacityMaximum}");
        Require(rules.ChallengesPerWorkerMaximum is >= 1 and <= 1_024, "challengesPerWorkerMaximum is from 1 to 1,024");
        Require(rules.ChallengeSlots >= 1, "challengeSlots is at least 1");
        Require(Lasts(rules, rules.ChallengeSlots) <= FiveMinutesMilliseconds, "challengeSlots lasts at most 5 minutes");
        Require(rules.EvidenceAgeSecondsMaximum is >= 1 and <= 300, "evidenceAgeSecondsMaximum is from 1 to 300");
        Require(
            rules.WorkerDownSlots > rules.LeaseSlots && rules.WorkerDownSlots <= SlotsMaximum,
            $"workerDownSlots exceeds leaseSlots and is at most {SlotsMaximum}");
        Require(rules.JailSlots is >= 1 and <= SlotsMaximum, $"jailSlots is from 1 to {SlotsMaximum}");
        Require(
            rules.ChallengeWindowSlotsMinimum >= 1 && rules.ChallengeWindowSlotsMinimum <= rules.ChallengeWindowSlots
            && rules.ChallengeWindowSlots <= rules.ChallengeWindowSlotsMaximum && rules.ChallengeWindowSlotsMaximum <= SlotsMaximum,
            $"challengeWindowSlots lies between its minimum, at least 1, and its maximum, at most {SlotsMaximum}");
        Require(rules.TeeDisputeSlots is >= 0 and <= SlotsMaximum, $"teeDisputeSlots is from 0 to {SlotsMaximum}");
        Require(
            rules.UnbondingSlots <= SlotsMaximum
            && (Int128)rules.UnbondingSlots > Int128.Min(SlotsMaximum - 1, (Int128)rules.TaskDeadlineSlotsMaximum + rules.LeaseSlots
                + long.Max(rules.ChallengeWindowSlotsMaximum, rules.TeeDisputeSlots) + rules.ChallengeJudgingSlots)
            && rules.UnbondingSlots > long.Min(SlotsMaximum - 1, rules.CommandDeadlineSlotsMaximum),
            $"unbondingSlots outlasts a task, its lease, its window and the judging, or a stake could leave before its fault is shown, and is at most {SlotsMaximum}");
        Require(!rules.ChallengeBond.IsZero, "challengeBond is at least 1 base unit, or a false challenge would cost nothing");
        Require(rules.ChallengesPerTaskMaximum is >= 1 and <= 1_024, "challengesPerTaskMaximum is from 1 to 1,024");
        Require(rules.ChallengeJudgingSlots is >= 1 and <= SlotsMaximum, $"challengeJudgingSlots is from 1 to {SlotsMaximum}");
        Require(
            rules.ChallengeEvidenceBytesMaximum is >= 1_024 and <= 2 * 1024 * 1024, "challengeEvidenceBytesMaximum is from 1,024 to 2,097,152");
        Require(rules.ReputationFailureWeight is >= 1 and <= 1_000_000, "reputationFailureWeight is from 1 to 1,000,000");
        Require(rules.ReputationPrior is >= 1 and <= 1_000_000, "reputationPrior is from 1 to 1,000,000, or a newcomer would have no reputation");
        Require(rules.OrphanMarginSlots is >= 1 and <= SlotsMaximum, $"orphanMarginSlots is from 1 to {SlotsMaximum}");
        Require(rules.SettlementPatienceSlots is >= 1 and <= SlotsMaximum, $"settlementPatienceSlots is from 1 to {SlotsMaximum}");
        Require(
            rules.WorkerFeeShare.IsValid && rules.ValidatorFeeShare.IsValid && rules.OwnerFeeShare.IsValid && rules.TreasuryFeeShare.IsValid
            && rules.WorkerDownSlash.IsValid && rules.FalseResultSlash.IsValid && rules.ReporterShare.IsValid,
            "shares and slashes are from 0 to 10,000 basis points");
        Require(
            (long)rules.WorkerFeeShare.Value + rules.ValidatorFeeShare.Value + rules.OwnerFeeShare.Value + rules.TreasuryFeeShare.Value
            == BasisPoints.Whole,
            "the four fee shares add up to 10,000 basis points");
        RequireChallengers(rules, Require);
        return violations.ToImmutable();
    }

    /// <summary>PROTOCOL §7.4.</summary>
    private static void RequireChallengers(ProtocolRules rules, Action<bool, string> require)
    {
        require(rules.ChallengersMaximum is >= 1 and <= 16_384, "challengersMaximum is from 1 to 16,384");
        require(
            rules.ChallengerSeatsMaximum >= 1 && rules.ChallengerSeatsMaximum <= rules.ChallengersMaximum,
            "challengerSeatsMaximum is from 1 to challengersMaximum");
        require(!rules.ChallengerStakeMinimum.IsZero, "challengerStakeMinimum is at least 1 base unit, or candidates cost nothing");
        require(
            rules.ChallengerTermSlotsMaximum is >= 1 and <= SlotsMaximum, $"challengerTermSlotsMaximum is from 1 to {SlotsMaximum}");
        require(
            rules.ChallengerMissRateAcceptable.Value >= 1
            && rules.ChallengerMissRateUnacceptable.Value > rules.ChallengerMissRateAcceptable.Value
            && rules.ChallengerMissRateUnacceptable.Value < BasisPoints.Whole,
            "challengerMissRates: the acceptable one is at least 1 basis point, the unacceptable one above it and below 10,000");
        require(
            rules.ChallengerErrorRateFalseAlarm.Value is >= 1 and < (int)BasisPoints.Whole / 2
            && rules.ChallengerErrorRateOverlooked.Value is >= 1 and < (int)BasisPoints.Whole / 2,
            "challengerErrorRates are from 1 to 4,999 basis points");
        require(
            rules.ChallengerMissPauseSlots is >= 0 and <= SlotsMaximum, $"challengerMissPauseSlots is from 0 to {SlotsMaximum}");
        require(rules.ChallengerMissSlash.IsValid, "challengerMissSlash is from 0 to 10,000 basis points");
    }

    /// <summary>In 128 bits, so that no number of slots wraps around into the allowed range.</summary>
    private static Int128 Lasts(ProtocolRules rules, long slots) => (Int128)rules.SlotMilliseconds * slots;

    private static bool IsAsset(string? asset) =>
        asset is { Length: >= 1 and <= 16 } && asset.All(character => char.IsAsciiLetterUpper(character) || char.IsAsciiDigit(character));
}
