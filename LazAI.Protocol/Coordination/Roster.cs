using System.Collections.Immutable;
using LazAI.Attestation;
using LazAI.Cryptography;
using LazAI.Protocol.Encoding;

namespace LazAI.Protocol.Coordination;

/// <summary>One session in the roster of those that can be given work.</summary>
/// <param name="Stake">The worker's stake.</param>
/// <param name="Reputation">From 1 to 10,000.</param>
/// <param name="Evidence">What its evidence says; each model's policy judges it.</param>
/// <param name="Capacity">Tasks that it takes at a time.</param>
/// <param name="Until">Last slot of the session.</param>
public sealed record RosterEntry(
    Address Worker, SessionId Session, Amount Stake, int Reputation, EvidenceFacts Evidence, int Capacity, Slot Until)
{
    /// <summary>Weight of the worker in a draw: stake in whole tokens × reputation. Its eligible sessions share it.</summary>
    public UInt128 Weight => Stake.BaseUnits / 1_000_000_000_000_000_000UL * (UInt128)Reputation;

    /// <summary>Whether a model with this policy may run here at this time.</summary>
    public bool Satisfies(EvidencePolicy policy, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return policy.Accepts(Evidence, at);
    }
}

/// <summary>A published roster: assignments name its hash, so that anyone can repeat their draw.</summary>
public sealed record Roster(ImmutableArray<RosterEntry> Entries)
{
    public static Roster Empty { get; } = new(ImmutableArray<RosterEntry>.Empty);

    /// <summary>Keccak-256 of the canonical JSON.</summary>
    public Bytes32 ComputeHash() => Keccak256.Hash(CanonicalJson.Serialize(this));

    /// <summary>The roster in its one order: by worker, then session.</summary>
    public static Roster Create(IEnumerable<RosterEntry> entries) =>
        new([.. entries.OrderBy(entry => entry.Worker).ThenBy(entry => entry.Session.Value)]);

    /// <summary>
    /// Among whom a task is drawn: the sessions that the model's policy accepts, without the workers that have failed the task
    /// before (PROTOCOL §4: another worker takes over) as long as anyone else is left.
    /// </summary>
    /// <param name="at">When the slot of the draw begins: a policy may accept evidence for a limited time.</param>
    public ImmutableArray<RosterEntry> Eligible(EvidencePolicy policy, ImmutableArray<Address> failed, DateTimeOffset at)
    {
        var satisfying = Entries.Where(entry => entry.Satisfies(policy, at)).ToImmutableArray();
        var others = satisfying.RemoveAll(entry => failed.Contains(entry.Worker));
        return others.IsEmpty ? satisfying : others;
    }
}
