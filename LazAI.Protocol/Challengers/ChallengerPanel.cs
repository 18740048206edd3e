using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Protocol.Encoding;

namespace LazAI.Protocol.Challengers;

/// <summary>One challenger in office.</summary>
/// <param name="Reputation">From 1 to 10,000: its weight in a draw.</param>
/// <param name="Until">Last slot of its term.</param>
public sealed record PanelEntry(Address Challenger, int Reputation, Slot Until);

/// <summary>A panel in the log, and since when it is there.</summary>
public sealed record PublishedPanel(Bytes32 Hash, ChallengerPanel Panel, Slot At);

/// <summary>The challengers in office as they are published: duties name its hash, so that anyone can repeat their draw.</summary>
public sealed record ChallengerPanel(ImmutableArray<PanelEntry> Entries)
{
    public static ChallengerPanel Empty { get; } = new(ImmutableArray<PanelEntry>.Empty);

    /// <summary>The panel in its one order, by address.</summary>
    public static ChallengerPanel Create(ChallengerState state, ProtocolRules rules, Slot now)
    {
        ArgumentNullException.ThrowIfNull(state);
        return new([.. state.ElectedAt(now).Select(record =>
            new PanelEntry(record.Challenger, record.Totals.ReputationUnder(rules), record.Term!.Until))]);
    }

    /// <summary>Keccak-256 of the canonical JSON.</summary>
    public Bytes32 ComputeHash() => Keccak256.Hash(CanonicalJson.Serialize(this));

    /// <summary>Among whom the duty to check a result is drawn: those in office to the end of its window, without its worker, for nobody judges
    /// itself.</summary>
    public ImmutableArray<PanelEntry> Eligible(Address worker, Slot windowUntil) =>
        Entries.RemoveAll(entry => entry.Challenger == worker || entry.Until < windowUntil);
}
