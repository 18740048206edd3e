using System.Collections.Immutable;
using LazAI.Attestation;
using LazAI.Cryptography;

namespace LazAI.Protocol.Coordination;

/// <summary>How many sessions of a roster bring which evidence: enough to say of any model how many of them it accepts.</summary>
/// <remarks>As short as the list of measurements that the service accepts, however many sessions there are, so that it can be asked for
/// often. It knows nothing of free capacity: a full session still is one that a task can wait for.</remarks>
public sealed record SessionCensus(ImmutableArray<EvidenceCount> Evidence)
{
    /// <summary>Most reasons that are told of one model.</summary>
    public const int RefusalsMaximum = 10;

    public static SessionCensus Empty { get; } = new(ImmutableArray<EvidenceCount>.Empty);

    /// <summary>Counts once, so that nobody who asks has to go through the roster.</summary>
    public static SessionCensus Of(Roster roster)
    {
        ArgumentNullException.ThrowIfNull(roster);

        // These are of one quote and one machine; no policy accepts or refuses by them.
        var counts = roster.Entries.CountBy(
            entry => entry.Evidence with { Hash = Bytes32.Zero, CollateralHash = null, CertificatesUntil = null });
        return new([.. counts.Select(count => new EvidenceCount(count.Key, count.Value))]);
    }

    /// <summary>The sessions whose evidence this policy accepts: those that <see cref="Roster.Eligible"/> would draw from for a new task.</summary>
    /// <param name="at">When the slot of such a draw begins.</param>
    public int CountEligible(EvidencePolicy policy, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return Evidence.Where(count => policy.Accepts(count.Evidence, at)).Sum(count => count.Sessions);
    }

    /// <summary>Why the policy does not accept the other sessions' evidence, the most frequent reason first.</summary>
    /// <param name="at">When the slot of such a draw begins.</param>
    public ImmutableArray<SessionRefusal> FindRefusals(EvidencePolicy policy, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return
        [
            .. Evidence
                .Select(count => (policy.Judge(count.Evidence, null, at).Reason, count.Sessions))
                .Where(judged => judged.Reason is not null)
                .GroupBy(judged => (judged.Reason!.Code, judged.Reason.Message))
                .Select(same => new SessionRefusal(new ErrorCode(same.Key.Code), same.Key.Message, same.Sum(judged => judged.Sessions)))
                .OrderByDescending(refusal => refusal.Sessions).ThenBy(refusal => refusal.Reason, StringComparer.Ordinal)
                .Take(RefusalsMaximum),
        ];
    }
}

/// <summary>For how many sessions a model's policy gives this reason as the first.</summary>
/// <param name="Code">A code of evidence.</param>
/// <param name="Reason">The same for people.</param>
public sealed record SessionRefusal(ErrorCode Code, string Reason, int Sessions);

/// <summary>How many sessions bring this evidence.</summary>
/// <param name="Evidence">Without what is of any one quote.</param>
public sealed record EvidenceCount(EvidenceFacts Evidence, int Sessions);
