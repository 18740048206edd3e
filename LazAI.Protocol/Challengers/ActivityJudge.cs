using System.Collections.Immutable;
using LazAI.Cryptography;
using ChallengerDecision = LazAI.Protocol.Decision<LazAI.Protocol.Challengers.ChallengerEvent, LazAI.Protocol.Challengers.ChallengerEffect>;

namespace LazAI.Protocol.Challengers;

/// <summary>Counts activities, each once, and finds out who neglects its duties (PROTOCOL §7.4): the part of the registry's rules that deals with
/// <see cref="ChallengerCommand.RecordActivity"/>.</summary>
internal static class ActivityJudge
{
    /// <summary>Order, gap, repetition.</summary>
    public static ChallengerDecision Decide(ChallengerState state, ChallengerCommand.RecordActivity record, ProtocolRules rules, Slot now)
    {
        if (FindDisorder(record) is { } disorder)
        {
            return Reject(ChallengerErrors.ActivityUnordered, disorder);
        }

        if (record.After is { } after && after.IsAfter(state.LastActivity))
        {
            return Reject(
                ChallengerErrors.ActivityGap,
                $"Activities are counted up to {state.LastActivity?.ToString() ?? "none"}; those up to {after} are missing.");
        }

        var fresh = record.Activities.Where(activity => activity.Mark.IsAfter(state.LastActivity)).ToImmutableArray();
        return fresh.IsEmpty ? new Accepted<ChallengerEvent, ChallengerEffect>([], []) : Judge(state, fresh, rules, now);
    }

    public static ChallengerState Apply(ChallengerState state, ChallengerEvent.ActivityRecorded recorded)
    {
        var challengers = state.Challengers.ToBuilder();
        foreach (var activity in recorded.Activities)
        {
            if (challengers.TryGetValue(activity.Challenger, out var record) && Counts(record, activity))
            {
                challengers[activity.Challenger] = record with { Totals = record.Totals.With(activity) };
            }
        }

        foreach (var (challenger, conduct) in recorded.Conducts)
        {
            challengers[challenger] = challengers[challenger] with { Conduct = conduct };
        }

        return state with { Challengers = challengers.ToImmutable(), LastActivity = recorded.Activities[^1].Mark };
    }

    private static string? FindDisorder(ChallengerCommand.RecordActivity record)
    {
        if (record.Activities.IsDefaultOrEmpty || record.Activities.Length > ChallengerAggregate.BatchItemsMaximum)
        {
            return $"A record has 1 to {ChallengerAggregate.BatchItemsMaximum} activities.";
        }

        var last = record.After;
        foreach (var activity in record.Activities)
        {
            if (!activity.Mark.IsAfter(last))
            {
                return $"{activity.Mark} does not come after {last}.";
            }

            last = activity.Mark;
        }

        return null;
    }

    private static Accepted<ChallengerEvent, ChallengerEffect> Judge(
        ChallengerState state, ImmutableArray<ChallengerActivity> fresh, ProtocolRules rules, Slot now)
    {
        var test = ChallengerConduct.TestOf(rules);
        var conducts = new SortedDictionary<Address, ChallengerConduct>();
        var found = new Dictionary<Address, ChallengerEvent.FoundNegligent>();
        foreach (var activity in fresh)
        {
            var (challenger, missed) = (activity.Challenger, activity.Kind == ChallengerActivityKind.DutyMissed);
            if (!IsDuty(activity) || found.ContainsKey(challenger)
                || !state.Challengers.TryGetValue(challenger, out var record) || !Counts(record, activity))
            {
                continue;
            }

            var conduct = conducts.GetValueOrDefault(challenger) ?? record.Conduct;
            conducts[challenger] = conduct.Observe(test, missed, activity.At, rules, out var negligent);
            if (negligent is not null)
            {
                found[challenger] = new ChallengerEvent.FoundNegligent(
                    SlashId(challenger, activity.Mark), challenger, negligent, rules.ChallengerMissSlash, now);
            }
        }

        var judged = conducts.Select(entry => new JudgedConduct(entry.Key, entry.Value)).ToImmutableArray();
        var dismissals = found.Values.OrderBy(dismissal => dismissal.Challenger).ToImmutableArray();
        return new Accepted<ChallengerEvent, ChallengerEffect>(
            [new ChallengerEvent.ActivityRecorded(fresh, judged, now), .. dismissals], []);
    }

    /// <summary>A duty counts for who was in office when its window closed and has not left since; what came of a fraud proof counts
    /// always, for it may take longer than a term.</summary>
    private static bool Counts(ChallengerRecord record, ChallengerActivity activity) => !IsDuty(activity) || record.IsElectedAt(activity.At);

    private static bool IsDuty(ChallengerActivity activity) =>
        activity.Kind is ChallengerActivityKind.DutyDone or ChallengerActivityKind.DutyMissed;

    /// <summary>One verdict, one slash: the id names the outcome that has decided.</summary>
    private static OperationId SlashId(Address challenger, ActivityMark mark) => new(Keccak256.Hash(System.Text.Encoding.UTF8.GetBytes(
        FormattableString.Invariant($"LazAI.challenger-negligent.v1:{challenger},{mark.Position},{mark.Index}"))));

    private static Rejected<ChallengerEvent, ChallengerEffect> Reject(ErrorCode code, string detail) => new(new Rejection(code, detail));
}
