using System.Buffers.Binary;
using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Models;
using LazAI.Protocol.Workers;

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
    /// <summary>Weight in the draw: stake in whole tokens × reputation.</summary>
    public UInt128 Weight => Stake.BaseUnits / 1_000_000_000_000_000_000UL * (UInt128)Reputation;

    /// <summary>Whether a model with this policy may run here.</summary>
    public bool Satisfies(ModelEvidencePolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return Evidence.Kind == EvidenceFacts.DevelopmentTdx
            && policy.DevelopmentRoots.Contains(Evidence.Root)
            && policy.Measurements.Contains(Evidence.Measurement)
            && (policy.AllowDebug || !Evidence.Debug);
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
}

/// <summary>
/// Chooses a worker by a draw weighted with stake × reputation that anyone can repeat (PROTOCOL §4).
/// </summary>
/// <remarks>
/// Draw i takes the first 16 bytes of <c>H("LazAI.assignment.v1" ‖ genesisHash ‖ taskId ‖ attempt ‖ i)</c> modulo the weight
/// of those that are left, as big-endian integers; who has been drawn leaves. A draw whose worker has no free
/// capacity is followed by the next; the assignment records how many were passed over.
/// </remarks>
public static class AssignmentDraw
{
    private static readonly byte[] s_domain = "LazAI.assignment.v1"u8.ToArray();

    /// <summary>The order in which <paramref name="eligible"/> are drawn, lazily: most draws need only the first.</summary>
    public static IEnumerable<RosterEntry> Order(
        Bytes32 genesisHash, TaskId taskId, int attempt, IReadOnlyCollection<RosterEntry> eligible)
    {
        ArgumentNullException.ThrowIfNull(eligible);
        var left = eligible.Where(entry => entry.Weight > UInt128.Zero).ToList();
        for (var draw = 0; left.Count > 0; draw++)
        {
            var total = UInt128.Zero;
            foreach (var entry in left)
            {
                total += entry.Weight;
            }

            var point = Seed(genesisHash, taskId, attempt, draw) % total;
            var index = 0;
            while (point >= left[index].Weight)
            {
                point -= left[index].Weight;
                index++;
            }

            yield return left[index];
            left.RemoveAt(index);
        }
    }

    private static UInt128 Seed(Bytes32 genesisHash, TaskId taskId, int attempt, int draw)
    {
        Span<byte> message = stackalloc byte[s_domain.Length + 32 + 32 + 4 + 4];
        s_domain.CopyTo(message);
        var rest = message[s_domain.Length..];
        genesisHash.CopyTo(rest);
        taskId.Value.CopyTo(rest[32..]);
        BinaryPrimitives.WriteInt32BigEndian(rest[64..], attempt);
        BinaryPrimitives.WriteInt32BigEndian(rest[68..], draw);
        Span<byte> hash = stackalloc byte[32];
        Keccak256.Hash(message, hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }
}
