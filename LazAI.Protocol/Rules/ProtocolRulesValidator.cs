using System.Collections.Immutable;

namespace LazAI.Protocol;

/// <summary>Refuses sets of rules that contradict themselves. Runs where rules enter: at genesis and at every change.</summary>
public static class ProtocolRulesValidator
{
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
        Require(rules.TaskAttemptsMaximum is >= 1 and <= 100, "taskAttemptsMaximum is from 1 to 100");
        Require(rules.LeaseSlots >= 1, "leaseSlots is at least 1");
        Require(rules.TaskDeadlineSlotsMaximum > rules.LeaseSlots, "taskDeadlineSlotsMaximum exceeds leaseSlots");
        Require(rules.CommandDeadlineSlotsMaximum >= 1, "commandDeadlineSlotsMaximum is at least 1");
        Require(rules.SubmissionTasksMaximum is >= 1 and <= 1_000, "submissionTasksMaximum is from 1 to 1,000");
        Require(rules.ResultBatchMaximum is >= 1 and <= 1_000, "resultBatchMaximum is from 1 to 1,000");
        Require(rules.InlineDataBytesMaximum is >= 0 and <= 64 * 1024, "inlineDataBytesMaximum is from 0 to 65,536");
        Require(rules.ParametersBytesMaximum is >= 2 and <= 64 * 1024, "parametersBytesMaximum is from 2 to 65,536");
        Require(rules.ResultBytesMaximum is >= 1 and <= 1024 * 1024, "resultBytesMaximum is from 1 to 1,048,576");
        Require(rules.SessionSlotsMaximum > rules.LeaseSlots, "sessionSlotsMaximum exceeds leaseSlots, or no session could finish a task");
        Require(
            (long)rules.SlotMilliseconds * rules.SessionSlotsMaximum <= 24L * 3_600_000,
            "sessionSlotsMaximum lasts at most 24 hours");
        Require(rules.SessionsPerWorkerMaximum is >= 2 and <= 64, "sessionsPerWorkerMaximum is from 2 to 64, or renewal could not overlap");
        Require(rules.ChallengeSlots >= 1, "challengeSlots is at least 1");
        Require(
            (long)rules.SlotMilliseconds * rules.ChallengeSlots <= 5L * 60_000,
            "challengeSlots lasts at most 5 minutes");
        Require(rules.EvidenceAgeSecondsMaximum is >= 1 and <= 300, "evidenceAgeSecondsMaximum is from 1 to 300");
        Require(rules.WorkerDownSlots > rules.LeaseSlots, "workerDownSlots exceeds leaseSlots");
        Require(
            rules.WorkerFeeShare.IsValid && rules.ValidatorFeeShare.IsValid && rules.OwnerFeeShare.IsValid && rules.TreasuryFeeShare.IsValid
            && rules.WorkerDownSlash.IsValid,
            "shares and slashes are from 0 to 10,000 basis points");
        Require(
            (long)rules.WorkerFeeShare.Value + rules.ValidatorFeeShare.Value + rules.OwnerFeeShare.Value + rules.TreasuryFeeShare.Value
            == BasisPoints.Whole,
            "the four fee shares add up to 10,000 basis points");
        return violations.ToImmutable();
    }

    private static bool IsAsset(string? asset) =>
        asset is { Length: >= 1 and <= 16 } && asset.All(character => char.IsAsciiLetterUpper(character) || char.IsAsciiDigit(character));
}
