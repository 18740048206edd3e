using System.Collections.Immutable;

namespace LazAI.Client.Receipts;

/// <summary>Members of a receipt that nothing signs and no other member holds fast: alone they could be others and no check would show it.</summary>
internal static class StatedByService
{
    private static readonly ImmutableArray<string> s_withNetwork =
    [
        "assignment.drawIndex",
        "assignment.rosterHash",
        "assignment.stake",
        "assignment.until",
        "history[].slot",
        "session.capacity",
    ];

    /// <summary>What is compared with the network that the verifier knows.</summary>
    private static readonly ImmutableArray<string> s_byNetwork = ["genesisHash", "session.openedAt", "session.until"];

    /// <summary>The members in order. Which models are accepted changes nothing: a publisher's signature binds the description.</summary>
    public static ImmutableArray<string> Members(ReceiptTrust trust) =>
        trust.Network is not null ? s_withNetwork : [.. s_withNetwork.Concat(s_byNetwork).Order(StringComparer.Ordinal)];
}
