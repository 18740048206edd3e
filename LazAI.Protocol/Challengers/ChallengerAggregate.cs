using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Protocol.Challenges;
using ChallengerDecision = LazAI.Protocol.Decision<LazAI.Protocol.Challengers.ChallengerEvent, LazAI.Protocol.Challengers.ChallengerEffect>;

namespace LazAI.Protocol.Challengers;

/// <summary>The rules of the registry of challengers (PROTOCOL §7.4).</summary>
/// <remarks>When several reasons to refuse a command apply, the first in the order of its checks below is the answer.</remarks>
public static class ChallengerAggregate
{
    /// <summary>Most items in one report, and most activities in one command.</summary>
    public const int BatchItemsMaximum = 1_000;

    public static ChallengerDecision Decide(ChallengerState state, ChallengerCommand command, ProtocolRules rules, Slot now)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(rules);
        return command switch
        {
            ChallengerCommand.Apply apply => DecideApply(state, apply, rules, now),
            ChallengerCommand.Withdraw withdraw => DecideWithdraw(state, withdraw, now),
            ChallengerCommand.Elect { Decision.Election.Elected: true } elect => DecideElect(state, elect, rules, now),
            ChallengerCommand.Elect dismiss => DecideDismiss(state, dismiss.Decision, now),
            ChallengerCommand.AcceptReport accept => DecideReport(state, accept.Report, now),
            ChallengerCommand.RecordActivity record => ActivityJudge.Decide(state, record, rules, now),
            _ => throw new ArgumentOutOfRangeException(nameof(command), command, "Not a command to the registry of challengers."),
        };
    }

    public static ChallengerState Apply(ChallengerState state, ChallengerEvent @event)
    {
        ArgumentNullException.ThrowIfNull(state);
        return @event switch
        {
            ChallengerEvent.Applied applied => ApplyApplied(state, applied),
            ChallengerEvent.Withdrawn withdrawn => With(state, state.Challengers[withdrawn.Challenger] with
            {
                Withdrawal = withdrawn.Withdrawal,
                LeftAt = withdrawn.At,
            }),
            ChallengerEvent.Elected elected => ApplyElected(state, elected),
            ChallengerEvent.Dismissed dismissed => ApplyDismissed(state, dismissed),
            ChallengerEvent.ResultsChecked report => ApplyReport(state, report),
            ChallengerEvent.ActivityRecorded recorded => ActivityJudge.Apply(state, recorded),
            ChallengerEvent.FoundNegligent found => With(state, state.Challengers[found.Challenger] with
            {
                LeftAt = found.At,
                NegligentAt = found.At,
            }),
            _ => throw new ArgumentOutOfRangeException(nameof(@event), @event, "Not an event of the registry of challengers."),
        };
    }

    /// <summary>Why this account may not challenge results, or null. Where nobody elects, anyone may; else those in office (PROTOCOL §7.4).</summary>
    public static Rejection? RefuseToChallenge(ChallengerState state, Address challenger, ProtocolRules rules, Slot now)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(rules);
        return rules.ChallengerElector == Address.Zero || state.Challengers.GetValueOrDefault(challenger)?.IsElectedAt(now) == true
            ? null
            : new Rejection(
                ChallengeErrors.NotElected,
                $"{challenger} is not in office in slot {now}. To be elected put {rules.ChallengerStakeMinimum} at stake, apply "
                + $"(POST /v1/challengers/applications) and have {rules.ChallengerElector} elect you.");
    }

    /// <summary>§7.4, application: repetition, stake, room.</summary>
    private static ChallengerDecision DecideApply(ChallengerState state, ChallengerCommand.Apply apply, ProtocolRules rules, Slot now)
    {
        var (challenger, application) = (apply.Application.Signer, apply.Application.StructHash());
        var known = state.Challengers.GetValueOrDefault(challenger);
        if (known is { Stands: true } || known?.Application == application)
        {
            return Accept();
        }

        if (apply.Stake < rules.ChallengerStakeMinimum)
        {
            return Reject(ChallengerErrors.StakeTooLow, $"At stake are {apply.Stake}, a challenger needs {rules.ChallengerStakeMinimum}.");
        }

        if (known is not null || state.Challengers.Count < rules.ChallengersMaximum)
        {
            return Accept(new ChallengerEvent.Applied(challenger, application, null, now));
        }

        var displaced = state.Challengers.Values.Where(record => !record.Stands)
            .OrderBy(record => record.LeftAt!.Value.Number).ThenBy(record => record.Challenger).FirstOrDefault();
        return displaced is null
            ? Reject(ChallengerErrors.RegistryFull, $"{state.Challengers.Count} accounts stand already, more are not allowed.")
            : Accept(new ChallengerEvent.Applied(challenger, application, displaced.Challenger, now));
    }

    /// <summary>§7.4, withdrawal: known, repetition.</summary>
    private static ChallengerDecision DecideWithdraw(ChallengerState state, ChallengerCommand.Withdraw withdraw, Slot now)
    {
        var (challenger, withdrawal) = (withdraw.Withdrawal.Signer, withdraw.Withdrawal.StructHash());
        if (!state.Challengers.TryGetValue(challenger, out var record))
        {
            return Unknown(challenger);
        }

        return !record.Stands || record.Withdrawal == withdrawal
            ? Accept()
            : Accept(new ChallengerEvent.Withdrawn(challenger, withdrawal, now));
    }

    /// <summary>§7.4, election: replay, known, standing, term, stake, seats.</summary>
    private static ChallengerDecision DecideElect(ChallengerState state, ChallengerCommand.Elect elect, ProtocolRules rules, Slot now)
    {
        var election = elect.Decision.Election;
        if (AnswerKnownDecision(state, elect.Decision) is { } answer)
        {
            return answer;
        }

        if (!state.Challengers.TryGetValue(election.Challenger, out var record))
        {
            return Unknown(election.Challenger);
        }

        if (!record.Stands)
        {
            return Reject(ChallengerErrors.NotStanding, $"{election.Challenger} has not applied since it left with slot {record.LeftAt}.");
        }

        if (election.Until <= now || election.Until - now > rules.ChallengerTermSlotsMaximum)
        {
            return Reject(
                ChallengerErrors.TermInvalid,
                $"A term ends 1 to {rules.ChallengerTermSlotsMaximum} slots ahead; now is slot {now}, the term would end with {election.Until}.");
        }

        if (elect.Stake < rules.ChallengerStakeMinimum)
        {
            return Reject(ChallengerErrors.StakeTooLow, $"At stake are {elect.Stake}, a challenger needs {rules.ChallengerStakeMinimum}.");
        }

        return !record.IsElectedAt(now) && state.ElectedAt(now).Count() >= rules.ChallengerSeatsMaximum
            ? Reject(ChallengerErrors.SeatsTaken, $"All {rules.ChallengerSeatsMaximum} seats are taken.")
            : Accept(new ChallengerEvent.Elected(election, elect.Decision.Certificate, now));
    }

    /// <summary>§7.4, dismissal, of candidates too: replay, known.</summary>
    private static ChallengerDecision DecideDismiss(ChallengerState state, CertifiedElection decision, Slot now) =>
        AnswerKnownDecision(state, decision)
        ?? (state.Challengers.ContainsKey(decision.Election.Challenger)
            ? Accept(new ChallengerEvent.Dismissed(decision.Election, decision.Certificate, now))
            : Unknown(decision.Election.Challenger));

    /// <summary>§7.4: decisions are carried out in the order of their nonces, each once.</summary>
    private static ChallengerDecision? AnswerKnownDecision(ChallengerState state, CertifiedElection decision)
    {
        if (state.LastDecision is not { } last || decision.Election.Nonce > last.Nonce)
        {
            return null;
        }

        return last == new LastDecision(decision.Election.Nonce, decision.Election.StructHash())
            ? Accept()
            : Reject(ChallengerErrors.DecisionReplayed, $"Decision {last.Nonce} has been carried out; the next one has a greater nonce.");
    }

    /// <summary>§7.4, reports: known, elected, replay.</summary>
    private static ChallengerDecision DecideReport(ChallengerState state, VerifiedCheckReport verified, Slot now)
    {
        var report = verified.Report;
        if (!state.Challengers.TryGetValue(report.Challenger, out var record))
        {
            return Unknown(report.Challenger);
        }

        if (record.LastReport == new LastReport(report.Sequence, report.ChecksRoot))
        {
            return Accept();
        }

        if (!record.IsElectedAt(now))
        {
            return Reject(ChallengerErrors.NotElected, $"{report.Challenger} is not in office in slot {now}.");
        }

        return record.LastReport is { } last && report.Sequence <= last.Sequence
            ? Reject(ChallengerErrors.ReportReplayed, $"Report {last.Sequence} was taken; the next one has a greater sequence.")
            : Accept(new ChallengerEvent.ResultsChecked(report.Challenger, report.Sequence, verified.Checks, verified.Signature, now));
    }

    private static ChallengerState ApplyApplied(ChallengerState state, ChallengerEvent.Applied applied)
    {
        var others = applied.Displaced is { } displaced ? state with { Challengers = state.Challengers.Remove(displaced) } : state;
        var fresh = new ChallengerRecord(
            applied.Challenger, applied.Application, null, applied.At, null, null, ChallengerTotals.None, ChallengerConduct.Initial, null, null);
        return With(others, state.Challengers.TryGetValue(applied.Challenger, out var known)
            ? known with { Application = applied.Application, AppliedAt = applied.At, LeftAt = null, Term = null }
            : fresh);
    }

    private static ChallengerState ApplyElected(ChallengerState state, ChallengerEvent.Elected elected)
    {
        var record = state.Challengers[elected.Election.Challenger];
        var from = record.IsElectedAt(elected.At) ? record.Term!.From : elected.At;
        return With(Decided(state, elected.Election), record with { Term = new ChallengerTerm(from, elected.Election.Until) });
    }

    private static ChallengerState ApplyDismissed(ChallengerState state, ChallengerEvent.Dismissed dismissed)
    {
        var record = state.Challengers[dismissed.Election.Challenger];
        return With(Decided(state, dismissed.Election), record with { LeftAt = record.LeftAt ?? dismissed.At });
    }

    private static ChallengerState ApplyReport(ChallengerState state, ChallengerEvent.ResultsChecked report)
    {
        var record = state.Challengers[report.Challenger];
        return With(state, record with
        {
            Totals = record.Totals with { Checked = record.Totals.Checked + report.Checks.Length },
            LastReport = new LastReport(report.Sequence, VerifiedCheckReport.RootOf(report.Checks)),
        });
    }

    private static ChallengerState Decided(ChallengerState state, Encoding.ChallengerElection election) =>
        state with { LastDecision = new LastDecision(election.Nonce, election.StructHash()) };

    private static ChallengerState With(ChallengerState state, ChallengerRecord record) =>
        state with { Challengers = state.Challengers.SetItem(record.Challenger, record) };

    private static Rejected<ChallengerEvent, ChallengerEffect> Unknown(Address challenger) =>
        Reject(ChallengerErrors.NotFound, $"{challenger} has not applied.");

    private static Accepted<ChallengerEvent, ChallengerEffect> Accept(params ImmutableArray<ChallengerEvent> events) => new(events, []);

    private static Rejected<ChallengerEvent, ChallengerEffect> Reject(ErrorCode code, string detail) => new(new Rejection(code, detail));
}
