using System.Buffers.Binary;
using LazAI.Cryptography;

namespace LazAI.Protocol.Coordination;

/// <summary>
/// Chooses a worker by a draw weighted with stake × reputation that anyone can repeat (PROTOCOL §4).
/// </summary>
/// <remarks>
/// Those that take part are <see cref="Roster.Eligible"/>, in the roster's order; the sessions of one worker share its
/// weight equally, rounded down, so that opening more of them gains nothing. Draw i takes the first 16 bytes of
/// <c>H("LazAI.assignment.v1" ‖ genesisHash ‖ taskId ‖ attempt ‖ i)</c> modulo the weight of those that are left, as
/// big-endian integers; who has been drawn leaves. A draw that has no free capacity, whose session ends before the lease
/// would or that the input is not encrypted to is followed by the next; the assignment records how many were passed over.
/// </remarks>
public sealed class AssignmentDraw
{
    private static readonly byte[] s_domain = "LazAI.assignment.v1"u8.ToArray();

    private readonly RosterEntry[] _entries;
    private readonly UInt128[] _weights;
    private readonly UInt128 _total;

    /// <summary>A draw among <paramref name="eligible"/>, in that order.</summary>
    public AssignmentDraw(IEnumerable<RosterEntry> eligible)
    {
        ArgumentNullException.ThrowIfNull(eligible);
        var all = eligible.ToArray();
        var sessions = all.CountBy(entry => entry.Worker).ToDictionary();
        var weighed = all.Select(entry => (Entry: entry, Weight: entry.Weight / (UInt128)sessions[entry.Worker]))
            .Where(share => share.Weight > UInt128.Zero)
            .ToArray();
        _entries = [.. weighed.Select(share => share.Entry)];
        _weights = [.. weighed.Select(share => share.Weight)];
        _total = weighed.Aggregate(UInt128.Zero, (sum, share) => sum + share.Weight);
    }

    /// <summary>Who can be drawn.</summary>
    public IReadOnlyList<RosterEntry> Entries => _entries;

    /// <summary>The order in which <paramref name="eligible"/> are drawn.</summary>
    public static IEnumerable<RosterEntry> Order(
        Bytes32 genesisHash, TaskId taskId, int attempt, IReadOnlyCollection<RosterEntry> eligible) =>
        new AssignmentDraw(eligible).Order(genesisHash, taskId, attempt);

    /// <summary>The order of the draws for one attempt at a task, lazily: most need only the first.</summary>
    public IEnumerable<RosterEntry> Order(Bytes32 genesisHash, TaskId taskId, int attempt)
    {
        var drawn = new bool[_entries.Length];
        var left = _total;
        for (var draw = 0; draw < _entries.Length; draw++)
        {
            var index = Find(Seed(genesisHash, taskId, attempt, draw) % left, drawn);
            drawn[index] = true;
            left -= _weights[index];
            yield return _entries[index];
        }
    }

    private int Find(UInt128 point, bool[] drawn)
    {
        for (var index = 0; ; index++)
        {
            if (drawn[index])
            {
                continue;
            }

            if (point < _weights[index])
            {
                return index;
            }

            point -= _weights[index];
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
