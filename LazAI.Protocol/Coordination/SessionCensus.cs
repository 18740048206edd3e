using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Protocol.Models;
using LazAI.Protocol.Workers;

namespace LazAI.Protocol.Coordination;

/// <summary>How many sessions of a roster bring which evidence: enough to say of any model how many of them it accepts.</summary>
/// <remarks>As short as the list of measurements that the service accepts, however many sessions there are, so that it can be asked for
/// often. It knows nothing of free capacity: a full session still is one that a task can wait for.</remarks>
public sealed record SessionCensus(ImmutableArray<EvidenceCount> Evidence)
{
    public static SessionCensus Empty { get; } = new(ImmutableArray<EvidenceCount>.Empty);

    /// <summary>Counts once, so that nobody who asks has to go through the roster.</summary>
    public static SessionCensus Of(Roster roster)
    {
        ArgumentNullException.ThrowIfNull(roster);

        // The hash names one quote, which no policy judges.
        var counts = roster.Entries.CountBy(entry => entry.Evidence with { Hash = Bytes32.Zero });
        return new([.. counts.Select(count => new EvidenceCount(count.Key, count.Value))]);
    }

    /// <summary>The sessions whose evidence this policy accepts: those that <see cref="Roster.Eligible"/> would draw from for a new task.</summary>
    public int CountEligible(ModelEvidencePolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return Evidence.Where(count => policy.Accepts(count.Evidence)).Sum(count => count.Sessions);
    }
}

/// <summary>How many sessions bring this evidence.</summary>
/// <param name="Evidence">Without the hash of any one quote.</param>
public sealed record EvidenceCount(EvidenceFacts Evidence, int Sessions);
