using System.Collections.Immutable;
using LazAI.Cryptography;

namespace LazAI.Protocol.Challengers;

/// <summary>The registry of a network's challengers: one stream, <c>challengers/registry</c>.</summary>
/// <param name="Challengers">Those who stand or are elected, and as long as there is room those who have left.</param>
/// <param name="LastDecision">The newest decision; older ones are replays.</param>
/// <param name="LastActivity">Up to where the log's activities are counted.</param>
public sealed record ChallengerState(
    ImmutableDictionary<Address, ChallengerRecord> Challengers, LastDecision? LastDecision, ActivityMark? LastActivity)
{
    public static ChallengerState Initial { get; } = new(ImmutableDictionary<Address, ChallengerRecord>.Empty, null, null);

    /// <summary>Those whose term covers the slot, in the order of their addresses.</summary>
    public IEnumerable<ChallengerRecord> ElectedAt(Slot slot) =>
        Challengers.Values.Where(record => record.IsElectedAt(slot)).OrderBy(record => record.Challenger);
}

/// <summary>A decision that was carried out.</summary>
public sealed record LastDecision(ulong Nonce, Bytes32 Election);

/// <summary>One account that is or was a candidate or challenger.</summary>
/// <param name="Application">Struct hash of the application by which it stands or last stood: a retry of it changes nothing.</param>
/// <param name="Withdrawal">Struct hash of its newest withdrawal, likewise.</param>
/// <param name="LeftAt">Since when it stands no more: withdrawn, dismissed or found negligent.</param>
/// <param name="Term">Its newest term. At its end the account is a candidate again.</param>
/// <param name="Conduct">Kept when it leaves, so that leaving does not clear a bad test.</param>
/// <param name="LastReport">Its newest report; older ones are replays.</param>
/// <param name="NegligentAt">When it was last found negligent.</param>
public sealed record ChallengerRecord(
    Address Challenger,
    Bytes32 Application,
    Bytes32? Withdrawal,
    Slot AppliedAt,
    Slot? LeftAt,
    ChallengerTerm? Term,
    ChallengerTotals Totals,
    ChallengerConduct Conduct,
    LastReport? LastReport,
    Slot? NegligentAt)
{
    /// <summary>Whether it may be elected.</summary>
    public bool Stands => LeftAt is null;

    public bool IsElectedAt(Slot slot) => Stands && Term is { } term && term.From <= slot && slot <= term.Until;
}

/// <summary>From the slot of the election to the last slot of the term. Re-election moves the end.</summary>
public sealed record ChallengerTerm(Slot From, Slot Until);

/// <summary>The newest report of a challenger.</summary>
public sealed record LastReport(ulong Sequence, Bytes32 ChecksRoot);

/// <summary>What a challenger has done since it first applied.</summary>
/// <param name="Checked">Results that it has reported as checked, on duty or not.</param>
/// <param name="Rewards">Earned with upheld challenges.</param>
/// <param name="BondsLost">Lost with rejected ones.</param>
public sealed record ChallengerTotals(
    long DutiesDone,
    long DutiesMissed,
    long Checked,
    long ChallengesUpheld,
    long ChallengesRejected,
    long ChallengesMoot,
    Amount Rewards,
    Amount BondsLost)
{
    public static ChallengerTotals None { get; } = new(0, 0, 0, 0, 0, 0, Amount.Zero, Amount.Zero);

    /// <summary>From 1 to 10,000, as for workers: the share of good work, where bad work counts for several pieces of good and newcomers
    /// begin as if they had done some well. Good are duties done and challenges upheld, bad are duties missed and challenges rejected; results
    /// checked without a duty count for nothing, as anyone could sign them.</summary>
    public int ReputationUnder(ProtocolRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        var good = (Int128)DutiesDone + ChallengesUpheld + rules.ReputationPrior;
        var bad = (Int128)DutiesMissed + ChallengesRejected;
        return (int)Int128.Max(1, BasisPoints.Whole * good / (good + (rules.ReputationFailureWeight * bad)));
    }

    public ChallengerTotals With(ChallengerActivity activity)
    {
        ArgumentNullException.ThrowIfNull(activity);
        return activity.Kind switch
        {
            ChallengerActivityKind.DutyDone => this with { DutiesDone = DutiesDone + 1 },
            ChallengerActivityKind.DutyMissed => this with { DutiesMissed = DutiesMissed + 1 },
            ChallengerActivityKind.ChallengeUpheld => this with
            {
                ChallengesUpheld = ChallengesUpheld + 1,
                Rewards = Rewards + activity.Amount,
            },
            ChallengerActivityKind.ChallengeRejected => this with
            {
                ChallengesRejected = ChallengesRejected + 1,
                BondsLost = BondsLost + activity.Amount,
            },
            ChallengerActivityKind.ChallengeMoot => this with { ChallengesMoot = ChallengesMoot + 1 },
            _ => throw new ArgumentOutOfRangeException(nameof(activity), activity, "Not an activity."),
        };
    }
}
