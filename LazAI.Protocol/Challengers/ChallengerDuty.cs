using System.Buffers.Binary;
using LazAI.Cryptography;

namespace LazAI.Protocol.Challengers;

/// <summary>The duty to check one result, drawn among the challengers in office by a draw that anyone can repeat (PROTOCOL §7.4).</summary>
public static class ChallengerDuty
{
    private static readonly byte[] s_domain = "LazAI.challenger-duty.v1"u8.ToArray();

    /// <summary>Whose duty it is to check the result of one attempt at a task; null where nobody is eligible, and nobody neglects anything.</summary>
    /// <remarks>
    /// The first 16 bytes of <c>H("LazAI.challenger-duty.v1" ‖ genesisHash ‖ taskId ‖ attempt)</c> modulo the sum of the weights, as
    /// big-endian integers, the attempt of 4 bytes, fall into the weight of one of <see cref="ChallengerPanel.Eligible"/>, in the panel's order.
    /// </remarks>
    public static Address? Draw(
        Bytes32 genesisHash, TaskId taskId, int attempt, Address worker, Slot windowUntil, ChallengerPanel panel)
    {
        ArgumentNullException.ThrowIfNull(panel);
        var eligible = panel.Eligible(worker, windowUntil);
        var total = eligible.Sum(entry => (long)entry.Reputation);
        if (total == 0)
        {
            return null;
        }

        var point = (long)(Seed(genesisHash, taskId, attempt) % (UInt128)total);
        foreach (var entry in eligible)
        {
            if (point < entry.Reputation)
            {
                return entry.Challenger;
            }

            point -= entry.Reputation;
        }

        throw new InvariantViolatedException("a point below the sum of the weights falls into one of them");
    }

    /// <summary>Whether a duty is done: the challenger has reported the result as checked or filed a fraud proof before the window closed.</summary>
    /// <param name="windowUntil">Last slot of the window, which still counts.</param>
    public static bool IsDone(Slot? reportedAt, Slot? proofFiledAt, Slot windowUntil) =>
        reportedAt <= windowUntil || proofFiledAt <= windowUntil;

    /// <summary>How a duty counts, once its window is closed; null where it counts neither way.</summary>
    /// <param name="provenFalse">A fault of the result or its trace was proven: who has not reported and was not the first to prove it neglects nothing.</param>
    /// <param name="reportRefuted">What was proven false is what the report answers for: it was none.</param>
    /// <param name="excused">The service stood still in the window: nobody could report to it.</param>
    public static ChallengerActivityKind? OutcomeOf(
        Slot? reportedAt, Slot? proofFiledAt, Slot windowUntil, bool provenFalse, bool reportRefuted, bool excused)
    {
        if (excused)
        {
            return null;
        }

        return IsDone(reportRefuted ? null : reportedAt, proofFiledAt, windowUntil) ? ChallengerActivityKind.DutyDone
            : provenFalse && !reportRefuted ? null
            : ChallengerActivityKind.DutyMissed;
    }

    private static UInt128 Seed(Bytes32 genesisHash, TaskId taskId, int attempt)
    {
        Span<byte> message = stackalloc byte[s_domain.Length + 32 + 32 + 4];
        s_domain.CopyTo(message);
        var rest = message[s_domain.Length..];
        genesisHash.CopyTo(rest);
        taskId.Value.CopyTo(rest[32..]);
        BinaryPrimitives.WriteInt32BigEndian(rest[64..], attempt);
        Span<byte> hash = stackalloc byte[32];
        Keccak256.Hash(message, hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }
}
