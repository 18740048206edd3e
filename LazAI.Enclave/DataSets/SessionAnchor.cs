using LazAI.Client.Claims;
using LazAI.Client.DataSets;
using LazAI.Cryptography;

namespace LazAI.Enclave.DataSets;

/// <summary>Anchors content that the session has before it: opens it where its key came with the order, reads its records, hashes, signs.</summary>
internal static class SessionAnchor
{
    /// <summary>The signed tuple, or why there is none.</summary>
    /// <param name="owner">Who has brought it.</param>
    /// <param name="sessionTimestamp">Seconds since 1970 at which the session's keys were made: a tuple is never older.</param>
    public static (AnchorTuple? Tuple, string Refusal) Make(
        SessionDataSets session, AnchorTask order, ReadOnlySpan<byte> content, Address owner, ulong sessionTimestamp, DateTimeOffset now)
    {
        var hash = Protocol.Ownership.ContentHash.Of(content);
        if (hash != order.ContentHash)
        {
            return (null, $"What is stored hashes to {hash}.");
        }

        var root = Bytes32.Zero;
        if (order.Envelope is { } envelope)
        {
            if (!session.TryOpen(content, hash, owner, envelope.Span, out var opened))
            {
                return (null, "The key is not for this session and this data set, or the data set is damaged.");
            }

            using (opened)
            {
                if (!TryReadRecords(order.Records, opened.Plaintext.Span, out root))
                {
                    return (null, "The data set does not have these records.");
                }
            }
        }
        else if (!TryReadRecords(order.Records, content, out root))
        {
            return (null, "The data set does not have these records.");
        }

        var timestamp = Math.Max(sessionTimestamp, (ulong)now.ToUnixTimeSeconds());
        var (anchor, signature) = session.Anchor(content, order.Kind, owner, root, timestamp);
        return (new AnchorTuple(anchor, signature, session.Worker), "");
    }

    /// <summary>What is wrong with a line is not said: it may be a secret one.</summary>
    private static bool TryReadRecords(RecordsClaim? records, ReadOnlySpan<byte> plaintext, out Bytes32 root)
    {
        root = Bytes32.Zero;
        if (records is null)
        {
            return true;
        }

        if (!RecordsFile.TryParse(plaintext, records, out var read, out _))
        {
            return false;
        }

        root = records.ComputeRoot(read.Value);
        return true;
    }
}
