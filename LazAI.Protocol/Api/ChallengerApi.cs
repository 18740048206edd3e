using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Protocol.Challengers;
using LazAI.Protocol.Coordination;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Performance;

namespace LazAI.Protocol.Api;

/// <summary><c>POST /v1/challengers/applications</c>: a signed <see cref="ChallengerApplication"/>.</summary>
public sealed record ApplyAsChallengerRequest(ulong ChainId, Address Challenger, ulong Nonce, Slot DeadlineSlot, RecoverableSignature Signature);

/// <summary><c>POST /v1/challengers/withdrawals</c>: a signed <see cref="ChallengerWithdrawal"/>.</summary>
public sealed record WithdrawChallengerRequest(ulong ChainId, Address Challenger, ulong Nonce, Slot DeadlineSlot, RecoverableSignature Signature);

/// <summary><c>POST /v1/challengers/elections</c>: elects, re-elects or dismisses.</summary>
/// <param name="Certificate">Shows that those have decided it who may: today the signature of <c>rules.challengerElector</c>.</param>
public sealed record DecideElectionRequest(ulong ChainId, ChallengerElection Election, DecisionCertificate Certificate);

/// <summary><c>POST /v1/challengers/reports</c>: results that the challenger has computed again and found right, under one signed <see cref="CheckReport"/>.</summary>
/// <param name="Sequence">Greater than that of the report before.</param>
public sealed record ReportChecksRequest(
    ulong ChainId, Address Challenger, ulong Sequence, ImmutableArray<CheckedResult> Checks, RecoverableSignature Signature);

/// <summary>Answer of <c>GET /v1/challengers</c>.</summary>
/// <param name="Elector">Who elects; the zero address is nobody, and then anyone who holds the bond may challenge.</param>
/// <param name="LastDecision">The newest decision; the next one has a greater nonce.</param>
/// <param name="Panel">Those among whom duties are drawn, as the log has them; absent before the first election.</param>
/// <param name="Challengers">Everybody whom the registry remembers, in the order of their addresses.</param>
public sealed record ChallengerRegistryView(
    Slot Slot, Address Elector, LastDecision? LastDecision, PublishedPanel? Panel, ImmutableArray<ChallengerView> Challengers);

/// <summary>One challenger as <c>GET /v1/challengers/{address}</c> shows it.</summary>
/// <param name="LeftAt">Since when it stands no more, if it does not.</param>
/// <param name="Term">Its newest term.</param>
/// <param name="Reputation">From 1 to 10,000: its weight in the draw of duties.</param>
/// <param name="LastReport">Its newest report; the next one has a greater sequence.</param>
/// <param name="NegligentAt">When it was last found negligent, and slashed, if ever.</param>
public sealed record ChallengerView(
    Address Challenger,
    ChallengerStanding Standing,
    Slot AppliedAt,
    Slot? LeftAt,
    ChallengerTerm? Term,
    int Reputation,
    ChallengerTotals Totals,
    ChallengerTestView Test,
    LastReport? LastReport,
    Slot? NegligentAt)
{
    public static ChallengerView Of(ChallengerRecord record, ProtocolRules rules, Slot now)
    {
        ArgumentNullException.ThrowIfNull(record);
        return new(
            record.Challenger,
            record.IsElectedAt(now) ? ChallengerStanding.Elected : record.Stands ? ChallengerStanding.Candidate : ChallengerStanding.Left,
            record.AppliedAt,
            record.LeftAt,
            record.Term,
            record.Totals.ReputationUnder(rules),
            record.Totals,
            ChallengerTestView.Of(record.Conduct, rules),
            record.LastReport,
            record.NegligentAt);
    }
}

/// <summary>What a challenger is at the moment.</summary>
[System.Text.Json.Serialization.JsonConverter(typeof(EnumNameJsonConverter<ChallengerStanding>))]
public enum ChallengerStanding
{
    /// <summary>Stands for election; also at the end of a term.</summary>
    Candidate = 0,

    /// <summary>In office: may be given duties.</summary>
    Elected = 1,

    /// <summary>Withdrawn, dismissed or found negligent.</summary>
    Left = 2,
}

/// <summary>The sequential test of a challenger's misses that is under way; sums are in units of 2⁻³².</summary>
/// <param name="UnacceptableBound">From this sum on it is found negligent.</param>
/// <param name="AcceptableBound">From this sum down it is not, and the test starts anew.</param>
/// <param name="CountsFrom">Duties of earlier slots count neither way, because of the pause after a miss.</param>
public sealed record ChallengerTestView(SequentialTestState Seen, long UnacceptableBound, long AcceptableBound, Slot CountsFrom)
{
    public static ChallengerTestView Of(ChallengerConduct conduct, ProtocolRules rules)
    {
        ArgumentNullException.ThrowIfNull(conduct);
        var test = ChallengerConduct.TestOf(rules);
        return new(conduct.Test, test.UnacceptableBound, test.AcceptableBound, conduct.CountsFrom);
    }
}

/// <summary>Answer of <c>GET /v1/challengers/{address}/duties</c>.</summary>
/// <param name="Open">How many duties are to be done; <paramref name="Duties"/> may be the most urgent of them only.</param>
/// <param name="Duties">Those whose window is open and that are not done, by the last slot of their window, then by task.</param>
public sealed record ChallengerDuties(Address Challenger, Slot Slot, int Open, ImmutableArray<ChallengerDutyView> Duties);

/// <summary>A result that a challenger has the duty to check.</summary>
/// <param name="WindowUntil">Last slot in which the duty can be done.</param>
/// <param name="PanelHash">The published panel that the challenger was drawn from.</param>
public sealed record ChallengerDutyView(
    TaskId TaskId,
    int Attempt,
    VerifyMode VerifyMode,
    Address Worker,
    Bytes32 ResultHash,
    Bytes32 TraceRoot,
    Slot WindowUntil,
    Bytes32 PanelHash)
{
    /// <summary>Only results of mode OP are anyone's duty (PROTOCOL §7.4).</summary>
    public static ChallengerDutyView Of(TrackedDuty duty)
    {
        ArgumentNullException.ThrowIfNull(duty);
        var result = duty.Result;
        return new(
            result.TaskId, duty.Attempt, VerifyMode.Optimistic, duty.Worker, result.ResultHash, result.TraceRoot, duty.WindowUntil, duty.PanelHash);
    }
}
